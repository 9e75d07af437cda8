"""What a video is put together from, as both releases tell it."""

import math
from dataclasses import dataclass, field
from typing import Final

WORDS_A_SECOND: Final = 2.5
STEP: Final = 30
UNKNOWN: Final = 10.0
"""Seconds of a sound or film from elsewhere, which nobody measures here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One scene. `look` is who is seen; `shown` the address of a picture or film; `heard` that of a sound."""

    kind: str
    look: str = ""
    shown: str = ""
    script: str = ""
    heard: str = ""
    voice: str = ""
    colour: str = ""
    duration: float = 0.0

    @property
    def seconds(self) -> float:
        if self.script:
            return max(1.0, len(self.script.split()) / WORDS_A_SECOND)
        return self.duration or UNKNOWN

    @property
    def speaks(self) -> bool:
        return bool(self.script or self.heard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A whole video as it was ordered. `call` is the vendor's name of the call."""

    call: str
    type: str
    clips: tuple[Clip, ...]
    ratio: str = "16:9"
    title: str | None = None
    callback_id: str | None = None
    callback_url: str | None = None
    captions: bool = False
    test: bool = False
    urls: tuple[str, ...] = field(default=())

    @property
    def seconds(self) -> float:
        return sum(clip.seconds for clip in self.clips)

    @property
    def price(self) -> float:
        """A credit for each half minute begun; a test is free."""
        return 0.0 if self.test else float(math.ceil(self.seconds / STEP))
