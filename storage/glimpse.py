"""A read-only look at the rows as they stand, whether the bot runs or not."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

Row: TypeAlias = Mapping[str, str | int | None]

_TASKS: Final = """
SELECT id, kind, provider, status, channel, requester, inputs, created_at, changed_at, lineage
FROM tasks ORDER BY seq DESC LIMIT ?
"""
_TIMELINE: Final = """
SELECT task, at, what, who, before, after FROM history
WHERE task IN (SELECT id FROM tasks ORDER BY seq DESC LIMIT ?) ORDER BY id
"""
_OUTBOX: Final = """
SELECT effect_key, name, task, channel, state, ended, paid, attempts, due, error FROM outbox
ORDER BY ended, id DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """The newest tasks with their history oldest first, and the outbox with open effects first."""

    tasks: Sequence[Row]
    timeline: Sequence[Row]
    outbox: Sequence[Row]


async def glimpse(path: Path, *, tasks: int = 12, effects: int = 40) -> Glimpse:
    """Raises OSError when there is no readable database at `path`."""
    return await asyncio.to_thread(_read, path, tasks, effects)


def _read(path: Path, tasks: int, effects: int) -> Glimpse:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return Glimpse(
                tasks=_rows(database, _TASKS, tasks),
                timeline=_rows(database, _TIMELINE, tasks),
                outbox=_rows(database, _OUTBOX, effects),
            )
    except sqlite3.Error as error:
        raise OSError(f"{path.name} cannot be read: {error}") from error


def _rows(database: sqlite3.Connection, query: str, limit: int) -> Sequence[Row]:
    return [dict(row) for row in database.execute(query, (limit,))]
