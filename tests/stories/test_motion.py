"""A picture set in motion: from the command or the form to the video in its thread."""

from pathlib import Path
from typing import Any

from tests.stories.stage import ANN, Stage, is_result, labels, open_stage, spoken


def previews(form: dict[str, Any]) -> list[str]:
    return [block["image_url"] for block in form["blocks"] if block["type"] == "image"]


def fields(form: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in form["blocks"] if block["type"] == "input"]


def chosen_in(form: dict[str, Any], field: str) -> dict[str, Any]:
    """The element of a field."""
    return next(dict(block["element"]) for block in form["blocks"] if block.get("block_id") == field)


async def orders(stage: Stage) -> list[dict[str, Any]]:
    """What the simulated Akool was really asked for."""
    return [dict(job) for job in await stage.paid("akool")]


async def test_an_inline_order_is_asked_about_and_brings_one_video(stage: Stage) -> None:
    await stage.type(f"/animate {stage.bag} slow turn")
    question = await stage.message("Spend about 20 credits?")
    await stage.press("Spend")

    result = await stage.message(is_result)

    assert question["is_ephemeral"]
    assert f"<@{ANN}> your video is ready. 20 credits." in spoken(result)
    assert {"Approve", "Request changes", "Delete"} <= labels(result)
    assert len(await orders(stage)) == 1


async def test_choosing_an_effect_shows_its_preview_and_choosing_a_length_its_price(stage: Stage) -> None:
    await stage.type("/animate …")
    empty = await stage.modal(with_submit=True)
    offered = [option["text"]["text"] for option in await stage.choices("Effect")]
    await stage.choose("Effect", "Levitate")
    chosen = await stage.form(lambda form: bool(previews(form)))
    await stage.choose("Length", "10 s")
    dearer = await stage.form(lambda form: "About 40 credits" in str(form))
    await stage.choose("Effect", "None")
    bare = await stage.form(lambda form: not previews(form))

    assert "About 20 credits" in str(empty)
    assert offered[0] == "None"
    assert len(offered) == 13
    assert previews(chosen)[0].endswith(".png")
    assert previews(dearer) == previews(chosen)
    assert fields(empty) == fields(chosen) == fields(dearer) == fields(bare)


async def test_a_form_orders_what_was_chosen_at_the_price_that_it_said(stage: Stage) -> None:
    await stage.type("/animate")
    await stage.choose("Effect", "Levitate")
    await stage.choose("Resolution", "1080p")
    await stage.form(lambda form: "About 25 credits" in str(form))
    answer = await stage.fill({"Image URL": stage.bag, "Audio": "AI audio", "Negative prompt": "blur"})

    result = await stage.message(is_result)

    assert answer["ok"]
    assert "25 credits." in spoken(result)
    assert [job["billed"] for job in await orders(stage)] == [25]


async def test_a_preview_that_slack_does_not_take_is_left_out(stage: Stage) -> None:
    await stage.type("/animate")
    await stage.modal(with_submit=True)
    await stage.fault("slack:views.update", "error", error="invalid_blocks", times=1)
    await stage.choose("Effect", "Levitate")

    redrawn = await stage.form(lambda form: "initial_option" in chosen_in(form, "effect_code"))

    assert chosen_in(redrawn, "effect_code")["initial_option"]["text"]["text"] == "Levitate"
    assert not previews(redrawn)


async def test_what_turns_out_dearer_than_the_form_said_is_asked_about(stage: Stage) -> None:
    await stage.type("/animate")
    await stage.modal(with_submit=True)
    await stage.fault("slack:views.update", "error", error="fatal_error", times=3)
    await stage.choose("Resolution", "4k")
    await stage.fill({"Image URL": stage.bag, "Resolution": "4k"})

    assert await stage.message("Spend about 30 credits?")
    assert not await orders(stage)


async def test_a_wrong_link_is_said_beside_its_field(stage: Stage) -> None:
    await stage.type("/animate …")

    answer = await stage.fill({"Image URL": "http://10.0.0.1/bag.jpg"})
    missing = await stage.fill({"Image URL": stage.bag, "Audio": "Own URL"})

    assert list(answer["errors"]) == ["image_url"]
    assert list(missing["errors"]) == ["audio_url"]
    assert not await orders(stage)


async def test_without_akool_s_keys_the_command_says_how_to_switch_it_on(tmp_path: Path) -> None:
    async with open_stage(tmp_path, AKOOL_CLIENT_ID="", AKOOL_CLIENT_SECRET="") as stage:
        await stage.type(f"/animate {stage.bag} slow turn")

        said = await stage.message("AKOOL_CLIENT_ID and AKOOL_CLIENT_SECRET")

        assert said["is_ephemeral"]


async def test_a_film_that_failed_says_what_akool_took_for_it(stage: Stage) -> None:
    await stage.fault("akool:job", "fail", reason="the picture is blurred")
    await stage.type(f"/animate {stage.bag} slow turn")
    await stage.press("Spend")

    said = spoken(await stage.message(f"<@{ANN}> Akool could not make this video"))

    assert "It charged 20 credits, which may be refunded." in said
