"""Where waiting tasks stood when they were last turned away, so that people see the line move."""

from datetime import datetime
from typing import Final

from bot.domain.task import TaskId

MOST_KEPT: Final = 10_000


class Places:
    """Cosmetic, so nothing of it is written down."""

    def __init__(self) -> None:
        self._seen: dict[TaskId, tuple[int, datetime]] = {}

    def moved(self, task: TaskId, ahead: int, now: datetime) -> bool:
        """Keep where it stands; whether that is another place than before."""
        if len(self._seen) >= MOST_KEPT:
            self._seen.clear()
        before = self._seen.get(task)
        self._seen[task] = (ahead, now)
        return before is None or before[0] != ahead

    def left_at(self, task: TaskId) -> datetime | None:
        """When it was last turned away: from then on it waits for its provider alone."""
        seen = self._seen.get(task)
        return seen[1] if seen else None
