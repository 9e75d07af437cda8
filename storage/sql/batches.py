"""Batches: kept when they were checked, found by their message's tasks."""

from typing import Any

from bot.domain.batch import Batch, BatchRow
from bot.domain.generation import Kind
from bot.domain.task import BatchId, Ts
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import from_json, from_micros, to_json, to_micros


def keep(database: Database, batch: Batch) -> None:
    database.execute(
        SQL["keep_batch"],
        (
            batch.id,
            batch.team,
            batch.channel,
            batch.person,
            to_micros(batch.made_at),
            batch.provider,
            batch.call,
            to_json({"rows": [_row(row) for row in batch.rows]}),
            batch.ts,
        ),
    )


def move(database: Database, batch: BatchId, ts: Ts) -> None:
    database.execute(SQL["move_batch"], (ts, batch))


def load(database: Database, batch: BatchId) -> Batch | None:
    found = database.execute(SQL["batch"], (batch,)).fetchone()
    if found is None:
        return None
    team, channel, person, made_at, provider, call, rows, ts = found
    return Batch(
        id=batch,
        team=team,
        channel=channel,
        person=person,
        made_at=from_micros(made_at),
        provider=provider,
        call=call,
        rows=tuple(_read_row(row) for row in from_json(rows)["rows"]),
        ts=ts,
    )


def _row(row: BatchRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "inputs": dict(row.inputs),
        "follow_up": row.follow_up,
        "fault": row.fault,
    }


def _read_row(row: dict[str, Any]) -> BatchRow:
    follow_up = row["follow_up"]
    return BatchRow(
        number=row["number"],
        inputs=row["inputs"],
        follow_up=Kind(follow_up) if follow_up else None,
        fault=row["fault"],
    )
