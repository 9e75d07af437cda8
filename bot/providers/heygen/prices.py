"""What a film is estimated to cost. No answer says what it did cost.

Pages of different dates name 1 and 2 credits a minute for an avatar and 0.2 and 1 for a picture that
speaks, in steps of 30 seconds; the dearer is taken: https://docs.heygen.com/reference/limits
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

from bot.domain.generation import Generation
from bot.providers.heygen.clips import Clip, Source, clips_of, flag

WORDS_A_MINUTE: Final = 150
STEP_SECONDS: Final = 30
A_STEP: Final = Decimal(1)
A_STEP_OF_STILLS: Final = Decimal("0.5")
UNKNOWN_SECONDS: Final = 60
"""Of a sound or a video whose length nobody told us."""

_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def estimate(generation: Generation) -> Decimal:
    """Credits by the length that the scripts will take to speak. A test costs none."""
    if flag(generation.inputs, "test"):
        return Decimal(0)
    clips = clips_of(generation)
    steps = max(1, math.ceil(sum(seconds(clip) for clip in clips) / STEP_SECONDS))
    stills_only = all(set(clip.given) == {Source.STILL} for clip in clips)
    return steps * (A_STEP_OF_STILLS if stills_only else A_STEP)


def seconds(clip: Clip) -> float:
    """How long a clip will be: as long as its script is spoken, else as was said."""
    if clip.script:
        return len(_WORD.findall(clip.script)) * 60 / WORDS_A_MINUTE
    try:
        said = float(clip.duration or UNKNOWN_SECONDS)
    except ValueError:
        return UNKNOWN_SECONDS
    return said if 0 < said < UNKNOWN_SECONDS * 60 else UNKNOWN_SECONDS
