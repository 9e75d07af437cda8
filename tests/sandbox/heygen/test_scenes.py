"""The simulated HeyGen's v2, which clients of others still speak."""

from typing import Any

import pytest

from tests.sandbox.heygen.conftest import Desk

PATH = "/v2/video/generate"
SCENE: dict[str, Any] = {
    "character": {"type": "avatar", "avatar_id": "Annie_office_public", "avatar_style": "normal"},
    "voice": {"type": "text", "input_text": "Hello", "voice_id": "clara"},
    "background": {"type": "color", "value": "#FFFFFF"},
}
BODY: dict[str, Any] = {
    "title": "t",
    "callback_id": "job_42",
    "dimension": {"width": 720, "height": 1280},
    "video_inputs": [SCENE],
}


async def test_a_video_of_scenes_is_made_and_read_by_v1(desk: Desk) -> None:
    photo = {
        "character": {"type": "talking_photo", "talking_photo_id": "tp_ben_beach"},
        "voice": {"type": "audio", "audio_url": "https://a.test/s.mp3"},
    }
    silent = {**SCENE, "voice": {"type": "silence", "duration": 2}}

    _, answer, _ = await desk.call("POST", PATH, json={**BODY, "video_inputs": [SCENE, photo, silent]})
    video = answer["data"]["video_id"]
    await desk.ends(video)
    done = await desk.get(f"/v1/video_status.get?video_id={video}")

    assert answer["error"] is None
    assert (done["status"], done["callback_id"]) == ("completed", "job_42")


async def test_groups_are_listed_with_their_avatars(desk: Desk) -> None:
    groups = await desk.get("/v2/avatar_group.list?include_public=true")
    first = groups["avatar_group_list"][0]
    avatars = await desk.get(f"/v2/avatar_group/{first['id']}/avatars")
    own = await desk.get("/v2/avatar_group.list?include_public=false")

    assert groups["total_count"] == len(groups["avatar_group_list"]) > 1
    assert len(avatars["avatar_list"]) == first["num_looks"] == 2
    assert own == {"total_count": 0, "avatar_group_list": []}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no scenes": ({**BODY, "video_inputs": []}, "video_inputs is invalid"),
    "an odd side": ({**BODY, "dimension": {"width": 721, "height": 1280}}, "dimension is invalid"),
    "nobody": ({**BODY, "video_inputs": [{"voice": SCENE["voice"]}]}, "video_inputs.0.character is invalid"),
    "an unknown avatar": (
        {**BODY, "video_inputs": [{**SCENE, "character": {"type": "avatar", "avatar_id": "x"}}]},
        "avatar x not found",
    ),
    "an unknown photo": (
        {**BODY, "video_inputs": [{**SCENE, "character": {"type": "talking_photo"}}]},
        "talking photo None not found",
    ),
    "a robot": ({**BODY, "video_inputs": [{**SCENE, "character": {"type": "robot"}}]}, "type is invalid"),
    "no voice": (
        {**BODY, "video_inputs": [{**SCENE, "voice": {"type": "text", "input_text": "Hi"}}]},
        "voice not found",
    ),
    "nothing to say": (
        {**BODY, "video_inputs": [{**SCENE, "voice": {"type": "text", "voice_id": "clara"}}]},
        "video_inputs.0.voice.TextVoiceSettings.input_text is invalid",
    ),
    "a long text": (
        {**BODY, "video_inputs": [{**SCENE, "voice": {**SCENE["voice"], "input_text": "x" * 5001}}]},
        "at most 5000 characters",
    ),
    "a sound without an address": (
        {**BODY, "video_inputs": [{**SCENE, "voice": {"type": "audio"}}]},
        "video_inputs.0.voice is invalid",
    ),
    "a background of nothing": (
        {**BODY, "video_inputs": [{**SCENE, "background": {"type": "color"}}]},
        "video_inputs.0.background is invalid",
    ),
    "a number for a title": ({**BODY, "title": 7}, "title is invalid"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refusal_has_the_envelope_of_v2(desk: Desk, name: str) -> None:
    body, words = REFUSED[name]

    status, answer = await desk.refused(body, PATH)

    assert (status, answer["data"]) == (400, None)
    assert words in answer["error"]["message"]
    assert desk.jobs() == []
