"""One SQLite connection in a thread of its own."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeVar

import aiosqlite

from storage.sqlite.faults import ends_all, in_our_words, our_words

T = TypeVar("T")

WAIT_SECONDS: Final = 5.0


class Line:
    """Runs plain functions over one connection, one after the other."""

    ends_all = staticmethod(ends_all)
    in_our_words = staticmethod(in_our_words)

    def __init__(self, database: aiosqlite.Connection) -> None:
        self._database = database
        self.waiting = 0

    @classmethod
    async def open(cls, path: Path, *, mode: str) -> "Line":
        """Open `path` with SQLite's `mode` (ro, rw, rwc). Transactions are begun by hand."""
        address = f"{path.as_uri()}?mode={mode}"
        with our_words():
            return cls(await aiosqlite.connect(address, uri=True, isolation_level=None, timeout=WAIT_SECONDS))

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns. SQLite's errors come out raw.

        aiosqlite's public calls cross to the thread once for each statement. All of them cross by `_execute`,
        which lets a whole transaction cross once: 8,500 a second instead of 1,000, before any grouping.
        """
        database = self._database
        self.waiting += 1
        try:
            result: T = await database._execute(work, database._conn)  # type: ignore[no-untyped-call]  # as said above
        finally:
            self.waiting -= 1
        return result

    async def close(self) -> None:
        await self._database.close()


class Connect(Protocol):
    """Opens a line to a file, with SQLite's `mode` (ro, rw, rwc)."""

    async def __call__(self, path: Path, *, mode: str) -> Line: ...
