"""What people see when enough is running, when the line is full, and what has been spent."""

import asyncio
from pathlib import Path

from tests.stories.stage import BEN, LAUNCH, Stage, is_result, open_stage, spoken


async def test_who_waits_in_line_reads_how_many_are_ahead_and_is_served_in_turn(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_RUNNING_PER_CHANNEL="1") as stage:
        for prompt in ("first", "second", "third"):
            await stage.type(f"/product-image {stage.bag} {prompt}")

        await stage.message("1 ahead in this channel")

        await stage.eventually(lambda: _all_shown(stage, 3))
        assert len(await stage.paid()) == 3


async def test_a_full_line_refuses_in_private_and_others_go_on(tmp_path: Path) -> None:
    async with open_stage(
        tmp_path, GREENLIGHT_RUNNING_PER_PERSON="1", GREENLIGHT_QUEUED_PER_PERSON="1"
    ) as stage:
        for prompt in ("first", "second", "third", "fourth"):
            await stage.type(f"/product-image {stage.bag} {prompt}")

        said = await stage.message("Too many tasks of yours are waiting already")
        assert said["is_ephemeral"]

        await stage.type(f"/product-image {stage.bag} other", by=BEN)
        await stage.message(lambda message: is_result(message) and BEN in spoken(message))


async def test_a_budget_shows_spent_by_provider_and_person_in_credits_and_money(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_CREDIT_PRICES="creatify=0.20") as stage:
        await stage.type(f"/product-image {stage.bag} marble")
        await stage.message(is_result)

        await stage.type("/greenlight budget", by=BEN)
        said = spoken(await stage.message("Spent in", seen_by=BEN))

        assert "0.20 USD spent, 0.00 USD reserved. No budget is set for this channel." in said
        assert "Creatify* 1 credit (0.20 USD) spent" in said
        assert "<@U0ANN00001> 1 credit (0.20 USD) spent" in said


async def test_nothing_is_ordered_once_a_channel_is_shared_with_another_organisation(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)

    await stage.channel(LAUNCH, is_ext_shared=True)
    await asyncio.sleep(0.3)  # the event is on its way; nobody sees it arrive
    await stage.type(f"/product-image {stage.bag} slate")
    await stage.message("Greenlight is off in channels that are shared with another organisation.")
    await stage.channel(LAUNCH, is_ext_shared=False)
    await asyncio.sleep(0.3)
    await stage.type(f"/product-image {stage.bag} oak")
    await stage.eventually(lambda: _all_shown(stage, 2))

    assert len(await stage.paid()) == 2


async def _all_shown(stage: Stage, count: int) -> bool:
    messages = await stage.messages()
    return sum(is_result(message) for message in messages) >= count
