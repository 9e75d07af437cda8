"""App Home: what waits for my word can be decided there, and only what I may see is shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.stories.seams import refuse
from tests.stories.stage import ANN, BEN, CLEO, STUDIO, Stage, is_result, labels, open_stage, spoken
from tests.stories.test_settings import set_up


async def test_what_waits_for_me_is_approved_from_there_and_gone(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "0.5", "Approvers": [BEN]})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message("needs its spend approved")

    home = await opened(stage, BEN, "Approve spend")
    assert "image waiting for approval" in spoken(home)
    await press_home(stage, "Approve spend", by=BEN)
    await stage.message(is_result)
    await opened(stage, BEN, "Request changes")
    await press_home(stage, "Approve", by=BEN)

    await stage.message(f"Approved by <@{BEN}>")
    await seen(stage, BEN, "Nothing waits for your decision.")


async def test_a_click_that_comes_too_late_there_is_answered_in_a_small_window(stage: Stage) -> None:
    await set_up(stage, {"Approve spend over": "0.5"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(lambda message: "Approve spend" in labels(message))
    await opened(stage, BEN, "Approve spend")
    await stage.press("Refuse", by=CLEO)
    await stage.message("The spend was refused")

    await press_home(stage, "Approve spend", by=BEN)

    window = await stage.modal(by=BEN)
    assert f"is refused now by <@{CLEO}>" in spoken({"blocks": window["blocks"]})
    await seen(stage, BEN, "Nothing waits for your decision.")


async def test_my_spend_and_my_channels_budget_stand_there(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_CREDIT_PRICES="creatify=0.20") as stage:
        await set_up(stage, {"Budget per month": "5"})
        await stage.type(f"/product-image {stage.bag} marble")
        await stage.message(is_result)

        home = spoken(await opened(stage, ANN, "My channels"))

        assert "1 credit (0.20 USD) spent" in home
        assert "<#C0LAUNCH01> 0.20 USD spent, 0.00 USD reserved. 4.80 USD of 5.00 USD left." in home


async def test_where_credits_have_no_price_a_channel_s_spend_is_said_in_credits(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)

    home = spoken(await opened(stage, ANN, "1 credit spent"))

    assert "<#C0LAUNCH01> 1 credit spent" in home


async def test_a_thumbnail_that_slack_does_not_take_costs_the_picture_alone(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)
    await refuse(stage, "views.publish", "invalid_blocks", times=1)

    home = await opened(stage, ANN, "Lately")

    assert "1 credit spent" in spoken(home)
    assert not any("accessory" in block for block in home["blocks"])


async def test_who_leaves_a_channel_sees_nothing_of_it_from_then_on(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} marble", channel=STUDIO)
    await stage.message(is_result, channel=STUDIO)
    await opened(stage, BEN, f"<#{STUDIO}>")

    await stage.channel(STUDIO, leaves=[BEN])
    home = spoken(await opened(stage, BEN, "Nothing waits for your decision."))

    assert STUDIO not in home


async def opened(stage: Stage, person: str, words: str) -> Mapping[str, Any]:
    """The tab, opened anew once the bot rests, when it says these words."""
    await stage.quiet()
    async with stage.http.post(f"/sandbox/people/{person}/home", json={}) as answer:
        assert answer.status == 200
    return await seen(stage, person, words)


async def seen(stage: Stage, person: str, words: str) -> Mapping[str, Any]:
    async def there() -> Mapping[str, Any] | None:
        home = (await stage.state(person))["home"]
        return home if home and words in spoken({"blocks": home["blocks"]}) else None

    found = await stage.eventually(there, what=f"a home tab with {words}")
    assert isinstance(found, Mapping)
    return found


async def press_home(stage: Stage, label: str, *, by: str) -> None:
    home = (await stage.state(by))["home"]
    block, element = next(
        (block, element)
        for block in home["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["text"]["text"] == label
    )
    body = {"block_id": block["block_id"], "action_id": element["action_id"]}
    async with stage.http.post(f"/sandbox/people/{by}/views/{home['id']}/action", json=body) as answer:
        assert (await answer.json())["ok"]
