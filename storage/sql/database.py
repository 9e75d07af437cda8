"""What an engine has to offer so that the functions of this folder run on it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")

_SQLITE_TAKEN: Final = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY})
_SQLSTATE_TAKEN: Final = "23505"
"""unique_violation: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """One connection. Statements are said in SQLite's words; transactions are begun by hand."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, statement: str, about: Sequence[Any] | Mapping[str, Any] = ..., /) -> Cursor: ...

    def executemany(self, statement: str, rows: Sequence[Sequence[Any] | Mapping[str, Any]], /) -> object: ...


class Line(Protocol):
    """A connection in a thread of its own: runs plain functions over it, one after the other."""

    @property
    def waiting(self) -> int:
        """How many functions were given to it and have not come back."""
        ...

    async def run(self, work: Callable[[Any], T]) -> T:
        """What `work` returns. The engine's errors come out raw."""
        ...

    def ends_all(self, error: Exception) -> bool:
        """Whether the whole commit is lost with this error, not only the item that met it."""
        ...

    def in_our_words(self, error: Exception) -> Exception:
        """The error as callers of the Store know it; whatever is none of the engine's comes back as it is."""
        ...

    async def close(self) -> None: ...


def is_taken(error: Exception) -> bool:
    """Whether a UNIQUE said no, whichever engine's it is."""
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorcode in _SQLITE_TAKEN
    return getattr(error, "sqlstate", None) == _SQLSTATE_TAKEN
