"""Films that avatars speak: by the command or the form, of one clip or several, with results between."""

from pathlib import Path
from typing import Any

from tests.stories.stage import ANN, LAUNCH, Stage, is_result, labels, open_stage, spoken
from tests.stories.test_from_results import task_of


async def films(stage: Stage) -> list[dict[str, Any]]:
    """What the simulated HeyGen was really asked for."""
    return [dict(job) for job in await stage.paid("heygen")]


async def open_with_two_clips(stage: Stage) -> None:
    await stage.type("/avatar-video Hello there …")
    await stage.choose("Avatar", (await stage.choices("Avatar"))[0]["text"]["text"])
    await stage.press_in_form("Add another clip")
    await stage.form(lambda form: "clips.0.avatar" in str(form))


async def test_an_inline_script_is_spoken_by_the_first_avatar(stage: Stage) -> None:
    await stage.type("/avatar-video “Meet the new bag.”")

    result = await stage.message(is_result)

    assert f"<@{ANN}> your video is ready. 1 credit." in spoken(result)
    assert labels(result) == {"Approve", "Request changes", "Regenerate video", "Add audio", "Delete"}
    (film,) = await films(stage)
    assert film["prompt"] == "Meet the new bag."


async def test_two_clips_make_one_film_and_adding_one_keeps_what_was_filled_in(
    stage: Stage,
) -> None:
    await open_with_two_clips(stage)
    answer = await stage.fill(
        {"clips.0.avatar": (await stage.choices("Avatar"))[1], "clips.0.script": "And good bye."}
    )

    result = await stage.message(is_result)

    assert answer["ok"]
    assert "1 credit." in spoken(result)
    (film,) = await films(stage)
    assert film["prompt"] == "Hello there And good bye."
    assert film["scenes"] == ["avatar", "avatar"]


async def test_a_video_of_the_thread_stands_between_two_speakers_in_one_film(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    picture = task_of(await stage.message(is_result))
    await stage.press("Make video", task=picture)
    await stage.fill({})
    video = task_of(await stage.message("your video is ready. 3 credits."))
    await stage.quiet()

    await open_with_two_clips(stage)
    await stage.press_in_form("Add another clip")
    await stage.form(lambda form: "clips.1.avatar" in str(form))
    offered = {option["value"]: option for option in await stage.choices("Clip")}
    speaker = (await stage.choices("Avatar"))[0]
    answer = await stage.fill(
        {"clips.0.clip": offered[video], "clips.1.avatar": speaker, "clips.1.script": "Buy it now."}
    )

    assert answer["ok"]
    result = await stage.message(
        lambda message: is_result(message) and task_of(message) not in {picture, video}
    )
    await stage.quiet()
    (film,) = await films(stage)
    root = (await stage.messages(LAUNCH))[0]
    assert film["scenes"] == ["avatar", "video", "avatar"]
    assert result["thread_ts"] == root["ts"]
    assert "v3 video delivered" in spoken(root)


async def test_a_film_is_spoken_again_with_other_words(stage: Stage) -> None:
    await stage.type("/avatar-video Meet the new bag.")
    first = task_of(await stage.message(is_result))

    await stage.press("Regenerate video", task=first)
    await stage.fill({"Script": "Meet the newest bag."})
    await stage.message(lambda message: is_result(message) and task_of(message) != first)

    assert [film["prompt"] for film in await films(stage)] == ["Meet the new bag.", "Meet the newest bag."]


async def test_what_is_wrong_stands_beside_its_field(stage: Stage) -> None:
    await open_with_two_clips(stage)

    answer = await stage.fill(
        {"clips.0.script": "Bye.", "clips.0.audio_url": "http://10.0.0.1/a.mp3", "background": "#12"}
    )
    again = await stage.fill({"clips.0.script": "Bye.", "background": "#12"})

    assert list(answer["errors"]) == ["clips.0.audio_url"]
    assert set(again["errors"]) == {"clips.0.avatar", "background"}
    assert not await films(stage)


async def test_v1_takes_a_voice_and_a_place_and_costs_nothing_as_a_test(tmp_path: Path) -> None:
    async with open_stage(tmp_path, HEYGEN_API_VERSION="v1") as stage:
        await stage.type("/avatar-video Meet the bag …")
        form = await stage.modal(with_submit=True)
        chosen = {"Avatar": (await stage.choices("Avatar"))[0], "Voice": (await stage.choices("Voice"))[1]}
        ticked = next(
            block["element"]["options"] for block in form["blocks"] if block.get("block_id") == "test"
        )
        await stage.fill({**chosen, "Test": ticked, "Scale": "0.8"})

        result = await stage.message(is_result)

        assert "Free." in spoken(result)


async def test_v1_makes_one_film_of_two_clips_and_asks_each_for_its_voice(tmp_path: Path) -> None:
    async with open_stage(tmp_path, HEYGEN_API_VERSION="v1") as stage:
        await open_with_two_clips(stage)
        avatar, voice = (await stage.choices("Avatar"))[1], (await stage.choices("Voice"))[1]
        second = {"clips.0.avatar": avatar, "clips.0.script": "And good bye."}
        silent = await stage.fill(second)
        answer = await stage.fill({**second, "voice": voice, "clips.0.voice": voice})

        await stage.message(is_result)

        assert set(silent["errors"]) == {"voice", "clips.0.voice"}
        assert answer["ok"]
        assert [film["prompt"] for film in await films(stage)] == ["Hello there And good bye."]


async def test_without_heygen_s_key_the_command_says_how_to_switch_it_on(tmp_path: Path) -> None:
    async with open_stage(tmp_path, HEYGEN_API_KEY="") as stage:
        await stage.type("/avatar-video Meet the bag.")

        assert (await stage.message("HEYGEN_API_KEY"))["is_ephemeral"]
