"""Presets: kept by an admin, offered in every form of an order, and not to be changed where they lock."""

from collections.abc import Mapping
from typing import Any

from tests.stories.stage import ANN, CLEO, LAUNCH, QUIET, Stage, is_result, spoken
from tests.stories.test_from_results import image, sent

SPRING: Mapping[str, Any] = {
    "Name": "Spring",
    "Style text": "soft pastel light",
    "Aspect ratio": "9:16",
}


async def test_a_preset_fills_in_the_form_and_its_locked_field_cannot_be_changed(stage: Stage) -> None:
    await keep(stage, SPRING, locked=["Aspect ratio"])

    await stage.type("/product-image …")
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Spring")
    view = await stage.form(lambda view: "set by the preset" in said_in(view))
    assert "9:16 · set by the preset “Spring”" in said_in(view)
    assert "Added to the prompt: “soft pastel light”" in said_in(view)
    assert "aspect_ratio" not in fields(view)

    await stage.fill({"Product image URL": stage.bag, "Prompt": "on marble"})
    await stage.message(is_result)
    (job,) = await stage.paid()
    root = spoken(await stage.message("GL-"))

    assert "“on marble. soft pastel light”" in root
    assert job["aspect_ratio"] == "9x16"


async def test_animate_takes_the_effect_that_is_locked(stage: Stage) -> None:
    await keep(stage, {"Name": "Spin", "Effect": "Levitate", "Provider": "Akool"}, locked=["Effect"])

    await stage.type(f"/animate {stage.bag} …")
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Spin")
    view = await stage.form(lambda view: "set by the preset" in said_in(view))
    assert "Levitate · set by the preset “Spin”" in said_in(view)
    assert "Akool · set by the preset “Spin”" in said_in(view)
    assert "effect_code" not in fields(view)
    assert [block for block in view["blocks"] if block["type"] == "image"]

    await stage.fill({})
    await stage.message(is_result)
    (job,) = await sent(stage, "akool")
    assert str(job["effect_code"]).startswith("levitate")


async def test_what_a_preset_filled_in_goes_with_it_and_what_was_typed_stays(stage: Stage) -> None:
    await keep(stage, {"Name": "Spin", "Effect": "Levitate", "Aspect ratio": "9:16"})

    await stage.type(f"/animate {stage.bag} …")
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Spin")
    filled = await stage.form(lambda view: "effect_code~Spin" in str(view))
    await stage.choose("Preset", "None")
    bare = await stage.form(lambda view: "effect_code~Spin" not in str(view))
    await stage.fill({"Prompt": "slow turn"})
    await stage.message(is_result)

    assert chosen(filled, "effect_code").startswith("levitate")
    assert "initial_option" not in element(bare, "effect_code")
    (job,) = await sent(stage, "akool")
    assert (job["effect_code"], job["prompt"]) == ("", "slow turn")


async def test_a_preset_of_another_provider_is_not_offered(stage: Stage) -> None:
    await keep(stage, {"Name": "Spin", "Provider": "Akool"})

    await stage.type("/product-image …")

    assert "preset" not in fields(await stage.modal(with_submit=True))


async def test_a_film_is_spoken_by_whom_the_preset_locks_in_every_clip(stage: Stage) -> None:
    who = {"Name": "Host", "Avatar who speaks": 1, "Voice": 1, "Aspect ratio": "9:16"}
    await keep(stage, who, locked=["Avatar who speaks", "Voice"])

    await stage.type("/avatar-video Hello there …")
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Host")
    view = await stage.form(lambda view: "set by the preset" in said_in(view))
    assert not fields(view) & {"avatar", "voice"}
    assert chosen(view, "aspect_ratio") == "9:16"
    await stage.press_in_form("Add another clip")
    await stage.form(lambda view: "clips.0.script" in fields(view))
    await stage.fill({"clips.0.script": "And good bye."})
    await stage.message(is_result)

    (film,) = await sent(stage, "heygen")
    assert film["prompt"] == "Hello there And good bye."
    assert len(set(film["looks"])) == len(set(film["voices"])) == 1


async def test_the_standard_preset_goes_for_what_is_typed_and_none_is_no_choice(stage: Stage) -> None:
    await keep(stage, SPRING, locked=["Aspect ratio"], standard=True)

    refused = await stage.type(f"/product-image {stage.bag} on marble ratio:1:1")
    await stage.message("Aspect ratio is locked to 9:16 by the preset “Spring”. Nothing was ordered.")
    await stage.type(f"/product-image {stage.bag} on marble ratio:9:16")
    await stage.message(is_result)
    await stage.type("/product-image …")
    view = await stage.modal(with_submit=True)

    assert refused["ok"]
    (job,) = await stage.paid()
    assert job["aspect_ratio"] == "9x16"
    assert "“on marble. soft pastel light”" in spoken(await stage.message("GL-"))
    assert "9:16 · set by the preset “Spring”" in said_in(view)
    offered = next(
        block["element"]["options"] for block in view["blocks"] if block.get("block_id") == "preset"
    )
    assert [option["text"]["text"] for option in offered] == ["Spring"]


async def test_a_locked_effect_is_not_contradicted_by_words_about_the_motion(stage: Stage) -> None:
    await keep(stage, {"Name": "Spin", "Effect": "Levitate"}, locked=["Effect"], standard=True)

    await stage.type(f"/animate {stage.bag} slow turn")
    await stage.message("Effect is locked to Levitate by the preset “Spin”.")
    await stage.type(f"/animate {stage.bag}")
    await stage.press("Spend")
    await stage.message(is_result)

    (job,) = await sent(stage, "akool")
    assert str(job["effect_code"]).startswith("levitate")


async def test_a_channel_that_is_bound_to_a_provider_orders_at_no_other(stage: Stage) -> None:
    picture = await image(stage)
    only = {"Name": "House", "Provider": "Creatify"}
    await keep(stage, only, locked=["Provider"], standard=True)
    refusal = "The preset “House” of this channel is locked to Creatify, and this is made by Akool."

    await stage.type(f"/animate {stage.bag}")
    await stage.message(refusal)
    await stage.press("Animate", task=picture)
    window = await stage.form(lambda view: refusal in said_in(view))
    await stage.type(f"/product-image {stage.bag} once more")
    await stage.eventually(lambda: _paid(stage, 2), what="a second picture")

    assert not window.get("submit")
    assert not await stage.paid("akool")


async def test_nor_is_what_another_provider_made_made_again_there(stage: Stage) -> None:
    picture = await image(stage)
    await keep(stage, {"Name": "House", "Provider": "Akool"}, locked=["Provider"], standard=True)
    refusal = "The preset “House” of this channel is locked to Akool, and this is made by Creatify."

    for button in ("Regenerate image", "Make video"):
        await stage.press(button, task=picture)
        await stage.form(lambda view: refusal in said_in(view))
        for view in (await stage.state())["views"]:
            async with stage.http.post(f"/sandbox/people/{ANN}/views/{view['id']}/close", json={}) as answer:
                assert answer.status == 200

    assert len(await stage.paid()) == 1


async def test_a_preset_is_named_behind_a_command(stage: Stage) -> None:
    await keep(stage, SPRING)

    await stage.type(f"/product-image preset:autumn {stage.bag}")
    await stage.message("This channel has no preset “autumn”; there is “Spring”. Nothing was ordered.")
    await stage.type(f"/product-image {stage.bag} preset:spring on marble")
    await stage.message(is_result)

    (job,) = await stage.paid()
    assert job["aspect_ratio"] == "9x16"
    assert "“on marble. soft pastel light”" in spoken(await stage.message("GL-"))


async def test_a_new_generation_offers_the_presets_of_the_channel_that_is_chosen(stage: Stage) -> None:
    await keep(stage, SPRING, locked=["Aspect ratio"], standard=True)
    body = {"callback_id": "new_generation", "channel": LAUNCH}
    async with stage.http.post(f"/sandbox/people/{ANN}/shortcut", json=body) as answer:
        assert (await answer.json())["ok"]
    order = {"Product image URL": stage.bag, "Prompt": "on marble", "Channel": LAUNCH}

    assert "preset" not in fields(await stage.modal(with_submit=True))
    await stage.fill(order)
    view = await stage.form(lambda view: "preset" in fields(view))
    assert "Nothing was ordered yet" in said_in(view)
    assert "9:16 · set by the preset “Spring”" in said_in(view)
    assert not await stage.paid()
    await stage.fill(order)
    await stage.message(is_result)

    (job,) = await stage.paid()
    assert job["aspect_ratio"] == "9x16"


async def test_a_new_generation_shows_the_presets_of_the_channel_where_it_was_opened(stage: Stage) -> None:
    await keep(stage, SPRING)
    for channel, wanted in ((LAUNCH, "Spring"), (QUIET, "This channel has no presets.")):
        body = {"callback_id": "new_generation", "channel": channel}
        async with stage.http.post(f"/sandbox/people/{ANN}/shortcut", json=body) as answer:
            assert (await answer.json())["ok"]
        await stage.form(lambda view: "Show presets" in said_in(view))
        await stage.press_in_form("Show presets")
        view = await stage.form(lambda view: "Show presets" not in said_in(view))

        assert wanted in str(view)


async def test_the_video_of_a_picture_takes_the_style_of_a_preset(stage: Stage) -> None:
    picture = await image(stage)
    await keep(stage, SPRING)

    await stage.press("Make video", task=picture)
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Spring")
    await stage.form(lambda view: "Added to the prompt" in said_in(view))
    await stage.fill({"Prompt": "she turns"})
    await stage.message("your video is ready. 3 credits.")

    assert [job["prompt"] for job in await stage.paid()] == [
        "clean background",
        "she turns. soft pastel light",
    ]


async def test_a_film_that_is_made_again_keeps_to_what_is_locked(stage: Stage) -> None:
    await keep(stage, {"Name": "Spin", "Effect": "Levitate"}, locked=["Effect"], standard=True)
    await stage.type(f"/animate {stage.bag}")
    await stage.press("Spend")
    await stage.message(is_result)
    await stage.quiet()

    await stage.press("Regenerate video")
    view = await stage.form(lambda view: "set by the preset" in said_in(view))
    await stage.fill({"Negative prompt": "blur"})
    await stage.eventually(lambda: _sent(stage, "akool", 2), what="a second film")

    assert "effect_code" not in fields(view)
    assert len({job["effect_code"] for job in await sent(stage, "akool")}) == 1


async def test_a_preset_can_be_changed_and_removed_by_admins_alone_and_each_change_is_kept(
    stage: Stage,
) -> None:
    await keep(stage, SPRING, locked=["Aspect ratio"])
    await stage.type("/greenlight presets", by=ANN)
    closed = await stage.form(lambda view: "Only" in said_in(view))
    assert "Only a workspace admin can change the presets." in said_in(closed)

    await stage.type("/greenlight presets", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)
    assert "*Spring* · “soft pastel light” · Aspect ratio 9:16 (locked)" in said_in(view)
    await stage.choose("Preset", "Spring", by=CLEO)
    known = await stage.form(lambda view: "preset_name~Spring" in str(view), by=CLEO)
    assert chosen(known, "aspect_ratio") == "9x16"
    await stage.fill({"Style text": "hard light"}, by=CLEO)
    await stage.message("Saved. The forms of this channel offer", seen_by=CLEO)

    await stage.type("/greenlight presets", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)
    assert "*Spring* · “hard light” · Aspect ratio 9:16 (locked)" in said_in(view)
    await stage.fill(
        {"Name": "Spring", "Remove": [tick("Remove the preset of this name", "removed")]}, by=CLEO
    )
    await stage.message("Removed. The preset “Spring” is offered no more.", seen_by=CLEO)

    await stage.type("/greenlight settings", by=CLEO)
    trail = await stage.form(lambda view: "to none" in said_in(view), by=CLEO)
    assert f"<@{CLEO}> set *Preset Spring* from none to" in said_in(trail)


async def test_the_presets_of_a_channel_are_those_of_no_other(stage: Stage) -> None:
    await keep(stage, SPRING, standard=True)

    await stage.type("/product-image …", channel=QUIET)

    assert "preset" not in fields(await stage.modal(with_submit=True))


async def keep(
    stage: Stage, values: Mapping[str, Any], *, locked: list[str] | None = None, standard: bool = False
) -> None:
    """Cleo keeps a preset. A number stands for that choice of a list, which the provider has."""
    await stage.type("/greenlight presets", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)
    given = dict(values)
    for label in {"Effect", "Avatar who speaks", "Voice", "Avatar with the product"} & given.keys():
        offered = await stage.choices(label, by=CLEO)
        wanted = given[label]
        given[label] = (
            offered[wanted]
            if isinstance(wanted, int)
            else next(option for option in offered if option["text"]["text"] == wanted)
        )
    parts = {option["text"]["text"]: option for option in element(view, "locked")["options"]}
    ticks = {
        "Locked": [parts[label] for label in locked or []],
        "Standard": element(view, "standard")["options"] if standard else [],
    }
    await stage.fill({**given, **ticks}, by=CLEO)
    await stage.message("Saved. The forms of this channel offer", seen_by=CLEO)


def tick(words: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": words}, "value": value}


def element(view: Mapping[str, Any], field: str) -> dict[str, Any]:
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    return next(dict(block["element"]) for block in blocks if block["block_id"].partition("~")[0] == field)


def chosen(view: Mapping[str, Any], field: str) -> str:
    return str(element(view, field)["initial_option"]["value"])


def fields(view: Mapping[str, Any]) -> set[str]:
    """The names of the fields, whatever filled them in."""
    return {block["block_id"].partition("~")[0] for block in view["blocks"] if block["type"] == "input"}


def said_in(view: Mapping[str, Any]) -> str:
    return spoken({"blocks": view["blocks"]})


async def _paid(stage: Stage, count: int) -> bool:
    return len(await stage.paid()) == count


async def _sent(stage: Stage, provider: str, count: int) -> bool:
    return len(await stage.paid(provider)) == count
