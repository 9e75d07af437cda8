"""How fast people and providers come in, so that who works behind them can give way."""

import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Final

MANY: Final = 16
BRIEF: Final = timedelta(milliseconds=200)


class Intake:
    """Counts what has been written down and is waited for: orders and webhooks."""

    def __init__(self, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._latest: deque[float] = deque(maxlen=MANY)

    def count(self) -> None:
        """One more came in."""
        self._latest.append(self._ticks())

    @property
    def is_flood(self) -> bool:
        """Whether `MANY` came in within a `BRIEF` time, just now."""
        return len(self._latest) == MANY and self._ticks() - self._latest[0] < BRIEF.total_seconds()
