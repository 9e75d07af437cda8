"""What there is to move, read off the schema: a table that a later schema adds moves by itself."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Final

OF_THE_ENGINE: Final = "meta"
"""The one table that each engine keeps for itself."""

_NAMES: Final = """
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""
_COLUMNS: Final = (
    "SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden = 0"  # generated ones are hidden
)
_REFERS_TO: Final = 'SELECT "table" FROM pragma_foreign_key_list(?)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`key`: the primary key. `counter`: the column that counts on by itself, if there is one."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    counter: str | None


def tables_of(database: sqlite3.Connection) -> Sequence[Table]:
    """All tables, each after those that its rows refer to."""
    names = [name for (name,) in database.execute(_NAMES) if name != OF_THE_ENGINE]
    before = {
        name: sorted({to for (to,) in database.execute(_REFERS_TO, (name,))} - {name}) for name in names
    }
    return [_table(database, name) for name in TopologicalSorter(before).static_order()]


def _table(database: sqlite3.Connection, name: str) -> Table:
    columns = database.execute(_COLUMNS, (name,)).fetchall()
    key = sorted((place, column, kind) for column, kind, place in columns if place)
    counts = (
        len(key) == 1 and key[0][2] == "INTEGER"
    )  # a rowid: https://sqlite.org/lang_createtable.html#rowid
    return Table(
        name=name,
        columns=tuple(column for column, *_ in columns),
        key=tuple(column for _, column, _ in key),
        counter=key[0][1] if counts else None,
    )
