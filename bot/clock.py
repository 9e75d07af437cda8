"""Time behind one protocol, so that tests and the sandbox can run it faster."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

LONGEST_SLEEP: Final = timedelta(seconds=60)
"""No sleep is longer, so that a clock that jumps heals itself within a minute."""


class Clock(Protocol):
    """What the bot knows of time."""

    def now(self) -> datetime: ...

    def paced(self, wait: timedelta) -> timedelta:
        """How long `wait` takes here: the bot's own waits are divided by the speed, others' are not."""
        ...

    async def sleep(self, wait: timedelta) -> None: ...


class SystemClock:
    """The machine's clock in UTC; `speed` divides the waits that are ours to choose."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed

    def now(self) -> datetime:
        return datetime.now(UTC)

    def paced(self, wait: timedelta) -> timedelta:
        return wait if self._speed == 1 else wait / self._speed

    async def sleep(self, wait: timedelta) -> None:
        await asyncio.sleep(min(max(wait, timedelta()), LONGEST_SLEEP).total_seconds())
