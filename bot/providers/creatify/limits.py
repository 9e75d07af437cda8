"""What Creatify accepts in a form, said before anything is sent.

https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image
https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_video
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.generation import Generation, Json
from bot.errors import FormError
from bot.providers.creatify.requests import FIELDS, LONGEST_URL

WITH_AVATAR: Final = "product_avatar"
TYPES: Final = {"product_anyshot": "Product AnyShot", WITH_AVATAR: "Product Avatar"}
RATIOS: Final = {"1x1": "1:1", "16x9": "16:9", "9x16": "9:16"}
STYLES: Final = {"talking": "Talking", "display": "Display"}
DEFAULT_TYPE: Final = "product_anyshot"
DEFAULT_RATIO: Final = "16x9"

LONGEST_SCENE_URL: Final = 2048
"""Creatify names no limit for this one; ours for any URL holds."""

_HEX: Final = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WEB: Final = re.compile(r"https?://[^/]", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s")
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def check(generation: Generation) -> Generation:
    """The generation with its texts trimmed. Raises FormError whose keys are input names."""
    if generation.call not in FIELDS:
        raise ValueError(f"Creatify has no call {generation.call!r}")
    if generation.call != "gen_image" and generation.source_job is None:
        raise ValueError(f"{generation.call} starts from a job")
    inputs = {name: _trim(value) for name, value in generation.inputs.items()}
    trimmed = generation if inputs == generation.inputs else replace(generation, inputs=inputs)
    faults = _image_faults(trimmed) if generation.call == "gen_image" else _video_faults(trimmed)
    if faults:
        raise FormError(faults)
    return trimmed


def is_uuid(text: str) -> bool:
    """Whether it is a UUID with or without its dashes; Creatify's own examples have both."""
    return _HEX.fullmatch(text) is not None


def _trim(value: Json) -> Json:
    """Control characters and half surrogates go too: they are no text, and a server may stumble over them."""
    return _UNSENDABLE.sub("", value).strip() if isinstance(value, str) else value


def _image_faults(wish: Generation) -> dict[str, str]:
    """`motion_style` is that of a video ordered along with its image: told now, before the image is paid."""
    faults = {
        "product_url": _url_fault(wish.text("product_url"), most=LONGEST_URL, needed=True),
        "scene_url": _url_fault(wish.text("scene_url"), most=LONGEST_SCENE_URL, needed=False),
        "type": _choice_fault(wish.text("type"), TYPES),
        "aspect_ratio": _choice_fault(wish.text("aspect_ratio"), RATIOS),
        "avatar": _avatar_fault(wish),
        "motion_style": _motion_fault(wish),
    }
    return {name: fault for name, fault in faults.items() if fault}


def _video_faults(wish: Generation) -> dict[str, str]:
    if "motion_style" not in FIELDS[wish.call].values():
        return {}
    fault = _motion_fault(wish)
    return {"motion_style": fault} if fault else {}


def _may_talk(wish: Generation) -> bool:
    """Whether the image may hold an avatar. Where the inputs do not tell of the image, Creatify decides."""
    kind = wish.text("type") or (DEFAULT_TYPE if wish.text("product_url") else WITH_AVATAR)
    return kind == WITH_AVATAR


def _url_fault(url: str, *, most: int, needed: bool) -> str:
    if not url:
        return "Give the web address of the product's image." if needed else ""
    if not _WEB.match(url) or _SPACE.search(url):
        return "Give a whole web address without spaces, beginning with https://."
    if len(url) > most:
        return f"This address has {len(url)} characters; Creatify takes at most {most}. Give a shorter one."
    return ""


def _choice_fault(value: str, choices: Mapping[str, str]) -> str:
    return "" if not value or value in choices else f"Choose one of {', '.join(choices.values())}."


def _motion_fault(wish: Generation) -> str:
    if wish.text("motion_style") == "talking" and not _may_talk(wish):
        return (
            "Talking needs an image with an avatar. Choose Display, or the type Product Avatar for the image."
        )
    return _choice_fault(wish.text("motion_style"), STYLES)


def _avatar_fault(wish: Generation) -> str:
    avatar = wish.text("avatar")
    if not avatar:
        return ""
    if not is_uuid(avatar):
        return "I do not know this avatar. Choose one from the list."
    if (wish.text("type") or DEFAULT_TYPE) != WITH_AVATAR:
        return "An avatar needs the type Product Avatar. Choose that type, or leave the avatar empty."
    return ""
