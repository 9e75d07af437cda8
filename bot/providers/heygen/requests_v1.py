"""What HeyGen's v1 is sent, which its vendor supports until 2026-10-31.

https://docs.heygen.com/reference/generate-video
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.domain.generation import Generation, JobId, Json
from bot.providers.heygen.clips import PHOTO, Clip, clips_of, flag
from bot.providers.heygen.requests import compact
from bot.providers.provider import Request

VERSION: Final = "v1alpha"


def submit(generation: Generation) -> Request:
    """The paid call. It knows no key, no title and no address to call back."""
    given = {name: generation.text(name).strip() for name in ("background", "aspect_ratio")}
    body: dict[str, Json] = {
        "version": VERSION,
        **({"background": given["background"]} if given["background"] else {}),
        **({"ratio": given["aspect_ratio"]} if given["aspect_ratio"] else {}),
        "test": flag(generation.inputs, "test"),
        "caption_open": flag(generation.inputs, "captions"),
        "clips": [_clip(clip) for clip in clips_of(generation)],
    }
    return Request(method="POST", path="/v1/video.generate", body=compact(body))


def _clip(clip: Clip) -> Json:
    """The vendor's table does not name `voice_id`, but clients send it with every text.
    https://docs.heygen.com/reference/generate-video"""
    photo = clip.shown.startswith(PHOTO)
    kind = "talking_photo" if photo else "avatar"
    fields: dict[str, Json] = {f"{kind}_id": clip.shown.removeprefix(PHOTO)}
    if clip.style:
        fields[f"{kind}_style"] = clip.style
    if clip.audio_url:
        fields["input_audio"] = clip.audio_url
    else:
        fields |= {"input_text": clip.script, **({"voice_id": clip.voice} if clip.voice else {})}
    if clip.scale:
        fields["scale"] = float(clip.scale)
    if clip.offset_x or clip.offset_y:
        fields["offset"] = {"x": float(clip.offset_x or 0), "y": float(clip.offset_y or 0)}
    return fields


def read(jobs: Sequence[JobId]) -> Request:
    """https://docs.heygen.com/reference/video-status"""
    (only,) = jobs
    return Request(method="GET", path="/v1/video_status.get", query={"video_id": only})


def delete(jobs: Sequence[JobId]) -> Request:
    (only,) = jobs
    return Request(method="DELETE", path="/v1/video.delete", query={"video_id": only})


def look_for() -> Request:
    """Nothing of ours is in this list, so it finds nothing for sure."""
    return Request(method="GET", path="/v1/video.list", query={"limit": "100"})


def avatars() -> Request:
    """v1's own list has no documented shape; the ids are the same."""
    return Request(method="GET", path="/v2/avatars")


def voices() -> Request:
    return Request(method="GET", path="/v2/voices")


def balance() -> Request:
    """https://docs.heygen.com/reference/get-remaining-quota-v2"""
    return Request(method="GET", path="/v2/user/remaining_quota")
