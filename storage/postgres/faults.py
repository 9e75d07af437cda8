"""Turns what PostgreSQL raises into the errors of the Store.

The codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from typing import Final

import psycopg

from bot.errors import Corrupt, StorageError, StorageFull

_DAMAGED: Final = frozenset({"XX001", "XX002"})  # data_corrupted, index_corrupted
_CANNOT_WRITE: Final = frozenset(
    {"53100", "58030", "25006"}
)  # disk_full, io_error, read_only_sql_transaction
_OVERTAKEN: Final = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
_ITS_OWN_FAULT: Final = ("22", "23", "42", "0A")
"""Classes of errors that lie in the one statement: its data, a constraint, its words."""


def in_our_words(error: Exception) -> Exception:
    """The error as callers of the Store know it; whatever is none of PostgreSQL's comes back as it is.

    A broken constraint is a fault of ours, not of the database: it is no StorageError, so that nobody waits
    for it to pass.
    """
    if not isinstance(error, psycopg.Error):
        return error
    new = _translated(error)
    new.__cause__ = error
    return new


def _translated(error: psycopg.Error) -> Exception:
    state = error.sqlstate or ""
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if state in _DAMAGED:
        return Corrupt(f"The database is damaged ({said}). Stop and restore a backup.")
    if state in _CANNOT_WRITE:
        return StorageFull(f"The database cannot be written ({said}).")
    if isinstance(error, psycopg.IntegrityError | psycopg.DataError):
        return ValueError(f"the database refuses this: {said}")
    return StorageError(f"The database did not do what was asked ({said}).")


def ends_all(error: Exception) -> bool:
    """Whether the whole commit is lost with this error, not only the item that met it."""
    if not isinstance(error, psycopg.Error):
        return False
    return error.sqlstate is None or not error.sqlstate.startswith(_ITS_OWN_FAULT)


def may_go_better(error: Exception) -> bool:
    """Whether the same transaction, begun anew, is likely to pass: two of them were in each other's way."""
    return isinstance(error, psycopg.Error) and error.sqlstate in _OVERTAKEN
