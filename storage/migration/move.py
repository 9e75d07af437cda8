"""The move itself: table by table, read back and compared, then handed over.

What has arrived is what there is to go on from: a move that was interrupted, however it ended, finds the
first rows of each table in place, compares them, and goes on behind them. No bot works on the target before
the end, and none on the source afterwards.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from bot.errors import StorageError
from storage.migration.digest import Digest, Row
from storage.migration.source import Source
from storage.migration.tables import Table
from storage.migration.target import Target

Say: TypeAlias = Callable[[str], None]

SAID_EVERY: Final = 50_000
"""Rows between two lines about one table."""


def move_database(path: Path, url: str, *, say: Say) -> None:
    """Move all that the SQLite file at `path` holds to the PostgreSQL database at `url`, and check each row.

    Run again after an interruption it goes on. Raises StorageError with a sentence that says what to do.
    """
    with Source.held(path) as source, Target.held(url) as target:
        if target.has_all_of(source.name):
            say("All of it was moved there before.")
            return
        if source.was_moved and not target.is_filled_by(source.name):
            raise StorageError("This database was moved already, and not to the one that was named now.")
        target.claim(source.name)
        _move_rows(source, target, say)
        target.go_on_counting(source.tables)
        source.stamp()
        target.release(in_doubt=source.was_copied)


def _move_rows(source: Source, target: Target, say: Say) -> None:
    there = [target.digest(table) for table in source.tables]
    here = [
        _of_first(source, table, digest.count) for table, digest in zip(source.tables, there, strict=True)
    ]
    if here != there:
        say("The file was changed since the last try, so all of it is moved anew.")
        target.clear(source.tables)
        here = [Digest() for _ in source.tables]
    for table, digest in zip(source.tables, here, strict=True):
        _move_table(source, target, table, digest, say)


def _of_first(source: Source, table: Table, count: int) -> Digest:
    """Of the first `count` rows: those that the target should hold already."""
    digest = Digest()
    for rows in _first(source.batches(table), count):
        digest.add(rows)
    return digest


def _move_table(source: Source, target: Target, table: Table, digest: Digest, say: Say) -> None:
    """`digest` is of the rows that are there, and in the end of all."""
    whole = source.count(table)
    for rows in _behind(source.batches(table), digest.count):
        target.add(table, rows)
        digest.add(rows)
        if digest.count % SAID_EVERY == 0 and digest.count < whole:
            say(f"{table.name}: {digest.count:,} of {whole:,}")
    if target.digest(table) != digest:
        raise StorageError(
            f"The rows of {table.name} are not what was sent. Nothing was handed over: run it again, and if "
            "that says the same, give it another empty database."
        )
    if whole:
        say(f"{table.name}: {whole:,} moved, read back and found the same ({digest})")


def _first(batches: Iterator[Sequence[Row]], count: int) -> Iterator[Sequence[Row]]:
    """The first `count` rows."""
    for rows in batches:
        if count <= 0:
            return
        yield rows[:count]
        count -= len(rows)


def _behind(batches: Iterator[Sequence[Row]], count: int) -> Iterator[Sequence[Row]]:
    """All but the first `count` rows."""
    for rows in batches:
        if count < len(rows):
            yield rows[max(count, 0) :]
        count -= len(rows)
