"""Opens a database: pragmas, a check for damage, the schema, and doubt about a restored copy."""

import sqlite3
from typing import Final

from bot.errors import Corrupt, SchemaTooNew, StorageError
from storage.queries import SQL
from storage.schemas import schema_files
from storage.sqlite.moved import refuse_moved

APPLICATION_ID: Final = 0x474C4254  # "GLBT", which `file` and sqlite3 show
OLDEST_SQLITE: Final = (3, 37, 0)
"""STRICT tables came with it: https://sqlite.org/stricttables.html"""

_BOTH: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
)
_WRITING: Final = (
    *_BOTH,
    "PRAGMA synchronous = FULL",
    f"PRAGMA journal_size_limit = {64 * 1024 * 1024}",
    "PRAGMA wal_autocheckpoint = 4000",  # 16 MiB: a page that many commits changed is copied back once
    "PRAGMA cache_size = -4096",
)
_READING: Final = (
    *_BOTH,
    "PRAGMA query_only = ON",
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA cache_size = -1024",
)
"""Readers never checkpoint: up to 3.51.2 two connections that do can damage the file, see
https://sqlite.org/wal.html ("The WAL-Reset Bug")."""


def refuse_old_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    if version < OLDEST_SQLITE:
        needed, has = (".".join(map(str, parts)) for parts in (OLDEST_SQLITE, version))
        raise StorageError(f"SQLite {needed} or newer is needed; this Python has {has}.")


def prepare_writer(database: sqlite3.Connection) -> None:
    """Make a fresh connection the one that writes. Raises Corrupt, SchemaTooNew or StorageError."""
    _refuse_others(database)
    check_pages(database)
    (mode,) = database.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageError(f"The database cannot use a write-ahead log here (it says {mode}).")
    for pragma in _WRITING:
        database.execute(pragma)
    _upgrade(database)
    refuse_moved(database)
    _doubt_a_copy(database)


def prepare_reader(database: sqlite3.Connection) -> None:
    for pragma in _READING:
        database.execute(pragma)


def refuse_unlike(database: sqlite3.Connection) -> None:
    """For those who only look: the schema has to be exactly ours, since they cannot change it."""
    _refuse_others(database)
    newest = schema_files()[-1][0]
    if _schema(database) != newest:
        raise StorageError("The database has the schema of an older release. Start `greenlight serve` once.")


def _refuse_others(database: sqlite3.Connection) -> None:
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application or tables):
        raise StorageError("This file is a database of another program.")
    newest = schema_files()[-1][0]
    if _schema(database) > newest:
        raise SchemaTooNew(
            f"The database was written by a newer release (schema {_schema(database)}, known here: {newest})."
        )


def _schema(database: sqlite3.Connection) -> int:
    (number,) = database.execute("PRAGMA user_version").fetchone()
    return int(number)


def check_pages(database: sqlite3.Connection) -> None:
    (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise Corrupt(f"The database is damaged ({verdict}). Restore a backup; it is not repaired by itself.")


def _upgrade(database: sqlite3.Connection) -> None:
    """Apply what is missing, all of it or nothing: an upgrade that breaks off changes nothing."""
    has = _schema(database)
    missing = [file for file in schema_files() if file[0] > has]
    if not missing:
        return
    newest, text = missing[-1][0], "\n".join(text for _number, text in missing)
    try:
        database.executescript(
            f"BEGIN IMMEDIATE;\n{text}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {newest};\nCOMMIT;"
        )
    except sqlite3.Error:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _doubt_a_copy(database: sqlite3.Connection) -> None:
    """A copy does not know what was carried out after it was made, so every open effect is in doubt."""
    if database.execute(SQL["copied_at"]).fetchone() is None:
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        database.execute(SQL["doubt_all"])
        database.execute(SQL["unstamp"])
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
