"""A connection without a thread, for time that leaps: nothing can happen while it works anyway."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from storage.sqlite.line import Line

T = TypeVar("T")


class Unplugged(sqlite3.Connection):
    """Does not wait for the disk: what dies in these tests is the bot, never the machine."""

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        return super().execute(sql.replace("synchronous = FULL", "synchronous = OFF"), parameters)


class InlineLine(Line):
    """Runs each function where it is asked for, which costs a fifth of the way into a thread and back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.waiting = 0

    @classmethod
    async def open(cls, path: Path, *, mode: str) -> "InlineLine":
        address = f"{path.as_uri()}?mode={mode}"
        return cls(sqlite3.connect(address, uri=True, isolation_level=None, factory=Unplugged))

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        await asyncio.sleep(0)  # others have their turn, as they would while a thread works
        return work(self._connection)

    async def close(self) -> None:
        self._connection.close()
