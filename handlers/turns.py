"""Windows redrawn while a person chooses: one after the other, and never by a choice that is not the last."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

MOST_WINDOWS: Final = 1_000
"""The oldest are forgotten; what is lost with one is the order of two choices within a second."""


@dataclass(slots=True)
class _Window:
    newest: str = ""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """Slack tells of choices one by one, and nothing keeps our answers to them in order but this."""

    def __init__(self) -> None:
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    @asynccontextmanager
    async def take(self, window: str, moment: str) -> AsyncIterator[bool]:
        """Wait for those before; true when no newer choice has come meanwhile. `moment` is Slack's."""
        known = self._windows.setdefault(window, _Window())
        self._windows.move_to_end(window)
        if len(self._windows) > MOST_WINDOWS:
            self._windows.popitem(last=False)
        known.newest = max(known.newest, moment)
        async with known.lock:
            yield known.newest == moment
