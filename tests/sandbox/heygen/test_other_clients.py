"""What clients that others wrote for HeyGen ask for, as they ask for it."""

from typing import Any

import pytest

from tests.sandbox.heygen.conftest import Desk

LOOK = "Annie_office_public"


@pytest.mark.parametrize(
    "path", ["/v1/avatar.list", "/v1/talking_photo.list", "/v1/user/me", "/v1/voice.list"]
)
async def test_what_v1_lists_comes_in_v1_s_envelope(desk: Desk, path: str) -> None:
    status, answer, _ = await desk.call("GET", path)

    assert (status, answer["code"]) == (200, 100)
    assert answer["data"]


async def test_an_avatar_is_told_by_both_of_its_names(desk: Desk) -> None:
    group = await desk.get("/v2/avatar_group/group_annie/avatars")
    one = await desk.get(f"/v2/avatar/{LOOK}/details")

    for avatar in (*group["avatar_list"], one):
        assert avatar["id"] == avatar["avatar_id"]
        assert avatar["name"] == avatar["avatar_name"]
    assert (await desk.call("GET", "/v2/avatar/nobody/details"))[0] == 400


@pytest.mark.parametrize(
    "shown",
    [
        {"image": {"type": "url", "url": "https://shop.example/a.png"}},
        {"image_url": "https://shop.example/a.png"},
    ],
)
async def test_a_picture_that_speaks_may_be_given_either_way(desk: Desk, shown: dict[str, Any]) -> None:
    """The vendor's n8n node sends `test`, `enable_caption` and `voice_settings` along."""
    body = {
        **shown,
        "type": "image",
        "test": False,
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "script": "Hello",
        "voice_id": "clara",
        "voice_settings": {"speed": 1},
        "enable_caption": True,
    }

    status, answer, _ = await desk.call("POST", "/v3/videos", json=body)

    assert (status, answer["data"]["status"]) == (200, "waiting")
