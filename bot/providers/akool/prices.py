"""What a call to Akool is estimated to cost. What it did cost, its answer says: `deduction_credit`.

https://docs.akool.com/ai-tools-suite/image2video/image2video
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bot.domain.generation import Generation
from bot.providers.akool.requests import ADD_AUDIO, DEFAULT_LENGTH, DEFAULT_RESOLUTION

LONGEST: Final = 10
FIVE_SECONDS: Final[Mapping[str, Decimal]] = {
    "720p": Decimal(20),
    "1080p": Decimal(25),
    "4k": Decimal(30),
}
FIVE_SECONDS_OF_AUDIO: Final = Decimal(5)


def estimate(generation: Generation) -> Decimal:
    """Credits by resolution and length. Audio costs by itself only when it is added to a video that is there.

    A video whose length the inputs do not tell counts as a long one when it gets its audio.
    """
    if generation.call == ADD_AUDIO:
        return FIVE_SECONDS_OF_AUDIO * _fives(generation, LONGEST)
    resolution = generation.text("resolution") or DEFAULT_RESOLUTION
    return FIVE_SECONDS[resolution] * _fives(generation, DEFAULT_LENGTH)


def _fives(generation: Generation, default: int) -> int:
    """How many times five seconds: one or two."""
    return 2 if int(generation.text("video_length") or default) > DEFAULT_LENGTH else 1
