"""A database for each test, copied from one that holds the schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

Info = dict[str, str | int | None]


def address(server: str, database: str) -> str:
    """The server's address with another database in it."""
    parts: Info = {**conninfo_to_dict(server), "dbname": database}
    return make_conninfo("", **parts)


def create(server: str, *, template: str | None = None) -> str:
    name = f"greenlight_{uuid4().hex[:12]}"
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    _run(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + copied)
    return name


def drop(server: str, name: str) -> None:
    _run(server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def empty(url: str) -> None:
    """Take out every row but the number of the schema, as a copy of the template would be."""
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(_EMPTY)


_EMPTY: Final = """
DO $$
DECLARE name regclass;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        IF name <> 'meta'::regclass THEN
            EXECUTE 'DELETE FROM ' || name;
        END IF;
    END LOOP;
    DELETE FROM meta WHERE key NOT IN ('schema', 'own_schema');
    PERFORM setval(seqrelid, 1, false) FROM pg_sequence;
END $$
"""


@contextmanager
def fresh(server: str, *, template: str | None = None) -> Iterator[str]:
    """The address of a database that is dropped afterwards, whoever is still connected."""
    name = create(server, template=template)
    try:
        yield address(server, name)
    finally:
        drop(server, name)


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    """From the side, past the store."""
    with psycopg.connect(url, autocommit=True) as database:
        cursor = database.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _run(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(statement)


def as_url(info: str) -> str:
    """The same address as people write it down."""
    parts = conninfo_to_dict(info)
    name = quote(str(parts.pop("dbname")))
    return (
        f"postgresql:///{name}?{urlencode({key: value for key, value in parts.items() if value is not None})}"
    )
