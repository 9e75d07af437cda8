"""What leaves for HeyGen, byte for byte, by v3 and by v1."""

import json
from typing import Any

import pytest

from bot.domain.generation import JobId
from bot.providers.provider import Request
from tests.providers.heygen.wishes import (
    HEYGEN,
    HOOK,
    JOB,
    KEY,
    NEW_JOB,
    OLD_HEYGEN,
    SPOKEN,
    body,
    old_wish,
    wish,
)

OURS = {"title": f"Greenlight {KEY}", "callback_id": KEY, "callback_url": HOOK}
SPEAKER = {"type": "avatar", "avatar_id": "look_1", "script": "Meet the bag.", "voice_id": "voice_1"}
CLIP = {"type": "url", "url": "https://a.example.com/clip.mp4"}
PHOTO = {"type": "url", "url": "https://a.example.com/bag.jpg"}


def film(**inputs: Any) -> dict[str, Any]:
    return body(HEYGEN.submit(wish(**inputs), webhook_url=None))


def test_an_avatar_video_is_ordered_with_its_key_and_all_that_was_given() -> None:
    given = {
        **SPOKEN,
        "background": "#FAFAFA",
        "aspect_ratio": "9:16",
        "resolution": "720p",
        "captions": True,
    }

    request = HEYGEN.submit(wish(**given), webhook_url=HOOK, key=KEY)

    assert (request.method, request.path) == ("POST", "/v3/videos")
    assert request.headers == {"Idempotency-Key": KEY}
    assert body(request) == {
        **SPEAKER,
        "background": {"type": "color", "value": "#FAFAFA"},
        "resolution": "720p",
        "aspect_ratio": "9:16",
        "caption": {"file_format": "srt", "style": "default"},
        **OURS,
    }


def test_the_token_of_the_webhook_serves_as_the_key_when_none_is_given() -> None:
    assert HEYGEN.submit(wish(), webhook_url=HOOK) == HEYGEN.submit(wish(), webhook_url=HOOK, key=KEY)


def test_without_any_key_no_blank_one_is_sent() -> None:
    request = HEYGEN.submit(wish(), webhook_url=None)

    assert request.headers == {}
    assert body(request) == SPEAKER


def test_without_an_address_the_key_is_still_there() -> None:
    request = HEYGEN.submit(wish(), webhook_url=None, key=KEY)

    assert request.headers == {"Idempotency-Key": KEY}
    assert "callback_url" not in body(request)
    assert body(request)["callback_id"] == KEY


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        (
            {"prompt": "", "avatar": "look_1", "audio_url": "https://a.example.com/s.mp3"},
            {"type": "avatar", "avatar_id": "look_1", "audio_url": "https://a.example.com/s.mp3"},
        ),
        (
            {"prompt": "Hi", "avatar": "look_1", "avatar_name": "Ann"},
            {"type": "avatar", "avatar_id": "look_1", "script": "Hi"},
        ),
        (
            {"prompt": "Hi", "image_url": PHOTO["url"], "voice": "voice_1"},
            {"type": "image", "image": PHOTO, "script": "Hi", "voice_id": "voice_1"},
        ),
        (
            {**SPOKEN, "background": "https://a.example.com/b.png"},
            {**SPEAKER, "background": {"type": "image", "url": "https://a.example.com/b.png"}},
        ),
        ({**SPOKEN, "captions": False, "test": True, "scale": "2"}, SPEAKER),
    ],
)
def test_one_clip_that_speaks_is_a_film_by_itself(inputs: dict[str, Any], fields: dict[str, Any]) -> None:
    assert film(**inputs) == fields


def test_several_clips_are_scenes_in_their_order() -> None:
    further = [
        {"video_url": CLIP["url"], "muted": True},
        {"picture_url": PHOTO["url"], "duration": "4"},
        {"picture_url": PHOTO["url"], "script": "Look.", "voice": "voice_2"},
        {"image_url": PHOTO["url"], "script": "I speak.", "voice": "voice_2"},
        {"avatar": "look_2", "audio_url": "https://a.example.com/s.mp3"},
    ]
    colour = {"background": {"type": "color", "color": "#ffffff"}}

    made = film(**SPOKEN, background="#ffffff", aspect_ratio="1:1", clips=further)

    assert (made["type"], made["aspect_ratio"]) == ("studio", "1:1")
    assert "background" not in made
    assert made["scenes"] == [
        {"type": "avatar_video", "input": {**SPEAKER, **colour}},
        {"type": "video", "source": CLIP, "playback": {"mute": True}},
        {"type": "image", "source": PHOTO, "duration": 4.0},
        {"type": "image", "source": PHOTO, "script": "Look.", "voice_id": "voice_2"},
        {
            "type": "avatar_video",
            "input": {"type": "image", "image": PHOTO, "script": "I speak.", "voice_id": "voice_2", **colour},
        },
        {
            "type": "avatar_video",
            "input": {
                "type": "avatar",
                "avatar_id": "look_2",
                "audio_url": "https://a.example.com/s.mp3",
                **colour,
            },
        },
    ]


def test_one_video_alone_is_a_studio_film() -> None:
    assert film(prompt="", video_url=CLIP["url"]) == {
        "type": "studio",
        "scenes": [{"type": "video", "source": CLIP}],
    }


def test_a_v1_video_is_ordered_as_the_vendors_page_says() -> None:
    given = {
        **SPOKEN,
        "background": "#FAFAFA",
        "aspect_ratio": "16:9",
        "test": True,
        "style": "normal",
        "scale": "1",
        "offset_x": "0",
        "offset_y": "0",
    }

    request = OLD_HEYGEN.submit(old_wish(**given), webhook_url=HOOK, key=KEY)

    assert (request.method, request.path, request.headers) == ("POST", "/v1/video.generate", {})
    assert body(request) == {
        "version": "v1alpha",
        "background": "#FAFAFA",
        "ratio": "16:9",
        "test": True,
        "caption_open": False,
        "clips": [
            {
                "avatar_id": "look_1",
                "avatar_style": "normal",
                "input_text": "Meet the bag.",
                "voice_id": "voice_1",
                "scale": 1.0,
                "offset": {"x": 0.0, "y": 0.0},
            }
        ],
    }


def test_a_v1_video_has_talking_photos_recordings_and_several_clips() -> None:
    further = [{"avatar": "photo:tp_1", "style": "circle", "audio_url": "https://a.example.com/s.mp3"}]

    made = body(
        OLD_HEYGEN.submit(
            old_wish(**SPOKEN, captions=True, offset_y=-0.5, background="https://a/b.mp4", clips=further),
            webhook_url=None,
        )
    )

    assert made["background"] == "https://a/b.mp4"
    assert (made["test"], made["caption_open"]) == (False, True)
    assert "ratio" not in made
    assert made["clips"] == [
        {
            "avatar_id": "look_1",
            "input_text": "Meet the bag.",
            "voice_id": "voice_1",
            "offset": {"x": 0.0, "y": -0.5},
        },
        {
            "talking_photo_id": "tp_1",
            "talking_photo_style": "circle",
            "input_audio": "https://a.example.com/s.mp3",
        },
    ]


def test_equal_wishes_are_equal_bytes_whatever_the_order_of_inputs() -> None:
    turned: dict[str, Any] = dict(reversed([*SPOKEN.items()]))

    assert HEYGEN.submit(wish(**turned), webhook_url=HOOK) == HEYGEN.submit(wish(), webhook_url=HOOK)


def test_a_kept_request_comes_back_byte_for_byte_with_its_key() -> None:
    request = HEYGEN.submit(wish(**{**SPOKEN, "prompt": "Ünïcödé 👜"}), webhook_url=HOOK, key=KEY)

    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_a_request_kept_before_there_were_headers_can_still_be_read() -> None:
    kept = HEYGEN.submit(wish(), webhook_url=None).to_json()
    del kept["headers"]

    assert Request.from_json(kept) == HEYGEN.submit(wish(), webhook_url=None)


def test_one_video_is_read_by_its_own_path_and_several_by_their_statuses() -> None:
    assert HEYGEN.read([JOB]) == Request(method="GET", path=f"/v3/videos/{JOB}")
    assert HEYGEN.read([JOB, NEW_JOB]) == Request(
        method="GET", path="/v3/videos/statuses", query={"video_ids": f"{JOB},{NEW_JOB}"}
    )
    assert OLD_HEYGEN.read([JOB]) == Request(
        method="GET", path="/v1/video_status.get", query={"video_id": JOB}
    )


@pytest.mark.parametrize("count", [0, 101])
def test_a_read_of_none_or_too_many_is_a_fault_of_ours(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        HEYGEN.read([JobId(str(number)) for number in range(count)])


def test_an_id_cannot_lead_out_of_its_path() -> None:
    assert HEYGEN.read([JobId("../x?y")]).path == "/v3/videos/..%2Fx%3Fy"


def test_a_video_is_deleted_one_at_a_time() -> None:
    assert HEYGEN.delete([JOB]) == Request(method="DELETE", path=f"/v3/videos/{JOB}")
    assert OLD_HEYGEN.delete([JOB]) == Request(
        method="DELETE", path="/v1/video.delete", query={"video_id": JOB}
    )
    with pytest.raises(ValueError, match="too many"):
        HEYGEN.delete([JOB, NEW_JOB])


def test_the_free_reads_go_where_each_release_has_them() -> None:
    assert HEYGEN.balance() == Request(method="GET", path="/v3/users/me")
    assert HEYGEN.list_of("avatars") == Request(method="GET", path="/v3/avatars/looks", query={"limit": "50"})
    assert HEYGEN.list_of("voices", "p2") == Request(
        method="GET", path="/v3/voices", query={"limit": "50", "token": "p2"}
    )
    assert [
        request.path
        for request in (OLD_HEYGEN.balance(), OLD_HEYGEN.list_of("avatars"), OLD_HEYGEN.list_of("voices"))
    ] == [
        "/v2/user/remaining_quota",
        "/v2/avatars",
        "/v2/voices",
    ]


def test_the_key_of_the_account_is_in_the_headers() -> None:
    assert HEYGEN.headers() == {"X-Api-Key": "a-key", "Accept": "application/json"}
