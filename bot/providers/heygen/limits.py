"""What HeyGen accepts in a form, said before anything is sent.

https://docs.heygen.com/reference/limits and, for v1, https://docs.heygen.com/reference/generate-video
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.generation import Generation, Json
from bot.errors import FormError
from bot.providers.heygen.clips import Clip, Source, clips_of, flag

MOST_CLIPS: Final = 50
LONGEST_URL: Final = 2048
LONGEST_SHOW: Final = 300
"""Seconds of a picture that nobody speaks to."""

STYLES: Final = {"normal": "Normal", "circle": "Circle"}
RESOLUTIONS: Final = {"720p": "720p", "1080p": "1080p", "4k": "4K"}

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one release of the API takes. `sources` are the things that a clip may show."""

    call: str
    ratios: Mapping[str, str]
    sources: frozenset[Source]
    inputs: frozenset[str]
    longest_script: int
    needs_voice: bool


V3: Final = Release(
    call="create_video",
    ratios={name: name for name in ("16:9", "9:16", "1:1", "4:5", "5:4")} | {"auto": "As the source"},
    sources=frozenset(Source),
    inputs=frozenset({"image_url", "picture_url", "video_url", "resolution", "background_image"}),
    longest_script=5000,
    needs_voice=False,
)
V1: Final = Release(
    call="video.generate",
    ratios={"16:9": "16:9", "9:16": "9:16"},
    sources=frozenset({Source.AVATAR}),
    inputs=frozenset(
        {"test", "style", "scale", "offset_x", "offset_y", "background_image", "background_video"}
    ),
    longest_script=1500,
    needs_voice=True,
)


def check(generation: Generation, release: Release) -> Generation:
    """The generation with its texts trimmed. Raises FormError whose keys are input names; those of a further
    clip begin with its place, as in `clips.0.script`."""
    if generation.call != release.call:
        raise ValueError(f"HeyGen has no call {generation.call!r} here")
    trimmed = replace(generation, inputs={name: _trim(value) for name, value in generation.inputs.items()})
    clips = clips_of(trimmed)
    faults = {
        name: fault
        for name, fault in (*_film_faults(trimmed, clips, release), *_clips_faults(clips, release))
        if fault
    }
    if faults:
        raise FormError(faults)
    return trimmed


def _trim(value: Json) -> Json:
    match value:
        case str():
            return _UNSENDABLE.sub("", value).strip()
        case list():
            return [_trim(entry) for entry in value]
        case dict():
            return {name: _trim(entry) for name, entry in value.items()}
        case _:
            return value


def _film_faults(wish: Generation, clips: Sequence[Clip], release: Release) -> Iterator[tuple[str, str]]:
    yield "aspect_ratio", _choice_fault(wish.text("aspect_ratio"), release.ratios)
    yield "background", _background_fault(wish.text("background"), clips, release)
    yield "captions", _captions_fault(wish, clips, release)
    if release is V3:
        yield "resolution", _choice_fault(wish.text("resolution"), RESOLUTIONS)
    if len(clips) > MOST_CLIPS:
        yield "clips", f"A film takes at most {MOST_CLIPS} clips; these are {len(clips)}."


def _clips_faults(clips: Sequence[Clip], release: Release) -> Iterator[tuple[str, str]]:
    for clip in clips:
        for name, fault in _clip_faults(clip, release):
            yield clip.input(name), fault


def _clip_faults(clip: Clip, release: Release) -> Iterator[tuple[str, str]]:
    if len(clip.given) != 1:
        yield "avatar", _source_fault(clip, release)
        return
    if clip.source not in release.sources:
        yield clip.source, "This needs HeyGen's v3; here a clip is spoken by an avatar."
        return
    if clip.source is not Source.AVATAR:
        yield clip.source, _url_fault(clip.shown)
    if clip.source is not Source.VIDEO:
        yield from _voice_faults(clip, release)
    if clip.source is Source.PICTURE and clip.duration:
        yield "duration", _number_fault(clip.duration, least=0.1, most=LONGEST_SHOW)
    if release is V1:
        yield from _place_faults(clip)


def _source_fault(clip: Clip, release: Release) -> str:
    if not clip.given:
        return (
            "Choose who speaks."
            if release is V1 or not clip.at
            else "Choose who speaks, or a picture or video to show."
        )
    return "A clip shows one thing: leave the avatar, or the pictures and videos, empty."


def _voice_faults(clip: Clip, release: Release) -> Iterator[tuple[str, str]]:
    if clip.script and clip.audio_url:
        yield "audio_url", "Give a script or the address of a recording, not both."
    elif clip.audio_url:
        yield "audio_url", _url_fault(clip.audio_url)
    elif clip.script:
        yield "script", _script_fault(clip.script, release.longest_script)
        if not clip.voice and (release.needs_voice or clip.source is not Source.AVATAR):
            yield "voice", "Choose the voice that speaks the script."
    elif clip.source.speaks:
        yield "script", "Write what is to be said."


def _script_fault(script: str, longest: int) -> str:
    if len(script) <= longest:
        return ""
    return f"This script has {len(script)} characters; HeyGen takes at most {longest} in one clip."


def _place_faults(clip: Clip) -> Iterator[tuple[str, str]]:
    yield "style", _choice_fault(clip.style, STYLES)
    for name, value, least, most in (
        ("scale", clip.scale, 0.01, 10),
        ("offset_x", clip.offset_x, -1, 1),
        ("offset_y", clip.offset_y, -1, 1),
    ):
        if value:
            yield name, _number_fault(value, least=least, most=most)


def _number_fault(value: str, *, least: float, most: float) -> str:
    try:
        is_within = least <= float(value) <= most
    except ValueError:
        is_within = False
    return "" if is_within else f"Give a number from {least:g} to {most:g}."


def _choice_fault(value: str, choices: Mapping[str, str]) -> str:
    return "" if not value or value in choices else f"Choose one of {', '.join(choices.values())}."


def _url_fault(url: str) -> str:
    if not re.match(r"https?://[^/]", url, re.IGNORECASE) or re.search(r"\s", url):
        return "Give a whole web address without spaces, beginning with https://."
    if len(url) > LONGEST_URL:
        return f"This address has {len(url)} characters; at most {LONGEST_URL} can be sent."
    return ""


def _background_fault(given: str, clips: Sequence[Clip], release: Release) -> str:
    if not given or _COLOUR.fullmatch(given):
        return ""
    if given.startswith("#"):
        return "Give a colour of six digits, such as #FAFAFA."
    if release is V3 and (len(clips) > 1 or not all(source.speaks for source in clips[0].given)):
        return "A film of several clips takes a colour, such as #FAFAFA, behind its speakers."
    return "" if not (fault := _url_fault(given)) else f"Give a colour, such as #FAFAFA, or an image. {fault}"


def _captions_fault(wish: Generation, clips: Sequence[Clip], release: Release) -> str:
    if release is V1 and flag(wish.inputs, "captions") and any(clip.audio_url for clip in clips):
        return "Captions are written from a script; a recording has none."
    return ""
