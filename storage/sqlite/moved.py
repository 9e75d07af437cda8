"""A file whose rows were moved to another engine: a bot on each would carry out twice what is open."""

import sqlite3
from datetime import UTC, datetime

from bot.errors import StorageError
from storage.queries import SQL
from storage.sql.values import from_micros, to_micros


def moved_at(database: sqlite3.Connection) -> datetime | None:
    """When it was moved. A copy made later is in use again: it puts all that is open in doubt."""
    moved, copied = _stamp(database, "moved_at"), _stamp(database, "copied_at")
    return None if moved is None or (copied is not None and copied > moved) else from_micros(moved)


def refuse_moved(database: sqlite3.Connection) -> None:
    if (at := moved_at(database)) is not None:
        raise StorageError(
            f"This database was moved to PostgreSQL on {at:%Y-%m-%d}: set GREENLIGHT_DATABASE_URL to that. "
            "To go back to this file, put a copy of it by `greenlight backup` in its place."
        )


def stamp_moved(database: sqlite3.Connection) -> None:
    database.execute(SQL["stamp_moved"], (to_micros(datetime.now(UTC)),))


def forget_earlier_move(database: sqlite3.Connection) -> None:
    """A copy of what was moved is a database of its own."""
    if moved_at(database) is None and _stamp(database, "moved_at") is not None:
        database.execute(SQL["forget_move"])


def _stamp(database: sqlite3.Connection, name: str) -> int | None:
    found = database.execute(SQL[name]).fetchone()
    return None if found is None else int(found[0])
