"""What grows out of a finished picture or film by its buttons, whoever made it."""

from pathlib import Path
from typing import Any

from tests.stories.films import animation, order
from tests.stories.stage import LAUNCH, Stage, is_result, labels, open_stage, spoken


async def image(stage: Stage) -> str:
    """A delivered picture in its thread; says which task it is."""
    await stage.type(f"/product-image {stage.bag} clean background")
    return task_of(await stage.message(is_result))


async def film(stage: Stage, **inputs: Any) -> str:
    """A delivered animation."""
    made = await order(stage, animation(stage, **inputs))
    await stage.message(lambda message: "Add audio" in labels(message))
    return made.id


def task_of(result: Any) -> str:
    """Which task the buttons of a message are about."""
    values = [element["value"] for block in result["blocks"] for element in block.get("elements", ())]
    return str(values[-1]).partition(":")[0]


async def sent(stage: Stage, provider: str) -> list[dict[str, Any]]:
    """The jobs that the simulated provider was really asked for."""
    return [dict(job) for job in await stage.paid(provider)]


async def lineage(stage: Stage) -> str:
    return spoken((await stage.messages(LAUNCH))[0])


async def test_animate_sends_the_delivered_picture_by_its_own_link(stage: Stage) -> None:
    picture = await image(stage)
    await stage.press("Animate", task=picture)
    form = await stage.modal(with_submit=True)
    await stage.choose("Effect", "Levitate")
    await stage.choose("Length", "10 s")
    await stage.form(lambda view: "About 40 credits" in str(view))
    await stage.fill({})

    await stage.message("your video is ready. 40 credits.")

    (job,) = await sent(stage, "akool")
    offered = next(block for block in form["blocks"] if block.get("block_id") == "image_url")
    assert offered["element"]["initial_value"] == job["image_url"]
    assert "/providers/creatify/" in job["image_url"]
    assert job["effect_code"]
    await stage.quiet()
    assert "v1 image delivered · v2 video delivered" in await lineage(stage)


async def test_make_video_stands_beside_an_animation_of_the_same_picture(stage: Stage) -> None:
    picture = await image(stage)
    await stage.press("Animate", task=picture)
    await stage.fill({"Prompt": "slow turn"})
    await stage.message("your video is ready. 20 credits.")
    await stage.quiet()

    await stage.press("Make video", task=picture)
    await stage.fill({})

    assert await stage.message("your video is ready. 3 credits.")


async def test_ai_audio_makes_a_new_film_of_the_silent_one(stage: Stage) -> None:
    silent = await film(stage, video_length="10")
    await stage.press("Add audio", task=silent)
    form = await stage.modal(with_submit=True)
    await stage.fill({})

    await stage.message("your video is ready. 10 credits.")

    jobs = await sent(stage, "akool")
    assert "About 10 credits" in str(form)
    assert [job["billed"] for job in jobs] == [40, 10]
    await stage.quiet()
    assert "v2 video with audio delivered" in await lineage(stage)


async def test_a_film_is_made_again_with_what_it_was_ordered_with(stage: Stage) -> None:
    made = await film(stage, resolution="1080p", negative_prompt="blur")
    await stage.press("Regenerate video", task=made)
    await stage.fill({"Prompt": "quick zoom"})

    await stage.eventually(lambda: _count(stage, 2), what="a second film")

    first, second = await sent(stage, "akool")
    assert (first["prompt"], second["prompt"]) == ("slow pan", "quick zoom")
    assert second["resolution"] == "1080p"
    assert second["negative_prompt"] == "blur"


async def test_sound_is_made_again_under_the_same_silent_film(stage: Stage) -> None:
    silent = await film(stage)
    await stage.press("Add audio", task=silent)
    await stage.fill({})
    heard = task_of(await stage.message("your video is ready. 5 credits."))
    await stage.quiet()

    await stage.press("Regenerate video", task=heard)
    await stage.fill({})
    await stage.eventually(lambda: _count(stage, 3), what="a third film")

    _, first, second = await sent(stage, "akool")
    assert first["pre_video_id"] == second["pre_video_id"]


async def test_without_akool_animate_says_how_to_switch_it_on(tmp_path: Path) -> None:
    async with open_stage(tmp_path, AKOOL_CLIENT_ID="", AKOOL_CLIENT_SECRET="") as stage:
        await stage.press("Animate", task=await image(stage))

        window = await stage.form(lambda view: "AKOOL_CLIENT_ID" in str(view))

        assert not window.get("submit")


async def _count(stage: Stage, number: int) -> bool:
    ready = [m for m in await stage.messages() if is_result(m)]
    return len(ready) == number
