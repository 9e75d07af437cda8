"""The addresses that an account wants its events at; those of v1 and of v3 are kept in one list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_hex
from typing import Final
from uuid import uuid4

EVENT_TYPES: Final = (
    "avatar_video.success",
    "avatar_video.fail",
    "avatar_video_gif.success",
    "avatar_video_gif.fail",
    "avatar_video_caption.success",
    "avatar_video_caption.fail",
    "video_translate.success",
    "video_translate.fail",
    "batch.finished",
)


def fresh_secret() -> str:
    return f"whsec_{token_hex(24)}"


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """One address. No `events` means all of them. The secret is used as it stands, prefix and all."""

    url: str
    events: tuple[str, ...]
    version: str
    secret: str = field(default_factory=fresh_secret)
    id: str = field(default_factory=lambda: uuid4().hex)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def wants(self, kind: str) -> bool:
        return not self.events or kind in self.events

    def as_json(self, *, with_secret: bool) -> dict[str, object]:
        return {
            "endpoint_id": self.id,
            "url": self.url,
            "events": list(self.events),
            "status": "enabled",
            "created_at": self.created_at.isoformat(),
            **({"secret": self.secret} if with_secret else {}),
        }


class Endpoints:
    """All of them, by id."""

    def __init__(self) -> None:
        self._all: dict[str, Endpoint] = {}

    def add(self, url: str, events: Iterable[str], version: str, secret: str = "") -> Endpoint:
        made = Endpoint(url=url, events=tuple(events), version=version)
        made.secret = secret or made.secret
        self._all[made.id] = made
        return made

    def listening(self) -> list[Endpoint]:
        return list(self._all.values())

    def find(self, endpoint: str) -> Endpoint | None:
        return self._all.get(endpoint)

    def remove(self, endpoint: str) -> None:
        self._all.pop(endpoint, None)
