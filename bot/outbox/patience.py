"""How long something was really waited for, by a clock that nobody can set."""

import asyncio
from datetime import timedelta
from typing import Final

MOST_KEPT: Final = 10_000


class Patience:
    """A wait begins with the first question about it, and anew with the process: it only ever gets longer."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}

    def __len__(self) -> int:
        """How much is waited for."""
        return len(self._begun)

    def begin(self, what: str) -> None:
        """The wait for `what` begins now, unless it has begun."""
        if len(self._begun) >= MOST_KEPT:
            self._begun.clear()
        self._begun.setdefault(what, asyncio.get_running_loop().time())

    def left(self, what: str, wait: timedelta) -> timedelta:
        """How much of `wait` is still to come."""
        self.begin(what)
        waited = timedelta(seconds=asyncio.get_running_loop().time() - self._begun[what])
        return max(wait - waited, timedelta())

    def end(self, what: str) -> None:
        """Nobody waits for it any more."""
        self._begun.pop(what, None)
