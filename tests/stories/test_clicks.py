"""Clicks that come in crowds, too often, or a year too late: each does the right thing and says so."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Seams
from bot.clock import SystemClock
from tests.stories.seams import refuse, whispered
from tests.stories.stage import ANN, BEN, CLEO, SPEED, Stage, is_result, labels, open_stage, spoken
from tests.stories.test_settings import set_up

YEAR = timedelta(days=366)


class LaterClock(SystemClock):
    """The same clock, a year on."""

    def now(self) -> datetime:
        return super().now() + YEAR


async def test_the_same_click_delivered_three_times_is_one_and_nobody_is_told_off(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)

    await stage.fault("slack:interaction", "double", copies=3)
    await stage.press("Approve", by=BEN)
    await stage.message(f"Approved by <@{BEN}>")
    await stage.quiet()

    assert not [message for message in await stage.messages(seen_by=BEN) if "Too late" in spoken(message)]


async def test_two_people_approve_a_spend_at_once_and_it_is_spent_once(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "0.5"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(lambda message: "Approve spend" in labels(message))

    await asyncio.gather(*(stage.press("Approve spend", by=person) for person in (BEN, CLEO)))
    await stage.message(is_result)
    await stage.quiet()

    told = [await _told(stage, person) for person in (BEN, CLEO)]
    assert sorted(len(said) for said in told) == [0, 1]
    assert len(await stage.paid()) == 1


async def test_one_approves_while_another_refuses_and_the_second_reads_who_was_first(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "0.5"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(lambda message: "Approve spend" in labels(message))

    await asyncio.gather(stage.press("Approve spend", by=BEN), stage.press("Refuse", by=CLEO))
    await stage.eventually(lambda: _anybody_told(stage), what="a private answer")
    await stage.quiet()

    paid = len(await stage.paid())
    second, first = (CLEO, BEN) if paid else (BEN, CLEO)
    assert f"by <@{first}>. Nothing was changed." in (await _told(stage, second))[0]


async def test_a_click_on_a_year_old_message_still_decides_and_says_so(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type(f"/product-image {stage.bag} marble")
        await stage.message(is_result)
        await stage.quiet()
        await stage.stop_bot()
        stage.seams = Seams(clock=LaterClock(SPEED))
        await stage.start_bot()
        await refuse(stage, "chat.update", "edit_window_closed", times=0)

        await stage.press("Approve", by=BEN)
        await whispered(stage, "is approved now.", to=BEN)
        await stage.press("Approve", by=CLEO)
        late = spoken(await whispered(stage, "Too late", to=CLEO))

        assert f"is approved now by <@{BEN}>. Nothing was changed." in late


async def test_a_spend_that_waits_in_a_channel_that_was_archived_is_not_spent(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "0.5", "Expire after": "0.05"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(lambda message: "Approve spend" in labels(message))
    await stage.channel("C0LAUNCH01", is_archived=True)

    direct = await stage.eventually(lambda: _direct(stage), what="direct messages")
    said = await stage.message("Nobody approved the spend in time.", channel=str(direct))

    assert "Nothing was spent." in spoken(said)
    assert not await stage.paid()


async def test_a_failed_job_that_is_not_paid_back_is_said_and_booked(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_CREDIT_PRICES="creatify=0.20") as stage:
        await stage.fault("creatify:job", "fail", reason="the product is blurred")
        await stage.type(f"/product-image {stage.bag} marble")
        said = spoken(await stage.message("Creatify could not make this image"))
        assert "It may have charged 1 credit (0.20 USD)." in said

        await stage.type("/greenlight budget")
        booked = spoken(await stage.message("Spent in"))

        assert "0.20 USD spent" in booked
        assert len(await stage.paid()) == 1


async def _told(stage: Stage, person: str) -> list[str]:
    seen = await stage.messages(seen_by=person)
    return [
        spoken(message) for message in seen if message.get("is_ephemeral") and "Too late" in spoken(message)
    ]


async def _anybody_told(stage: Stage) -> bool:
    return any([await _told(stage, person) for person in (BEN, CLEO)])


async def _direct(stage: Stage) -> str | None:
    channels = (await stage.state(ANN))["channels"]
    return next((channel["id"] for channel in channels if channel["is_im"]), None)
