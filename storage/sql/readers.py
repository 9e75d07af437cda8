"""A few connections that only read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.errors import StorageError
from storage.sql.database import Database, Line

T = TypeVar("T")


class Readers:
    """The least busy one takes the next question."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._closed = False

    async def run(self, work: Callable[[Database], T]) -> T:
        if self._closed:
            raise StorageError("The store is closed.")
        line = min(self._lines, key=_busyness)
        try:
            return await line.run(work)
        except Exception as error:
            raised = line.in_our_words(error)
            if raised is error:
                raise
            raise raised from error

    def refuse(self) -> None:
        """No more questions: the connections are about to be closed by whoever opened them."""
        self._closed = True


def _busyness(line: Line) -> int:
    return line.waiting
