"""One SQLite connection in a thread of its own, and the two that read."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import aiosqlite

from bot.errors import StorageError
from storage.sqlite.faults import our_words

T = TypeVar("T")

READERS: Final = 2
WAIT_SECONDS: Final = 5.0


class Line:
    """Runs plain functions over one connection, one after the other."""

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
            result: T = await database._execute(work, database._conn)  # type: ignore[no-untyped-call]
        finally:
            self.waiting -= 1
        return result

    async def close(self) -> None:
        await self._database.close()


class Readers:
    """A few connections that only read; the least busy one takes the next question."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._closed:
            raise StorageError("The store is closed.")
        with our_words():
            return await min(self._lines, key=_busyness).run(work)

    def refuse(self) -> None:
        """No more questions: the connections are about to be closed by whoever opened them."""
        self._closed = True


def _busyness(line: Line) -> int:
    return line.waiting
