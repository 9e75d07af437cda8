"""A video: what it holds, and how each kind of read shows it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from uuid import uuid4

from bot.sandbox.heygen.clips import Order
from bot.sandbox.heygen.media import Media


class Status(StrEnum):
    """https://docs.heygen.com/reference/video-status"""

    WAITING = "waiting"
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def rests(self) -> bool:
        return self in (Status.COMPLETED, Status.FAILED)


@dataclass(slots=True, kw_only=True)
class Job:
    """One video. Its `chance` decides, the same in every run, what the vendor leaves open."""

    chance: Random
    order: Order
    key: str | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    status: Status = Status.WAITING
    film: Media | None = None
    captioned: Media | None = None
    failure: str | None = None
    is_deleted: bool = False
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    completed_at: datetime | None = None
    seed: int = field(init=False)

    def __post_init__(self) -> None:
        self.seed = self.chance.randrange(2**31)

    @property
    def runs(self) -> bool:
        return not self.status.rests and not self.is_deleted

    def end(self, status: Status) -> None:
        self.status = status
        self.completed_at = datetime.now(UTC)

    def fail(self, reason: str) -> None:
        self.failure = reason
        self.end(Status.FAILED)

    def as_v3(self, base_url: str) -> dict[str, object]:
        """The addresses are signed anew each time."""
        return {
            "id": self.id,
            "title": self.order.title,
            "status": self.status.value,
            "created_at": int(self.created_at.timestamp()),
            "completed_at": int(self.completed_at.timestamp()) if self.completed_at else None,
            "duration": round(self.order.seconds, 2) if self.film else None,
            "video_url": _url(self.film, base_url),
            "captioned_video_url": _url(self.captioned, base_url),
            "subtitle_url": None,
            "thumbnail_url": None,
            "gif_url": None,
            "video_page_url": f"{base_url}/share/{self.id}" if self.film else None,
            "failure_code": "render_failed" if self.failure is not None else None,
            "failure_message": self.failure,
        }

    def as_row(self) -> dict[str, object]:
        """Among the statuses of many, where what waits is `queued`."""
        waits = self.status in (Status.WAITING, Status.PENDING)
        failure = {"code": "render_failed", "message": self.failure} if self.failure is not None else None
        return {"video_id": self.id, "status": "queued" if waits else self.status.value, "error": failure}

    def as_v1(self, base_url: str) -> dict[str, object]:
        """https://docs.heygen.com/reference/video-status"""
        failure = {"code": 40119, "detail": self.failure, "message": self.failure}
        return {
            "callback_id": self.order.callback_id,
            "caption_url": None,
            "created_at": int(self.created_at.timestamp()),
            "duration": round(self.order.seconds, 2) if self.film else None,
            "error": failure if self.failure is not None else None,
            "gif_url": None,
            "id": self.id,
            "status": self.status.value,
            "thumbnail_url": None,
            "video_url": _url(self.film, base_url),
            "video_url_caption": _url(self.captioned, base_url),
        }


def _url(media: Media | None, base_url: str) -> str | None:
    return media.url(base_url) if media else None
