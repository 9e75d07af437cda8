"""A ProductToVideo record: what it holds, and how it looks on the wire while it is not finished."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from random import Random
from typing import Final
from uuid import uuid4

from bot.sandbox.creatify.media import Media

_CALIFORNIA: Final = timezone(timedelta(hours=-8))


class Status(StrEnum):
    """The words of this resource; others of the vendor use other words.

    https://docs.creatify.ai/api-documentation/product-to-video/product-to-video
    """

    INITIALIZING = "initializing"
    IMAGE_GENERATING = "image_generating"
    IMAGE_GENERATED = "image_generated"
    VIDEO_GENERATING = "video_generating"
    VIDEO_GENERATED = "video_generated"
    FAILED = "failed"

    @property
    def rests(self) -> bool:
        return self in (Status.IMAGE_GENERATED, Status.VIDEO_GENERATED, Status.FAILED)


@dataclass(slots=True, kw_only=True)
class Job:
    """One record. Its `chance` decides, the same in every run, what the vendor leaves open."""

    chance: Random
    product_url: str
    type: str
    aspect_ratio: str
    image_prompt: str | None
    override_avatar: str | None
    product_showcase_url: str | None
    webhook_url: str | None
    motion_style: str | None = None
    video_prompt: str | None = None
    regen_type: str | None = None
    regen_source_id: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    status: Status = Status.INITIALIZING
    shown_late: Status | None = None
    """What reads still show although the record has moved on."""
    photo: Media | None = None
    video: Media | None = None
    failed_reason: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _blanks: dict[str, str | None] = field(default_factory=dict)
    _zulu: bool = field(init=False)
    seed: int = field(init=False)
    photo_seed: int = field(init=False)
    """What the picture looks like; a video of it shows the same product in the same place."""

    def __post_init__(self) -> None:
        self._zulu = self.chance.random() < 0.5
        self.seed = self.chance.randrange(2**31)
        self.photo_seed = self.seed

    def move(self, status: Status) -> None:
        self.status = status
        self.updated_at = datetime.now(UTC)

    def fail(self, reason: str) -> None:
        self.failed_reason = reason
        self.move(Status.FAILED)

    @property
    def shown_status(self) -> Status:
        return self.shown_late or self.status

    def _or_blank(self, name: str, value: str | None) -> str | None:
        """Whether a missing value is "" or null is not documented: each record has its own mixture."""
        if value:
            return value
        if name not in self._blanks:
            self._blanks[name] = self.chance.choice(("", None))
        return self._blanks[name]

    def _moment(self, moment: datetime) -> str:
        """Vendor samples show both spellings: a plain Z, and microseconds with an offset."""
        if self._zulu:
            return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
        return moment.astimezone(_CALIFORNIA).isoformat(timespec="microseconds")

    def as_json(self, base_url: str) -> dict[str, object]:
        """All 18 keys, as every read and every accepted call answers them."""
        return {
            "id": self.id,
            "type": self.type,
            "product_url": self.product_url,
            "aspect_ratio": self.aspect_ratio,
            "override_avatar": self._or_blank("override_avatar", self.override_avatar),
            "motion_style": self._or_blank("motion_style", self.motion_style),
            "product_showcase_url": self.product_showcase_url,
            "image_prompt": self.image_prompt,
            "video_prompt": self.video_prompt,
            "status": self.shown_status.value,
            "generated_video_url": self._or_blank("generated_video_url", self._shown_video(base_url)),
            "generated_photo_url": self._or_blank("generated_photo_url", _url(self.photo, base_url)),
            "created_at": self._moment(self.created_at),
            "updated_at": self._moment(self.updated_at),
            "webhook_url": self.webhook_url,
            "failed_reason": self._or_blank("failed_reason", self.failed_reason),
            "regen_type": self._or_blank("regen_type", self.regen_type),
            "regen_source_id": self._or_blank("regen_source_id", self.regen_source_id),
        }

    def _shown_video(self, base_url: str) -> str | None:
        return None if self.shown_late else _url(self.video, base_url)


def _url(media: Media | None, base_url: str) -> str | None:
    return media.url(base_url) if media else None
