"""An admin sets up a channel: what the form keeps, who may, and what holds from then on."""

from collections.abc import Mapping
from pathlib import Path

from tests.stories.stage import ANN, BEN, CLEO, Stage, is_result, open_stage, spoken

SAVED = "These settings hold for this channel"


async def test_a_budget_set_in_the_settings_stops_and_is_lifted_there(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_CREDIT_PRICES="creatify=0.20") as stage:
        await set_up(stage, {"Budget per month": "0.30"})
        await stage.type(f"/product-image {stage.bag} marble")
        await stage.message(is_result)

        await stage.type(f"/product-image {stage.bag} sand")
        said = spoken(await stage.message("This channel's budget of 0.30 USD"))
        assert "/greenlight settings" in said
        assert len(await stage.paid()) == 1

        await set_up(stage, {"Budget per month": "1"})
        await stage.press("Try again")
        await stage.eventually(lambda: _shown(stage, 2))
        assert len(await stage.paid()) == 2


async def test_from_eighty_percent_on_the_thread_says_once_how_much_of_a_budget_is_left(
    tmp_path: Path,
) -> None:
    async with open_stage(tmp_path, GREENLIGHT_CREDIT_PRICES="creatify=0.20") as stage:
        await set_up(stage, {"Budget per month": "0.65"})
        for prompt in ("marble", "sand", "oak"):
            await stage.type(f"/product-image {stage.bag} {prompt}")
        await stage.eventually(lambda: _shown(stage, 3), what="three pictures")
        await stage.quiet()

        warnings = [spoken(message) for message in await stage.messages() if "% used" in spoken(message)]

        assert len(warnings) == 1
        assert "This channel's budget for this month is 92 % used: 0.05 USD of 0.65 USD left." in warnings[0]
        assert "A workspace admin can raise it in /greenlight settings." in warnings[0]


async def test_what_was_set_stands_in_the_form_with_who_set_it(stage: Stage) -> None:
    await set_up(stage, {"Approvers": [BEN, CLEO], "Approvals needed": "2", "Remind after": "4"})

    await stage.type("/greenlight settings", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)

    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert elements["approvers"]["initial_users"] == [BEN, CLEO]
    assert elements["remind_after"]["initial_value"] == "4"
    said = spoken({"blocks": view["blocks"]})
    assert f"<@{CLEO}> set *Approvals needed* from 1 to 2" in said
    assert f"<@{CLEO}> set *Who may approve* from everyone to <@{BEN}>, <@{CLEO}>" in said


async def test_the_same_submission_three_times_is_one_line_of_the_trail(stage: Stage) -> None:
    await stage.type("/greenlight settings", by=CLEO)
    await stage.modal(by=CLEO, with_submit=True)
    await stage.fault("slack:interaction", "double", copies=3)
    await stage.fill({"Approvals needed": "2"}, by=CLEO)
    await stage.eventually(lambda: _said(stage, 3))

    await stage.type("/greenlight settings", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)
    assert spoken({"blocks": view["blocks"]}).count("set *Approvals needed*") == 1


async def test_settings_are_for_admins(stage: Stage) -> None:
    await stage.type("/greenlight settings", by=ANN)

    view = await stage.eventually(lambda: _closed_door(stage, ANN))
    assert isinstance(view, dict)
    assert "Only a workspace admin can change the settings." in spoken({"blocks": view["blocks"]})


async def set_up(stage: Stage, values: Mapping[str, object]) -> None:
    """Cleo, who is an admin, fills in the settings of the channel."""
    await stage.type("/greenlight settings", by=CLEO)
    before = sum(SAVED in spoken(message) for message in await stage.messages(seen_by=CLEO))
    await stage.fill(values, by=CLEO)
    await stage.eventually(lambda: _said(stage, before + 1), what="settings that are saved")


async def _said(stage: Stage, times: int) -> bool:
    return sum(SAVED in spoken(message) for message in await stage.messages(seen_by=CLEO)) >= times


async def _closed_door(stage: Stage, person: str) -> dict[str, object] | None:
    views = (await stage.state(person))["views"]
    ready = [dict(view) for view in views if "Loading" not in spoken({"blocks": view["blocks"]})]
    return ready[-1] if ready else None


async def _shown(stage: Stage, count: int) -> bool:
    return sum(is_result(message) for message in await stage.messages()) >= count
