"""What a film is cut from: each clip speaks, or shows a picture or a video from elsewhere.

The inputs of the first clip lie beside those of the whole film, its script under `prompt`; each further one
is an object in `clips`, its script under `script`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.generation import Generation, Json

PHOTO: Final = "photo:"
"""Marks the id of a talking photo among those of avatars, for the API that tells the two apart."""

_YES: Final = frozenset({"true", "yes", "on", "1"})


class Source(StrEnum):
    """What a clip shows, by the name of the input that says which."""

    AVATAR = "avatar"
    STILL = "image_url"
    """A picture that speaks."""
    PICTURE = "picture_url"
    """A picture that is only shown; a voice may be heard over it."""
    VIDEO = "video_url"

    @property
    def speaks(self) -> bool:
        return self in (Source.AVATAR, Source.STILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One clip as it was given, unchecked. `at` is where its inputs stand, "" for the first one."""

    at: str
    given: Mapping[Source, str]
    script: str
    audio_url: str
    voice: str
    duration: str
    style: str
    scale: str
    offset_x: str
    offset_y: str
    is_muted: bool

    @property
    def source(self) -> Source:
        """What it shows. Raises ValueError unless exactly one thing was given."""
        (only,) = self.given
        return only

    @property
    def shown(self) -> str:
        """The id or the address of what it shows."""
        return self.given[self.source]

    def input(self, name: str) -> str:
        """The full name of one of its inputs."""
        if name == "script" and not self.at:
            return "prompt"
        return f"{self.at}{name}"


def clips_of(wish: Generation) -> tuple[Clip, ...]:
    """All clips in their order. What is no object in `clips` counts as an empty one."""
    first = _clip(wish.inputs, at="", script="prompt")
    further = wish.inputs.get("clips")
    entries = further if isinstance(further, list) else []
    return (
        first,
        *(
            _clip(entry if isinstance(entry, dict) else {}, at=f"clips.{number}.", script="script")
            for number, entry in enumerate(entries)
        ),
    )


def _clip(inputs: Mapping[str, Json], *, at: str, script: str) -> Clip:
    return Clip(
        at=at,
        given={source: value for source in Source if (value := text(inputs, source))},
        script=text(inputs, script),
        audio_url=text(inputs, "audio_url"),
        voice=text(inputs, "voice"),
        duration=text(inputs, "duration"),
        style=text(inputs, "style"),
        scale=text(inputs, "scale"),
        offset_x=text(inputs, "offset_x"),
        offset_y=text(inputs, "offset_y"),
        is_muted=flag(inputs, "muted"),
    )


def text(inputs: Mapping[str, Json], name: str) -> str:
    value = inputs.get(name)
    return str(value).strip() if isinstance(value, str | int | float) and value is not False else ""


def flag(inputs: Mapping[str, Json], name: str) -> bool:
    return text(inputs, name).lower() in _YES
