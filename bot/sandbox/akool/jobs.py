"""A video record: what it holds, and how each call shows it.

https://docs.akool.com/ai-tools-suite/image2video/get-results
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from random import Random
from typing import Final

from bot.sandbox.akool.fields import Wish
from bot.sandbox.creatify.media import Media

UID: Final = 101400
TEAM: Final = "6805fb69e92d9edc7ca0b409"
SUB_TYPE: Final = 1501
_LETTERS_OF_PROMPT: Final = 24


class Status(IntEnum):
    """The numbers of this API."""

    QUEUEING = 1
    PROCESSING = 2
    COMPLETED = 3
    FAILED = 4


@dataclass(slots=True, kw_only=True)
class Job:
    """One record. Its `chance` decides, the same in every run, what the vendor leaves open."""

    chance: Random
    wish: Wish
    price: int
    effect_name: str = ""
    pre_video_id: str = ""
    model_name: str = ""
    status: Status = Status.QUEUEING
    film: Media | None = None
    still: bytes | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(init=False)
    seed: int = field(init=False)

    def __post_init__(self) -> None:
        self.id = f"{self.chance.randrange(16**24):024x}"
        self.seed = self.chance.randrange(2**31)

    def move(self, status: Status) -> None:
        self.status = status
        self.updated_at = datetime.now(UTC)

    @property
    def only_adds_audio(self) -> bool:
        return bool(self.pre_video_id)

    @property
    def duration(self) -> float:
        """What comes out is never quite what was asked for."""
        return self.wish.video_length + 0.063

    def as_created(self) -> dict[str, object]:
        """As the paid calls answer it."""
        shown = {
            **self._common(),
            "status": self.status.value,
            "negative_prompt": self.wish.negative_prompt,
            "extend_prompt": self.wish.extend_prompt,
        }
        if self.only_adds_audio:
            shown |= {
                "update_time": _moment(self.updated_at),
                "video_duration": self.duration,
                "pre_video_id": self.pre_video_id,
                "only_add_audio": True,
            }
        return shown

    def as_result(self, base_url: str) -> dict[str, object]:
        """As reads show it: without a `video_url` until there is one, and without a reason for a failure."""
        shown = {
            **self._common(),
            "update_time": _moment(self.updated_at),
            "video_duration": self.duration if self.film else 0,
            "status": self.status.value,
            "only_add_audio": self.only_adds_audio,
            "sub_type": SUB_TYPE,
        }
        return shown | {"video_url": self.film.url(base_url)} if self.film else shown

    def _common(self) -> dict[str, object]:
        wish = self.wish
        return {
            "_id": self.id,
            "create_time": _moment(self.created_at),
            "uid": UID,
            "team_id": TEAM,
            "webhookUrl": wish.webhook_url,
            "resolution": wish.resolution,
            "file_name": f"Image2Video_{wish.prompt[:_LETTERS_OF_PROMPT]}.mp4",
            "effect_name": self.effect_name,
            "image_url": wish.image_url,
            "prompt": wish.prompt,
            "audio_type": wish.audio_type,
            "audio_url": wish.audio_url,
            "deduction_credit": self.price,
            "effect_code": wish.effect_code,
        }


def _moment(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def chance_for(seed: int, number: int) -> Random:
    """Chance that is the same for the same job in every run."""
    return Random(f"akool:{seed}:{number}")  # noqa: S311 - decides looks and ids, no secret
