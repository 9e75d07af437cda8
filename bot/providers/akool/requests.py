"""What Akool is sent: the two paid calls, the delete, and the free reads.

Fields go in a fixed order, so that equal wishes are equal bytes. The spellings are Akool's own: `_ids` is one
text with commas, and `webhookurl` is all lower case though answers say `webhookUrl`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.generation import Generation, JobId, Json
from bot.providers.provider import Request

JOBS: Final = "/api/open/v4/image2Video"
ANIMATE: Final = "animate"
ADD_AUDIO: Final = "add_audio"

MOST_IDS: Final = 50
"""Akool names no limit; ours keeps the text of ids short."""

DEFAULT_RESOLUTION: Final = "720p"
DEFAULT_LENGTH: Final = 5
AI_AUDIO: Final = 1
OWN_AUDIO: Final = 2
NO_AUDIO: Final = 3

AVOID: Final = "blurry, distorted"
"""Sent where nobody says what to avoid, for the field is required; the words are those of Akool's own advice.
https://docs.akool.com/ai-tools-suite/image2video/create-video"""


def submit(generation: Generation, *, webhook_url: str | None) -> Request:
    """The paid call. Added audio has no field for a webhook address: polling does without."""
    match generation.call:
        case "animate":
            return _post("createBySourcePrompt", _film(generation, webhook_url))
        case "add_audio":
            return _post("updateVideoAudio", _sound(generation))
        case other:
            raise ValueError(f"Akool has no call {other!r}")


def read(jobs: Sequence[JobId]) -> Request:
    """https://docs.akool.com/ai-tools-suite/image2video/get-results"""
    return _post("resultsByIds", {"_ids": _listed(jobs)})


def delete(jobs: Sequence[JobId]) -> Request:
    """https://docs.akool.com/ai-tools-suite/image2video/delete-videos"""
    return _post("delbyids", {"_ids": _listed(jobs)})


def effects() -> Request:
    """https://docs.akool.com/ai-tools-suite/image2video/get-effects"""
    return Request(method="GET", path=f"{JOBS}/effects")


def balance() -> Request:
    """One balance for all of Akool's tools. https://docs.akool.com/ai-tools-suite/faceswap/get-credit"""
    return Request(method="GET", path="/api/open/v3/faceswap/quota/info")


def token(client_id: str, client_secret: str) -> Request:
    """Holds the secret, so it is never kept or logged. https://docs.akool.com/authentication/usage"""
    return _request("/api/open/v3/getToken", {"clientId": client_id, "clientSecret": client_secret})


def number(wish: Generation, name: str, default: int) -> int:
    """The whole number given as `name`, be it a text; the default for none."""
    return int(wish.text(name) or default)


def flag(wish: Generation, name: str) -> bool | None:
    """Whether `name` was said yes to; None when nothing was said."""
    said = wish.text(name).lower()
    return said in {"true", "1", "yes", "on"} if said else None


def _film(wish: Generation, webhook_url: str | None) -> dict[str, Json]:
    """https://docs.akool.com/ai-tools-suite/image2video/create-video"""
    body: dict[str, Json] = {
        "image_url": wish.text("image_url"),
        "prompt": _prompt(wish),
        "negative_prompt": wish.text("negative_prompt") or AVOID,
        "resolution": wish.text("resolution") or DEFAULT_RESOLUTION,
        **_audio(wish, NO_AUDIO),
        "video_length": number(wish, "video_length", DEFAULT_LENGTH),
    }
    optional: Mapping[str, Json] = {
        "extend_prompt": flag(wish, "extend_prompt"),
        "is_premium_model": flag(wish, "is_premium_model"),
        "effect_code": wish.text("effect_code") or None,
        "webhookurl": webhook_url,
    }
    return body | {name: value for name, value in optional.items() if value is not None}


def _prompt(wish: Generation) -> str:
    """The prompt is required, and ignored beside an effect: then the effect's own name will do."""
    return wish.prompt or wish.text("effect_name") or wish.text("effect_code")


def _sound(wish: Generation) -> dict[str, Json]:
    """https://docs.akool.com/ai-tools-suite/image2video/update-audio"""
    if wish.source_job is None:
        raise ValueError(f"{wish.call} starts from a job")
    return {"pre_video_id": wish.source_job, **_audio(wish, AI_AUDIO)}


def _audio(wish: Generation, default: int) -> dict[str, Json]:
    """`audio_url` goes along empty, as in Akool's own sample, where there is no sound of one's own."""
    kind = number(wish, "audio_type", default)
    return {"audio_url": wish.text("audio_url") if kind == OWN_AUDIO else "", "audio_type": kind}


def _listed(jobs: Sequence[JobId]) -> str:
    if not 1 <= len(jobs) <= MOST_IDS:
        raise ValueError(f"a call names 1 to {MOST_IDS} jobs, not {len(jobs)}")
    if any("," in job for job in jobs):
        raise ValueError("an id with a comma would be two")
    return ",".join(jobs)


def _post(name: str, body: Mapping[str, Json]) -> Request:
    return _request(f"{JOBS}/{name}", body)


def _request(path: str, body: Mapping[str, Json]) -> Request:
    return Request(method="POST", path=path, body=json.dumps(body, separators=(",", ":")).encode())
