"""A preset with a locked field: kept by an admin, chosen in a form, and not to be changed there."""

from tests.stories.stage import ANN, CLEO, Stage, is_result, spoken


async def test_a_preset_fills_in_the_form_and_its_locked_field_cannot_be_changed(stage: Stage) -> None:
    await _keep_spring(stage)

    await stage.type("/product-image …")
    await stage.modal(with_submit=True)
    await stage.choose("Preset", "Spring")
    view = await stage.form(lambda view: "set by the preset" in spoken({"blocks": view["blocks"]}))
    said = spoken({"blocks": view["blocks"]})
    assert "9:16 · set by the preset “Spring”" in said
    assert "Added to the prompt: “soft pastel light”" in said
    assert "aspect_ratio" not in {block.get("block_id", "").partition("~")[0] for block in view["blocks"]}

    await stage.fill({"Product image URL": stage.bag, "Prompt": "on marble"})
    await stage.message(is_result)
    (job,) = await stage.paid()
    root = spoken(await stage.message("GL-"))

    assert "“on marble. soft pastel light”" in root
    assert job["aspect_ratio"] == "9x16"


async def test_a_preset_can_be_changed_and_removed_by_admins_alone_and_each_change_is_kept(
    stage: Stage,
) -> None:
    await _keep_spring(stage)
    await stage.type("/greenlight presets", by=ANN)
    closed = await stage.form(lambda view: "Only" in spoken({"blocks": view["blocks"]}))
    assert "Only a workspace admin can change the presets." in spoken({"blocks": closed["blocks"]})

    await stage.type("/greenlight presets", by=CLEO)
    view = await stage.modal(by=CLEO, with_submit=True)
    assert "*Spring* · “soft pastel light” · Aspect ratio 9:16 (locked)" in spoken({"blocks": view["blocks"]})
    removed = [{"text": {"type": "plain_text", "text": "Remove the preset of this name"}, "value": "removed"}]
    await stage.fill({"Name": "Spring", "Remove": removed}, by=CLEO)
    await stage.message("Removed. The preset “Spring” is offered no more.", seen_by=CLEO)

    await stage.type("/greenlight settings", by=CLEO)
    trail = await stage.form(lambda view: "Preset Spring" in spoken({"blocks": view["blocks"]}), by=CLEO)
    said = spoken({"blocks": trail["blocks"]})
    assert f"<@{CLEO}> set *Preset Spring* from none to" in said
    assert "to none" in said


async def _keep_spring(stage: Stage) -> None:
    await stage.type("/greenlight presets", by=CLEO)
    locked = [{"text": {"type": "plain_text", "text": "Aspect ratio"}, "value": "aspect_ratio"}]
    await stage.modal(by=CLEO, with_submit=True)
    await stage.fill(
        {"Name": "Spring", "Style text": "soft pastel light", "Aspect ratio": "9:16", "Locked": locked},
        by=CLEO,
    )
    await stage.message("Saved. The forms of this channel offer", seen_by=CLEO)
