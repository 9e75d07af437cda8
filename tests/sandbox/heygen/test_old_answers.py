"""How the simulated HeyGen answers by v1 and v2."""

from typing import Any

import pytest

from tests.sandbox.heygen.conftest import CLIP, OLD, Desk

PATH = "/v1/video.generate"


async def test_an_old_video_comes_to_its_end(desk: Desk) -> None:
    video = await desk.make_old(background="#FAFAFA", ratio="9:16", caption_open=True)
    await desk.ends(video)

    done = await desk.get(f"/v1/video_status.get?video_id={video}")

    assert (done["id"], done["status"], done["error"], done["callback_id"]) == (
        video,
        "completed",
        None,
        None,
    )
    assert done["video_url"] != done["video_url_caption"]
    assert isinstance(done["created_at"], int)


async def test_an_old_failure_is_a_good_answer_with_a_number(desk: Desk) -> None:
    video = await desk.make_old(clips=[{**CLIP, "input_text": "fail-video please"}])
    await desk.ends(video)

    done = await desk.get(f"/v1/video_status.get?video_id={video}")

    assert (done["status"], done["error"]["code"], done["video_url"]) == ("failed", 40119, None)


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "no version": ({"clips": [CLIP]}, 400175),
    "no clips": ({"version": "v1alpha"}, 40001),
    "another ratio": ({**OLD, "ratio": "1:1"}, 400175),
    "a word for a flag": ({**OLD, "test": "yes"}, 400175),
    "a background in words": ({**OLD, "background": "blue"}, 400175),
    "a background of another kind": ({**OLD, "background": "https://a.test/b.gif"}, 400175),
    "nobody": ({**OLD, "clips": [{"input_text": "Hi", "voice_id": "clara"}]}, 400175),
    "two at once": ({**OLD, "clips": [{**CLIP, "talking_photo_id": "tp_ben_beach"}]}, 400175),
    "an unknown avatar": ({**OLD, "clips": [{**CLIP, "avatar_id": "x"}]}, 400144),
    "an avatar that came too late": (
        {**OLD, "clips": [{**CLIP, "avatar_id": "Dora_kitchen_public"}]},
        400144,
    ),
    "an unknown photo": (
        {**OLD, "clips": [{"talking_photo_id": "x", "input_text": "Hi", "voice_id": "clara"}]},
        400174,
    ),
    "no voice": ({**OLD, "clips": [{"avatar_id": CLIP["avatar_id"], "input_text": "Hi"}]}, 400116),
    "a text and a sound": ({**OLD, "clips": [{**CLIP, "input_audio": "https://a.test/s.mp3"}]}, 400175),
    "a long text": ({**OLD, "clips": [{**CLIP, "input_text": "x" * 1501}]}, 40039),
    "another style": ({**OLD, "clips": [{**CLIP, "avatar_style": "closeUp"}]}, 400175),
    "a scale in words": ({**OLD, "clips": [{**CLIP, "scale": "1"}]}, 400175),
    "an offset in words": ({**OLD, "clips": [{**CLIP, "offset": {"x": "0"}}]}, 400175),
    "captions without a text": (
        {
            **OLD,
            "caption_open": True,
            "clips": [{"avatar_id": CLIP["avatar_id"], "input_audio": "https://a.test/s.mp3"}],
        },
        400175,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_the_page_does_not_allow_is_refused_with_a_number(desk: Desk, name: str) -> None:
    body, code = REFUSED[name]

    _, answer = await desk.refused(body, PATH)

    assert (answer["code"], answer["data"]) == (code, None)
    assert answer["message"]
    assert desk.jobs() == []


async def test_tests_are_free_and_five_a_day(desk: Desk) -> None:
    for _ in range(5):
        await desk.make_old(test=True)

    status, answer = await desk.refused({**OLD, "test": True}, PATH)

    assert (status, answer["code"]) == (429, 400664)
    assert "daily api trial limit 5" in answer["message"]
    assert desk.heygen.ledger()["credits"] == 500.0


@pytest.mark.parametrize("settings", [{"concurrent": 1}])
async def test_the_old_api_has_a_number_for_too_many_at_once(desk: Desk) -> None:
    desk.pace.speed = 0.01
    await desk.make_old()

    status, answer = await desk.refused(OLD, PATH)

    assert (status, answer["code"]) == (429, 10007)


async def test_an_unknown_video_has_a_number_too(desk: Desk) -> None:
    status, answer, _ = await desk.call("GET", "/v1/video_status.get?video_id=nobody")

    assert (status, answer["code"]) == (400, 40031)


async def test_old_videos_are_listed_and_deleted(desk: Desk) -> None:
    video = await desk.make_old()
    listed = await desk.get("/v1/video.list")

    status, answer, _ = await desk.call("DELETE", f"/v1/video.delete?video_id={video}")

    assert [row["video_id"] for row in listed["videos"]] == [video]
    assert (status, answer["code"]) == (200, 100)
    assert (await desk.get("/v1/video.list"))["videos"] == []


async def test_the_lists_of_v2_have_avatars_photos_voices_and_a_quota(desk: Desk) -> None:
    avatars = await desk.get("/v2/avatars")
    voices = await desk.get("/v2/voices")
    quota = await desk.get("/v2/user/remaining_quota")

    assert {"avatar_id", "avatar_name", "preview_image_url"} <= set(avatars["avatars"][0])
    assert [photo["talking_photo_id"] for photo in avatars["talking_photos"]] == [
        "tp_ben_beach",
        "tp_mia_studio",
    ]
    assert all(voice["preview_audio"].startswith("http") for voice in voices["voices"])
    assert quota["remaining_quota"] == 500 * 60
    assert (await desk.get("/v1/voice.list"))["list"][0]["display_name"] == "Clara"
