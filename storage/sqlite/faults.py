"""Turns what SQLite raises into the errors of the Store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bot.errors import Corrupt, StorageError, StorageFull

_CANNOT_WRITE: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY: Final = (
    0xFF  # an extended result code carries its primary code in the low byte: sqlite.org/rescode.html
)


def in_our_words(error: Exception) -> Exception:
    """The error as callers of the Store know it; whatever is none of SQLite's comes back as it is.

    A broken constraint is a fault of ours, not of the disk: it is no StorageError, so that nobody waits
    for it to pass.
    """
    if not isinstance(error, sqlite3.Error):
        return error
    return _chained(_translated(error), error)


def _translated(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in _DAMAGED:
        return Corrupt(
            f"The database is damaged ({error}). Stop and restore a backup; it is not repaired by itself."
        )
    if code in _CANNOT_WRITE:
        return StorageFull(f"The database cannot be written ({error}).")
    if isinstance(error, sqlite3.IntegrityError):
        return ValueError(f"the database refuses this: {error}")
    return StorageError(f"The database did not do what was asked ({error}).")


def _chained(new: Exception, cause: BaseException) -> Exception:
    new.__cause__ = cause
    return new


def ends_all(error: Exception) -> bool:
    """Whether the whole commit is lost with this error, not only the item that met it."""
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    return code in _DAMAGED or code in _CANNOT_WRITE


@contextmanager
def our_words() -> Iterator[None]:
    """Raises what SQLite raises inside as an error of the Store."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_our_words(error) from error
