"""The PostgreSQL database that is moved into: ours alone until all of it has arrived."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Final

import psycopg

from bot.errors import StorageError
from storage.migration.digest import Digest, Row
from storage.migration.source import BATCH
from storage.migration.tables import Table
from storage.postgres.connection import Connection
from storage.postgres.dialect import OWN
from storage.postgres.faults import in_our_words
from storage.postgres.opening import prepare
from storage.postgres.place import doubt_elsewhere
from storage.queries import SQL

_PATIENT: Final = ("SET statement_timeout = 0", "SET client_min_messages = warning")
"""Whole tables are read and counted; the limits of a running bot are not meant for that."""


class Target:
    def __init__(self, database: Connection) -> None:
        self._database = database

    @classmethod
    @contextmanager
    def held(cls, url: str) -> Iterator["Target"]:
        """The database at `url`, for us alone among those who move. Raises StorageError or SchemaTooNew."""
        with ExitStack() as parts:
            try:
                database = parts.enter_context(closing(Connection.open(url)))
                for setting in _PATIENT:
                    database.script(setting)
                database.one(OWN["one_move"])
                yield cls(database)
            except psycopg.errors.LockNotAvailable as error:
                raise StorageError("Another move into this database is running.") from error
            except psycopg.Error as error:
                raise in_our_words(error) from error

    def has_all_of(self, name: str) -> bool:
        """Whether the move of this name was finished before."""
        return self._has_meta() and self._value(OWN["moved_from"]) == name

    def is_filled_by(self, name: str) -> bool:
        """Whether the move of this name was begun here and not finished."""
        return self._has_meta() and self._value(SQL["moving"]) == name

    def claim(self, name: str) -> None:
        """Make the tables; from now on nobody works here until `release`. Raises StorageError."""
        self._refuse_used(name)
        prepare(self._database)
        self._database.execute(SQL["name_move"], (name,))
        if self._value(OWN["living_processes"]):
            raise StorageError("Greenlight is running on the database that is to be filled: stop it first.")

    def digest(self, table: Table) -> Digest:
        """Of all rows, as they are read back."""
        found = Digest()
        with self._transaction():
            rows_back = f"SELECT {_columns(table)} FROM {table.name}"  # noqa: S608 - names of our own schema
            self._database.script(f"DECLARE back NO SCROLL CURSOR FOR {rows_back}")
            while rows := self._database.execute(f"FETCH {BATCH} FROM back").fetchall():
                found.add(rows)
        return found

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """All of these rows or none. What triggers would make of them is moved too, so they rest."""
        with self._transaction():
            self._database.script(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
            self._database.copy_in(table.name, table.columns, rows)
            self._database.script(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")

    def clear(self, tables: Sequence[Table]) -> None:
        self._database.script(f"TRUNCATE {', '.join(table.name for table in tables)}")

    def go_on_counting(self, tables: Sequence[Table]) -> None:
        """New rows get the numbers that they would have got."""
        for table in tables:
            if table.counter is not None:
                following = f"SELECT coalesce(max({table.counter}), 0) + 1 FROM {table.name}"  # noqa: S608 - the same
                about = {"table": table.name, "column": table.counter, "next": self._value(following)}
                self._database.execute(OWN["count_on"], about)
        self._database.script("ANALYZE")

    def release(self, *, in_doubt: bool) -> None:
        """All has arrived. `in_doubt`: whatever is open may have been carried out by somebody else."""
        doubt_elsewhere(self._database)
        with self._transaction():
            if in_doubt:
                self._database.execute(SQL["doubt_all"])
            self._database.execute(OWN["finish_move"])
            self._database.execute(SQL["forget_move"])

    def _refuse_used(self, name: str) -> None:
        moving = self._value(SQL["moving"]) if self._has_meta() else None
        if moving not in {None, name}:
            raise StorageError(
                "The database holds half of another one that was moved here. Give an empty one."
            )
        if moving is None and self._is_filled():
            raise StorageError(
                "The database is not empty, and what it holds was not moved there from this one."
            )

    def _has_meta(self) -> bool:
        return bool(self._value(OWN["has_meta"]))

    def _is_filled(self) -> bool:
        tables = [name for (name,) in self._database.execute(OWN["tables_here"]).fetchall()]
        return any(self._value(f'SELECT EXISTS (SELECT 1 FROM "{name}")') for name in tables)  # noqa: S608 - from the catalog

    def _value(self, statement: str) -> Any:
        """The first value of the first row, None where there is no row."""
        row = self._database.execute(statement).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.script("BEGIN")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.script("ROLLBACK")
            raise


def _columns(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns)
