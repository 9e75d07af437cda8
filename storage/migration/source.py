"""The SQLite database that is moved: nobody writes to it meanwhile, and afterwards it is known as moved."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final
from uuid import uuid4

from storage.migration.digest import Row
from storage.migration.tables import Table, tables_of
from storage.queries import SQL
from storage.sqlite.faults import our_words
from storage.sqlite.moved import forget_earlier_move, moved_at, stamp_moved
from storage.sqlite.opening import check_pages, refuse_old_sqlite, refuse_unlike
from storage.sqlite.place import OneProcess, refuse_missing, whole_path

BATCH: Final = 5_000


class Source:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    @contextmanager
    def held(cls, path: Path) -> Iterator["Source"]:
        """The database at `path`, for us alone. Raises StorageError, SchemaTooNew or Corrupt."""
        refuse_old_sqlite()
        whole = whole_path(path)
        refuse_missing(whole)
        with ExitStack() as parts, our_words():
            parts.callback(OneProcess(whole).release)
            database = sqlite3.connect(f"{whole.as_uri()}?mode=rw", uri=True, isolation_level=None)
            parts.enter_context(closing(database))
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA synchronous = FULL")
            database.text_factory = _as_postgres_keeps_it
            refuse_unlike(database)
            check_pages(database)
            yield cls(database)

    @cached_property
    def tables(self) -> Sequence[Table]:
        return tables_of(self._database)

    @cached_property
    def name(self) -> str:
        """Tells whether rows elsewhere came from here: given once, and anew to a copy of what was moved."""
        forget_earlier_move(self._database)
        self._database.execute(SQL["name_move"], (uuid4().hex,))
        (name,) = self._database.execute(SQL["moving"]).fetchone()
        return str(name)

    @property
    def was_moved(self) -> bool:
        return moved_at(self._database) is not None

    @property
    def was_copied(self) -> bool:
        """Whether it was restored from a backup and never opened since: what is open in it is in doubt."""
        return self._database.execute(SQL["copied_at"]).fetchone() is not None

    def batches(self, table: Table) -> Iterator[Sequence[Row]]:
        """All rows of a table in the order of its key."""
        columns, key = (", ".join(f'"{name}"' for name in names) for names in (table.columns, table.key))
        statement = f'SELECT {columns} FROM "{table.name}" ORDER BY {key}'  # noqa: S608 - names of our own schema
        with closing(self._database.execute(statement)) as rows:
            while batch := rows.fetchmany(BATCH):
                yield batch

    def count(self, table: Table) -> int:
        (rows,) = self._database.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()  # noqa: S608 - the same
        return int(rows)

    def stamp(self) -> None:
        """From now on no bot starts on this file: two would carry out what is open in it."""
        stamp_moved(self._database)


def _as_postgres_keeps_it(text: bytes) -> str:
    """PostgreSQL's text holds no NUL and nothing that is not UTF-8."""
    return text.decode("utf-8", "replace").replace("\0", "\ufffd")
