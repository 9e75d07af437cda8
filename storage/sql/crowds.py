"""Many rows in one statement."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Final

from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.rows import Row

SIZES: Final = (64, 32, 16, 8, 4, 2, 1)
"""A statement for each number of rows would fill SQLite's cache of statements; these make up any number."""

_VALUES: Final = re.compile(r"VALUES\s*(\([^()]*\))")


def insert_all(database: Database, query: str, rows: Sequence[Row]) -> int:
    """Insert every row with a statement made for one, and say how many were new."""
    inserted = start = 0
    for size in SIZES:
        while len(rows) - start >= size:
            some = rows[start : start + size]
            inserted += database.execute(_for_rows(query, size), tuple(chain.from_iterable(some))).rowcount
            start += size
    return inserted


@cache
def _for_rows(query: str, count: int) -> str:
    """The statement with its one row of values repeated."""
    return _VALUES.sub(lambda found: f"VALUES {', '.join([found[1]] * count)}", SQL[query])
