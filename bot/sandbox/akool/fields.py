"""Bodies of requests, read field by field; the first thing that is wrong is told.

https://docs.akool.com/ai-tools-suite/image2video/create-video
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.akool.answers import wrong

RESOLUTIONS: Final = ("720p", "1080p", "4k")
LENGTHS: Final = (5, 10)
AI_AUDIO: Final = 1
OWN_AUDIO: Final = 2
NO_AUDIO: Final = 3

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A video to be made, read and found good."""

    image_url: str
    prompt: str
    negative_prompt: str
    extend_prompt: bool
    resolution: str
    audio_type: int
    audio_url: str
    video_length: int
    is_premium_model: bool
    effect_code: str
    webhook_url: str


async def read_body(request: web.Request) -> Body:
    """Raises Refusal for what is no JSON object."""
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise wrong("the body is not JSON") from error
    if request.content_type != "application/json" or not isinstance(body, dict):
        raise wrong("the body is not a JSON object")
    return body


def read_wish(body: Body, *, needs_negative: bool = True) -> Wish:
    """Raises Refusal. `webhookurl` is all lower case; another spelling is a field that nobody knows."""
    audio_type = whole(body, "audio_type", (AI_AUDIO, OWN_AUDIO, NO_AUDIO))
    return Wish(
        image_url=url(body, "image_url"),
        prompt=_filled(body, "prompt"),
        negative_prompt=text(body, "negative_prompt", needed=needs_negative),
        extend_prompt=flag(body, "extend_prompt"),
        resolution=_one_of(body, "resolution", RESOLUTIONS),
        audio_type=audio_type,
        audio_url=read_audio_url(body, audio_type),
        video_length=whole(body, "video_length", LENGTHS),
        is_premium_model=flag(body, "is_premium_model"),
        effect_code=text(body, "effect_code"),
        webhook_url=url(body, "webhookurl", needed=False),
    )


def read_audio_url(body: Body, audio_type: int) -> str:
    """Needed for audio of one's own alone."""
    return url(body, "audio_url") if audio_type == OWN_AUDIO else text(body, "audio_url")


def read_ids(body: Body) -> list[str]:
    """One text with commas; a list, or another name, is what people get wrong."""
    listed = body.get("_ids")
    if not isinstance(listed, str) or not listed.strip():
        raise wrong("Failed to get results")
    return [one.strip() for one in listed.split(",") if one.strip()]


def text(body: Body, name: str, *, needed: bool = False) -> str:
    value = body.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise wrong(f"{name} must be a string" if value is not None else f"{name} can not be empty")
    return value


def url(body: Body, name: str, *, needed: bool = True) -> str:
    value = text(body, name, needed=needed)
    if not value and not needed:
        return ""
    if not _is_web_address(value):
        raise wrong(f"{name} is not a valid url")
    return value


def flag(body: Body, name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise wrong(f"{name} must be a boolean")
    return value


def whole(body: Body, name: str, allowed: Collection[int]) -> int:
    """A number; the vendor's own demo sends one of them as a text, so that is taken too."""
    value = body.get(name)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
        raise wrong(f"{name} must be one of {', '.join(map(str, allowed))}")
    return value


def _one_of(body: Body, name: str, allowed: Collection[str]) -> str:
    value = text(body, name, needed=True)
    if value not in allowed:
        raise wrong(f"{name} must be one of {', '.join(allowed)}")
    return value


def _filled(body: Body, name: str) -> str:
    value = text(body, name, needed=True)
    if not value.strip():
        raise wrong(f"{name} can not be empty")
    return value


def _is_web_address(spelled: str) -> bool:
    try:
        parts = urlsplit(spelled)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not any(mark.isspace() for mark in spelled)
