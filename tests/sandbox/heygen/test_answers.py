"""How the simulated HeyGen answers by v3: keys, fields, reads, lists."""

from typing import Any

import pytest

from tests.sandbox.heygen.conftest import SPEAK, Desk

PHOTO = {"type": "url", "url": "https://shop.test/bag.png"}
COLOUR = {"type": "color", "color": "#fafafa"}


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_the_key_is_needed_in_every_envelope(desk: Desk, key: str) -> None:
    desk.keys["X-Api-Key"] = key

    new = await desk.refused(SPEAK)
    status, older, _ = await desk.call("GET", "/v2/avatars")
    oldest = await desk.refused({}, "/v1/video.generate")

    assert (new[0], new[1]["error"]["code"]) == (401, "unauthorized")
    assert (status, older["data"], older["error"]["code"]) == (401, None, "unauthorized")
    assert (oldest[0], oldest[1]["code"], oldest[1]["data"]) == (401, 400112, None)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no type": ({"avatar_id": "x", "script": "Hi"}, "type"),
    "an unknown type": ({**SPEAK, "type": "cartoon"}, "type"),
    "nobody": ({"type": "avatar", "script": "Hi"}, "avatar_id"),
    "nothing to say": ({"type": "avatar", "avatar_id": SPEAK["avatar_id"]}, "script"),
    "a blank script": ({**SPEAK, "script": " "}, "script"),
    "a script and a sound": ({**SPEAK, "audio_url": "https://a.test/s.mp3"}, "script"),
    "a script that is too long": ({**SPEAK, "script": "x" * 5001}, "script"),
    "a ratio with an x": ({**SPEAK, "aspect_ratio": "16x9"}, "aspect_ratio"),
    "a resolution": ({**SPEAK, "resolution": "8k"}, "resolution"),
    "a background of text": ({**SPEAK, "background": "#fafafa"}, "background"),
    "a short colour": ({**SPEAK, "background": {"type": "color", "value": "#fff"}}, "background.value"),
    "a film behind": (
        {**SPEAK, "background": {"type": "video", "url": "https://a.test/b.mp4"}},
        "background.type",
    ),
    "an image without its place": ({**SPEAK, "background": {"type": "image"}}, "background.url"),
    "captions as a flag": ({**SPEAK, "caption": True}, "caption"),
    "captions of another kind": ({**SPEAK, "caption": {"file_format": "vtt"}}, "caption.file_format"),
    "a fast voice": ({**SPEAK, "voice_settings": {"speed": 3}}, "voice_settings.speed"),
    "an address that is none": ({**SPEAK, "callback_url": "bot"}, "callback_url"),
    "a title that is no text": ({**SPEAK, "title": 7}, "title"),
    "a still without a voice": ({"type": "image", "image": PHOTO, "script": "Hi"}, "voice_id"),
    "a still that is a text": ({"type": "image", "image": "https://a/b.png", "script": "Hi"}, "image"),
    "an unknown engine": ({**SPEAK, "engine": {"type": "avatar_ix"}}, "engine.type"),
    "no scenes": ({"type": "studio", "scenes": []}, "scenes"),
    "too many scenes": ({"type": "studio", "scenes": [{}] * 51}, "scenes"),
    "a scene of another type": ({"type": "studio", "scenes": [{"type": "text"}]}, "scenes.0.type"),
    "a scene without a speaker": ({"type": "studio", "scenes": [{"type": "avatar_video"}]}, "scenes.0.input"),
    "a silent picture for ever": (
        {"type": "studio", "scenes": [{"type": "image", "source": PHOTO}]},
        "scenes.0.duration",
    ),
    "a picture for too long": (
        {"type": "studio", "scenes": [{"type": "image", "source": PHOTO, "duration": 301}]},
        "scenes.0.duration",
    ),
    "a picture with a script and no voice": (
        {"type": "studio", "scenes": [{"type": "image", "source": PHOTO, "script": "Hi"}]},
        "scenes.0.voice_id",
    ),
    "a film that is loud": (
        {"type": "studio", "scenes": [{"type": "video", "source": PHOTO, "playback": {"volume": 2}}]},
        "scenes.0.playback.volume",
    ),
    "an image behind a scene": (
        {
            "type": "studio",
            "scenes": [
                {
                    "type": "avatar_video",
                    "input": {**SPEAK, "background": {"type": "image", "url": "https://a/b"}},
                }
            ],
        },
        "scenes.0.input.background.type",
    ),
    "one background for all scenes": (
        {
            "type": "studio",
            "background": {"type": "color", "value": "#fafafa"},
            "scenes": [{"type": "avatar_video", "input": SPEAK}],
        },
        "background",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_complaint_names_its_field_and_nothing_is_billed(desk: Desk, name: str) -> None:
    body, param = REFUSED[name]

    status, answer = await desk.refused(body)

    assert (status, answer["error"]["code"], answer["error"]["param"]) == (400, "invalid_parameter", param)
    assert answer["error"]["message"]
    assert answer["error"]["doc_url"].startswith("https://developers.heygen.com/")
    assert desk.jobs() == []


@pytest.mark.parametrize(("field", "param"), [("avatar_id", "avatar_id"), ("voice_id", "voice_id")])
async def test_nobody_and_no_voice_of_that_id_is_found(desk: Desk, field: str, param: str) -> None:
    status, answer = await desk.refused({**SPEAK, field: "nobody"})

    assert (status, answer["error"]["code"], answer["error"]["param"]) == (404, "not_found", param)


async def test_all_that_is_documented_is_taken(desk: Desk) -> None:
    await desk.make(
        voice_id="clara",
        voice_settings={"speed": 1.1, "pitch": 0, "volume": 0.5},
        title="t",
        resolution="720p",
        aspect_ratio="9:16",
        background={"type": "image", "url": "https://a.test/b.png"},
        caption={"file_format": "srt", "style": "default"},
        fit="cover",
        output_format="mp4",
        engine={"type": "avatar_iv"},
        callback_url="https://bot.test/hook",
        callback_id="job_42",
        something_new=1,
    )
    scenes = [
        {"type": "avatar_video", "input": {**SPEAK, "background": COLOUR}},
        {"type": "image", "source": PHOTO, "duration": 3},
        {"type": "image", "source": PHOTO, "script": "Look", "voice_id": "clara"},
        {"type": "video", "source": PHOTO, "playback": {"mute": True}},
        {
            "type": "avatar_video",
            "input": {"type": "image", "image": PHOTO, "audio_url": "https://a.test/s.mp3"},
        },
    ]
    status, answer, _ = await desk.call("POST", "/v3/videos", json={"type": "studio", "scenes": scenes})

    assert (status, answer["data"]["status"], answer["data"]["output_format"]) == (200, "waiting", "mp4")
    assert desk.jobs()[1]["scenes"] == ["avatar", "picture", "picture", "video", "image"]


async def test_a_body_must_be_a_json_object(desk: Desk) -> None:
    broken, _, _ = await desk.call(
        "POST", "/v3/videos", data="{", headers={"Content-Type": "application/json"}
    )
    listed, _, _ = await desk.call("POST", "/v3/videos", json=[1])
    form, _, _ = await desk.call("POST", "/v3/videos", data={"type": "avatar"})

    assert (broken, listed, form) == (400, 400, 400)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "ä"])
async def test_what_is_no_idempotency_key_is_refused(desk: Desk, key: str) -> None:
    status, answer = await desk.refused(SPEAK, **{"Idempotency-Key": key})

    assert (status, answer["error"]["param"]) == (400, "Idempotency-Key")


async def test_the_same_key_and_bytes_are_one_video(desk: Desk) -> None:
    key = {"Idempotency-Key": "task:1.a-b_C"}

    first = await desk.call("POST", "/v3/videos", json=SPEAK, headers=key)
    again = await desk.call("POST", "/v3/videos", json=SPEAK, headers=key)
    other = await desk.call("POST", "/v3/videos", json=SPEAK, headers={"Idempotency-Key": "task:2"})
    status, answer = await desk.refused({**SPEAK, "script": "Else"}, **key)

    assert first[1] == again[1] != other[1]
    assert (status, answer["error"]["code"]) == (409, "idempotency_key_reused")
    assert [job["key"] for job in desk.jobs()] == ["task:1.a-b_C", "task:2"]


async def test_a_refused_call_does_not_use_its_key_up(desk: Desk) -> None:
    key = {"Idempotency-Key": "task:1"}
    await desk.refused({**SPEAK, "script": ""}, **key)

    status, _, _ = await desk.call("POST", "/v3/videos", json=SPEAK, headers=key)

    assert status == 200


@pytest.mark.parametrize("settings", [{"key_life": 0.0}])
async def test_a_key_is_forgotten_after_its_time(desk: Desk) -> None:
    for _ in range(2):
        await desk.call("POST", "/v3/videos", json=SPEAK, headers={"Idempotency-Key": "task:1"})

    assert len(desk.jobs()) == 2


async def test_the_same_order_twice_without_a_key_is_two_videos(desk: Desk) -> None:
    assert await desk.make() != await desk.make()
    assert desk.heygen.ledger()["credits"] == 498.0


@pytest.mark.parametrize("settings", [{"balance": 1.0}])
async def test_an_empty_account_is_told_so_and_not_billed(desk: Desk) -> None:
    await desk.make()

    status, answer = await desk.refused(SPEAK)

    assert (status, answer["error"]["code"]) == (402, "insufficient_credit")
    assert len(desk.jobs()) == 1


@pytest.mark.parametrize("settings", [{"concurrent": 2}])
async def test_too_many_videos_at_once_have_to_wait(desk: Desk) -> None:
    desk.faults.add("heygen:job", "stall", times=2)
    first, _ = await desk.make(), await desk.make()
    desk.pace.speed = 10

    status, answer, reply = await desk.call("POST", "/v3/videos", json=SPEAK)

    assert (status, answer["error"]["code"]) == (429, "rate_limit_exceeded")
    assert reply.headers["Retry-After"] == "3"
    await desk.call("DELETE", f"/v3/videos/{first}")
    assert await desk.make()


async def test_many_are_read_by_their_statuses_in_the_order_asked_for(desk: Desk) -> None:
    desk.pace.speed = 0.01
    first, second = await desk.make(), await desk.make()

    rows = await desk.get(f"/v3/videos/statuses?video_ids={second},nobody,{first}")
    too_many, _, _ = await desk.call("GET", f"/v3/videos/statuses?video_ids={','.join(['a'] * 101)}")
    none, _, _ = await desk.call("GET", "/v3/videos/statuses")

    assert [(row["video_id"], row["status"]) for row in rows] == [
        (second, "queued"),
        ("nobody", "not_found"),
        (first, "queued"),
    ]
    assert (too_many, none) == (400, 400)


async def test_videos_are_listed_newest_first_by_title_and_page(desk: Desk) -> None:
    made = [await desk.make(title=f"Film {number}") for number in range(3)]

    _, page, _ = await desk.call("GET", "/v3/videos?limit=2")
    _, rest, _ = await desk.call("GET", f"/v3/videos?limit=2&token={page['next_token']}")
    named = await desk.get("/v3/videos?title=film%201")
    wrong, _, _ = await desk.call("GET", "/v3/videos?limit=51")

    assert [row["id"] for row in page["data"] + rest["data"]] == made[::-1]
    assert (page["has_more"], rest["has_more"], rest["next_token"]) == (True, False, None)
    assert [row["id"] for row in named] == [made[1]]
    assert wrong == 400


async def test_a_deleted_video_is_gone(desk: Desk) -> None:
    video = await desk.make()
    film = (await desk.ends(video))["video_url"].removeprefix(desk.url)

    status, answer, _ = await desk.call("DELETE", f"/v3/videos/{video}")
    again, error, _ = await desk.call("DELETE", f"/v3/videos/{video}")
    media, _, _ = await desk.call("GET", film)

    assert (status, answer) == (200, {"data": {"id": video, "deleted": True}})
    assert (again, error["error"]["code"], media) == (404, "not_found", 404)
    assert await desk.get("/v3/videos") == []
    assert desk.jobs()[0]["status"] == "deleted"


async def test_looks_groups_and_voices_can_be_chosen_from(desk: Desk) -> None:
    looks = await desk.get("/v3/avatars/looks?avatar_type=digital_twin")
    groups = await desk.get("/v3/avatars")
    voices = await desk.get("/v3/voices?language=german")
    status, face, _ = await desk.call("GET", looks[0]["preview_image_url"].removeprefix(desk.url))

    assert [look["id"] for look in looks] == ["Chidi_stage_public", "Dora_kitchen_public"]
    assert groups[0]["looks_count"] == 2
    assert [voice["name"] for voice in voices] == ["Jonas"]
    assert (status, face[:4]) == (200, b"\x89PNG")
    assert len(await desk.get(f"/v3/avatars/looks?group_id={groups[0]['id']}")) == 2
    assert await desk.get("/v3/avatars/looks?ownership=private") == []


async def test_the_balance_goes_down_by_half_minutes_of_script(desk: Desk) -> None:
    await desk.make(script="word " * 76)

    me = await desk.get("/v3/users/me")

    assert (me["billing_type"], me["wallet"]) == (
        "wallet",
        {"currency": "credits", "remaining_balance": 498.0},
    )
