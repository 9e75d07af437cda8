"""A SQLite database with something in every table, written past the store so that many rows are cheap."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final, TypeAlias

import psycopg

from storage.migration.tables import Table, tables_of
from storage.sqlite import open_store

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]

STATUSES: Final = ("delivered", "approved", "queued", "submitting", "unknown", "rendering", "failed")
WORDS: Final = "clean “background” ünïcödé\t\\N\n🙂 "
AT: Final = 1_763_733_600_000_000
"""An evening in November 2025, in microseconds."""

_EACH: Final = (
    """INSERT INTO tasks (
        seq, id, team, channel, requester, provider, call, kind, inputs, lineage, created_at,
        reply_to, version, changed_at, status, estimate, confirmed, job_id, attempt, resends, looks,
        needs_person, reason, asked_change, leftovers, cost, batch, batch_row
    )
    SELECT
        n * 3 + 1, :task, 'T1', 'C' || (n % 20), 'U' || (n % 7), 'creatify', 'gen_image', 'image',
        :words || n, :task, :at + n, 'U1', n % 5, :at + n, :status, '1.50', n % 2, 'job-' || n, 1, 0, 0,
        0, '', '', '[]', CASE WHEN n % 3 THEN '0.10' END,
        CASE WHEN n % 2 THEN 'B1' END, CASE WHEN n % 2 THEN n END
    FROM (SELECT :n AS n)""",
    """INSERT INTO history (task, at, what, who, before, after)
    VALUES (:task, :at, 'Requested', 'U1', '', :words), (:task, :at, 'Queued', NULL, '', 'queued')""",
    "INSERT INTO history_notes (line, why, estimated) VALUES (:n * 2 + 1, :words, 1)",
    """INSERT INTO media (task, path, sha256, size, mime, at)
    VALUES (:task, 'a.png', 'ff', :n, 'image/png', :at)""",
    """INSERT INTO ledger (
        key, task, team, channel, person, provider, credit, money, state, estimated, maybe_refunded, at
    ) VALUES (
        'spend:' || :task, :task, 'T1', 'C' || (:n % 20), 'U' || (:n % 7), 'creatify', '1.50',
        CASE WHEN :n % 2 THEN '0.333333' END, 'settled', 0, 0, :at + 86400000000 * :n
    )""",
    """INSERT INTO outbox (effect_key, name, task, provider, channel, urgent, paid, payload, due, armed)
    VALUES
        ('status:' || :task, 'DrawStatus', :task, NULL, 'C' || (:n % 20), 0, 0, '{}', :at + :n, :at),
        ('check:' || :task, 'CheckJob', :task, 'creatify', '', 0, 0, '{}', :at + :n, :at)""",
    "INSERT INTO webhook_tokens (sha256, task, provider, attempt) VALUES (hex(:task), :task, 'creatify', 1)",
    """INSERT INTO webhooks (provider, token_sha256, body_sha256, task, body, headers, received_at)
    VALUES ('creatify', hex(:task), CAST(:task AS BLOB), :task, x'00ff5c', '{}', :at)""",
    """INSERT INTO reviews (task, place, round, person, verdict, at, version)
    VALUES (:task, 0, 0, 'U1', 'approved', :at, 1)""",
)
_ONCE: Final = (
    """INSERT INTO batches (id, team, channel, person, made_at, provider, call, rows)
    VALUES ('B1', 'T1', 'C1', 'U1', 1, 'creatify', 'gen_image', '[]')""",
    """INSERT INTO presets (team, channel, name, style, given, locked)
    VALUES ('T1', 'C1', 'z' || char(0), '', '{}', '[]'), ('T1', 'C1', 'zz', '', '{}', '[]')""",
    """INSERT INTO channels (
        team, channel, broadcast_results, broadcast_approved, ask_before, is_shared, admins
    ) VALUES ('T1', 'C1', 0, 1, '5', 0, '[]')""",
    """INSERT INTO setting_changes (team, channel, at, who, what, before, after)
    VALUES ('T1', 'C1', 1, 'U1', 'digest', 'never', 'daily')""",
    """INSERT INTO people (seen_in, person, team, is_admin, is_guest, is_stranger, is_bot, at)
    VALUES ('T1', 'U1', 'T1', 1, 0, 0, 0, 1)""",
)


async def fill(path: Path, tasks: int) -> None:
    """A database at `path` with so many tasks, each with eleven rows around it."""
    await (await open_store(path)).close()
    with closing(sqlite3.connect(path)) as database:
        about = [
            {"n": n, "task": f"GL-{n:05d}", "status": STATUSES[n % 7], "words": WORDS, "at": AT}
            for n in range(tasks)
        ]
        for statement in _EACH:
            database.executemany(statement, about)
        for statement in _ONCE:
            database.execute(statement)
        database.commit()


def change(path: Path, statement: str) -> None:
    """From the side, past the store."""
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()


def rows_of_sqlite(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as database:
        return {
            table.name: _sorted(database.execute(_select(table)).fetchall()) for table in tables_of(database)
        }


def rows_of_postgres(url: str, path: Path) -> Rows:
    """The same tables and columns as the file has."""
    with closing(sqlite3.connect(path)) as file, psycopg.connect(url) as database:
        return {
            table.name: _sorted(database.execute(_select(table).encode()).fetchall())
            for table in tables_of(file)
        }


def _select(table: Table) -> str:
    return f"SELECT {', '.join(table.columns)} FROM {table.name}"  # noqa: S608 - names of our own schema


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(map(_plain, row)) for row in rows), key=repr)


def _plain(value: object) -> object:
    """No text in PostgreSQL holds NUL."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value
