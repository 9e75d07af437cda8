"""A copy of the database, made while it is in use and stamped as a copy."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import StorageError
from storage.queries import SQL
from storage.sqlite.place import make_private


def copy_database(database: sqlite3.Connection, path: Path, *, now_micros: int) -> None:
    """Copy what `database` sees at this moment to a new file, whole or not at all.

    The stamp is what makes a restored copy doubt its open effects. Raises StorageError when `path` exists.
    """
    if path.exists():
        raise StorageError(f"{path} exists already; name a new file.")
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        make_private(part)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            database.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute("PRAGMA synchronous = FULL")
            copy.execute(SQL["stamp_copy"], (now_micros,))
        os.replace(part, path)
        _flush_folder(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _flush_folder(folder: Path) -> None:
    """A new name is only durable once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
