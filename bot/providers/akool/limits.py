"""What Akool accepts in a form, said before anything is sent.

https://docs.akool.com/ai-tools-suite/image2video/create-video
https://docs.akool.com/ai-tools-suite/image2video/update-audio
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.generation import Generation, Json
from bot.errors import FormError
from bot.providers.akool.requests import (
    ADD_AUDIO,
    AI_AUDIO,
    ANIMATE,
    DEFAULT_LENGTH,
    DEFAULT_RESOLUTION,
    NO_AUDIO,
    OWN_AUDIO,
    flag,
)

RESOLUTIONS: Final = {"720p": "720p", "1080p": "1080p", "4k": "4K"}
LENGTHS: Final = {"5": "5 seconds", "10": "10 seconds"}
AUDIO: Final = {str(NO_AUDIO): "No audio", str(AI_AUDIO): "AI audio", str(OWN_AUDIO): "Audio from a URL"}
ADDED_AUDIO: Final = {value: label for value, label in AUDIO.items() if value != str(NO_AUDIO)}

LONGEST_URL: Final = 2048
"""Akool names no limit; ours for any URL holds."""

_CODE: Final = re.compile(r"[\w.-]{1,200}", re.ASCII)
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check(generation: Generation) -> Generation:
    """The generation with its texts trimmed and its choices as Akool spells them.

    Raises FormError whose keys are input names.
    """
    if generation.call not in {ANIMATE, ADD_AUDIO}:
        raise ValueError(f"Akool has no call {generation.call!r}")
    if generation.call == ADD_AUDIO and generation.source_job is None:
        raise ValueError(f"{generation.call} starts from a job")
    trimmed = replace(generation, inputs={name: _trim(value) for name, value in generation.inputs.items()})
    faults = _sound_faults(trimmed) if generation.call == ADD_AUDIO else _film_faults(trimmed)
    if said := {name: fault for name, fault in faults.items() if fault}:
        raise FormError(said)
    return replace(trimmed, inputs={**trimmed.inputs, **_spelled_out(trimmed)})


def _trim(value: Json) -> Json:
    """Control characters and half surrogates go too: they are no text, and a server may stumble over them."""
    return _UNSENDABLE.sub("", value).strip() if isinstance(value, str) else value


def _film_faults(wish: Generation) -> dict[str, str]:
    return {
        "image_url": _url_fault(wish.text("image_url"), "Give the web address of the image to animate."),
        "prompt": "" if wish.prompt or wish.text("effect_code") else "Say how the image should move.",
        "resolution": _choice_fault(wish.text("resolution"), RESOLUTIONS),
        "video_length": _choice_fault(wish.text("video_length"), LENGTHS),
        "effect_code": _effect_fault(wish.text("effect_code")),
        "audio_type": _choice_fault(wish.text("audio_type"), AUDIO),
        "audio_url": _audio_fault(wish),
    }


def _sound_faults(wish: Generation) -> dict[str, str]:
    return {
        "audio_type": _choice_fault(wish.text("audio_type"), ADDED_AUDIO),
        "audio_url": _audio_fault(wish),
    }


def _spelled_out(wish: Generation) -> dict[str, Json]:
    """The choices that Akool needs, the defaults among them: what is kept is what is sent and priced."""
    if wish.call == ADD_AUDIO:
        return {"audio_type": int(wish.text("audio_type") or AI_AUDIO)}
    flags = {name: flag(wish, name) for name in ("extend_prompt", "is_premium_model")}
    return {
        "resolution": wish.text("resolution") or DEFAULT_RESOLUTION,
        "video_length": int(wish.text("video_length") or DEFAULT_LENGTH),
        "audio_type": int(wish.text("audio_type") or NO_AUDIO),
        **{name: said for name, said in flags.items() if said is not None},
    }


def _url_fault(url: str, missing: str) -> str:
    if not url:
        return missing
    if not re.match(r"https?://[^/]", url, re.IGNORECASE) or re.search(r"\s", url):
        return "Give a whole web address without spaces, beginning with https://."
    if len(url) > LONGEST_URL:
        return f"This address has {len(url)} characters; {LONGEST_URL} fit. Give a shorter one."
    return ""


def _audio_fault(wish: Generation) -> str:
    if wish.text("audio_type") != str(OWN_AUDIO):
        return ""
    return _url_fault(wish.text("audio_url"), "Give the web address of the audio, or choose another audio.")


def _choice_fault(value: str, choices: Mapping[str, str]) -> str:
    return "" if not value or value in choices else f"Choose one of {', '.join(choices.values())}."


def _effect_fault(code: str) -> str:
    return "" if not code or _CODE.fullmatch(code) else "I do not know this effect. Choose one from the list."
