"""Batches: kept when they were checked, found by their message's tasks."""

from typing import Any

from bot.domain.batch import Batch, BatchRow
from bot.domain.generation import Generation, Kind
from bot.domain.task import BatchId, Ts
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import from_json, from_micros, to_json, to_micros

_ANY = ""
"""Each row says for itself where it goes to; once all rows of a batch went to one call of one provider."""


def keep(database: Database, batch: Batch) -> None:
    database.execute(
        SQL["keep_batch"],
        (
            batch.id,
            batch.team,
            batch.channel,
            batch.person,
            to_micros(batch.made_at),
            _ANY,
            _ANY,
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
        rows=tuple(_read_row(row, provider, call) for row in from_json(rows)["rows"]),
        ts=ts,
    )


def _row(row: BatchRow) -> dict[str, Any]:
    kept = {"number": row.number, "follow_up": row.follow_up, "fault": row.fault}
    if row.wish is None:
        return kept
    wish = row.wish
    return {
        **kept,
        "provider": wish.provider,
        "call": wish.call,
        "kind": wish.kind,
        "inputs": dict(wish.inputs),
    }


def _read_row(row: dict[str, Any], provider: str, call: str) -> BatchRow:
    return BatchRow(
        number=row["number"],
        wish=None if row["fault"] else _wish(row, provider, call),
        follow_up=Kind(row["follow_up"]) if row["follow_up"] else None,
        fault=row["fault"],
    )


def _wish(row: dict[str, Any], provider: str, call: str) -> Generation:
    return Generation(
        provider=row.get("provider", provider),
        call=row.get("call", call),
        kind=Kind(row.get("kind", Kind.IMAGE)),
        inputs=row["inputs"],
    )
