"""Wishes and answers that the tests of HeyGen share."""

import json
from typing import Any

from bot.domain.generation import Generation, JobId, Kind
from bot.providers.heygen import HeyGen
from bot.providers.provider import Reply, Request
from tests.providers import recordings

JOB = JobId("5f0e0d0c0b0a09080706050403020100")
NEW_JOB = JobId("6a1e0d0c0b0a09080706050403020101")
KEY = "T0ken-of_atask" + "A" * 29
HOOK = f"https://bot.example.com/webhooks/heygen/{KEY}"
URL = "https://files.example.com/v.mp4?Expires=1764295200&Signature=abc"
CAPTIONED = "https://files.example.com/c.mp4?Expires=1764295200&Signature=abc"

HEYGEN = HeyGen("a-key")
OLD_HEYGEN = HeyGen("a-key", "v1")

SPOKEN: dict[str, Any] = {"prompt": "Meet the bag.", "avatar": "look_1", "voice": "voice_1"}


def wish(call: str = "create_video", **inputs: Any) -> Generation:
    """An avatar video by `call`."""
    return Generation(provider="heygen", call=call, kind=Kind.AVATAR_VIDEO, inputs=inputs or SPOKEN)


def old_wish(**inputs: Any) -> Generation:
    """An avatar video by v1."""
    return wish("video.generate", **(inputs or SPOKEN))


def recorded(name: str) -> Reply:
    return recordings.recorded(name, "heygen")


def body(request: Request) -> dict[str, Any]:
    fields = json.loads(request.body)
    assert isinstance(fields, dict)
    return fields
