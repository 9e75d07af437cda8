"""One PostgreSQL connection that takes SQLite's statements."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from storage.postgres.dialect import TOGETHER, translated

Native: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Listener: TypeAlias = psycopg.AsyncConnection[tuple[Any, ...]]

CONNECT_SECONDS: Final = 5

_LIMITS: Final = (
    "SET statement_timeout = '15s'",
    "SET lock_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '15s'",
    "SET default_transaction_isolation = 'read committed'",
    "SET timezone = 'UTC'",
)
_IN_TRANSACTION: Final = frozenset({TransactionStatus.INTRANS, TransactionStatus.INERROR})


class _Number(Dumper):
    """Numbers and truth values travel as digits without a type: the column says what they are."""

    oid = 0

    def dump(self, obj: int) -> Buffer:
        return b"%d" % obj


class _Text(Dumper):
    """Text cannot hold NUL here, and no database in UTF-8 holds half a character."""

    oid = 0

    def dump(self, obj: str) -> Buffer:
        return obj.replace("\0", "\ufffd").encode("utf-8", "replace")


class Connection:
    """`has_begun`: a transaction was begun on it, so what was done may be kept. `signed_by`: see Lease."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self.has_begun = False
        self.signed_by = 0

    @classmethod
    def open(cls, url: str, *, reads_only: bool = False) -> "Connection":
        native = psycopg.connect(
            _address(url), autocommit=True, cursor_factory=psycopg.RawCursor[tuple[Any, ...]]
        )
        try:
            _set_up(native, reads_only=reads_only)
        except BaseException:
            native.close()
            raise
        return cls(native)

    @property
    def in_transaction(self) -> bool:
        return self._native.info.transaction_status in _IN_TRANSACTION

    @property
    def is_lost(self) -> bool:
        return self._native.closed

    def execute(
        self, statement: str, about: Sequence[Any] | Mapping[str, Any] = (), /
    ) -> "psycopg.Cursor[tuple[Any, ...]]":
        said = translated(statement)
        cursor = self._native.execute(said.text, said.values(about))
        if said.text == "BEGIN":
            self.has_begun = True
        elif said.text == "COMMIT" and cursor.statusmessage != "COMMIT":
            raise psycopg.InternalError("the transaction had failed, so nothing of it was kept")
        return cursor

    def executemany(self, statement: str, rows: Sequence[Sequence[Any] | Mapping[str, Any]], /) -> None:
        """In one statement where one was written for that; else all of them cross to the server together."""
        if len(rows) > 1 and (at_once := TOGETHER.get(statement)):
            self.execute(at_once, (json.dumps(rows),))
            return
        said = translated(statement)
        with self._native.cursor() as cursor:
            cursor.executemany(said.text, [said.values(row) for row in rows])

    def one(self, text: str) -> tuple[Any, ...]:
        """The one row that a statement of PostgreSQL's own gives."""
        row = self._native.execute(text).fetchone()
        if row is None:
            raise psycopg.DataError("a row was expected")
        return row

    def script(self, text: str) -> None:
        """Several statements of PostgreSQL's own, without values."""
        self._native.execute(text)

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Many rows at once: https://www.postgresql.org/docs/current/sql-copy.html"""
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._native.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        self._native.close()


async def listener(url: str) -> Listener:
    """A connection on which nothing is asked: it waits for what the server has to say."""
    return await psycopg.AsyncConnection.connect(_address(url), autocommit=True)


def _address(url: str) -> str:
    """With it, a server that went away without a word is noticed within half a minute, not within hours."""
    return make_conninfo(
        url,
        connect_timeout=CONNECT_SECONDS,
        application_name="greenlight",
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=20_000,
    )


def _set_up(native: Native, *, reads_only: bool) -> None:
    native.adapters.register_dumper(int, _Number)
    native.adapters.register_dumper(bool, _Number)
    native.adapters.register_dumper(str, _Text)
    for setting in _LIMITS:
        native.execute(setting)
    if reads_only:
        native.execute("SET default_transaction_read_only = on")
