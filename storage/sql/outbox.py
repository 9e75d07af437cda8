"""The outbox: claiming what is due, giving it back, ending it. Each function runs inside a transaction."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from bot.domain.generation import Kind
from bot.domain.task import Status
from storage.queries import SQL
from storage.sql.commits import Alike
from storage.sql.database import Database
from storage.sql.rows import Row
from storage.sql.values import (
    from_json,
    from_micros,
    from_micros_or_none,
    storable,
    to_json_list,
    to_micros,
)
from storage.store import Claim, OpenJob, RowState

LEAST_SHARE: Final = 4
"""Enough, most of the time, to see in one look that a channel has no more."""

_CHANNEL: Final = 4


def claim_due(database: Database, now: datetime, limit: int, busy: Sequence[str]) -> Sequence[Claim]:
    (any_due,) = database.execute(SQL["any_due"], (to_micros(now),)).fetchone()
    if not any_due:
        return []
    found = _fair_share(database, {"now": to_micros(now), "limit": limit, "busy": to_json_list(busy)}, limit)
    if found:
        database.execute(SQL["mark_sending"], (to_json_list(row[0] for row in found),))
    return [_claim(row) for row in found]


def _fair_share(database: Database, about: Mapping[str, object], limit: int) -> Sequence[Row]:
    """The first rows in turns. A larger share is looked for only when smaller ones do not fill the claim."""
    (channels,) = database.execute(SQL["count_channels"]).fetchone()
    share = min(limit, max(LEAST_SHARE, ceil(limit / max(1, channels))))
    while True:
        found = database.execute(SQL["claim_due"], {**about, "share": share}).fetchall()
        of_one_channel = max(Counter(row[_CHANNEL] for row in found).values(), default=0)
        if share >= limit or len(found) >= limit or of_one_channel < share:
            return found
        share = min(limit, share * 4)


def mark_interrupted(database: Database) -> Sequence[Claim]:
    database.execute(SQL["doubt_sending"])
    return [_claim(row) for row in database.execute(SQL["paid_in_doubt"])]


def _claim(row: Row) -> Claim:
    number, key, name, task, channel, payload, attempts, wanted, unsure, due, armed, restored = row
    return Claim(
        row=number,
        key=key,
        name=name,
        task=task,
        channel=channel,
        payload=from_json(payload),
        attempts=attempts,
        wanted=wanted,
        unsure=bool(unsure),
        due=from_micros(due),
        armed=from_micros(armed),
        restored=bool(restored),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Alike):
    """The end of a claim. A worker at full speed ends many at once."""

    claim: Claim
    state: RowState
    error: str

    def __call__(self, database: Database) -> None:
        self.do_all(database, [self])

    @staticmethod
    def do_all(database: Database, works: Sequence["Finish"]) -> Sequence[None]:
        database.executemany(SQL["finish"], [work.about() for work in works])
        return [None] * len(works)

    def about(self) -> Mapping[str, object]:
        row, wanted = _which(self.claim), self.claim.wanted
        return {**row, "wanted": wanted, "state": self.state, "error": storable(self.error)}


def retry(database: Database, claim: Claim, due: datetime, error: str, unsure: bool) -> None:
    about = {**_which(claim), "due": to_micros(due), "error": storable(error), "unsure": unsure}
    database.execute(SQL["retry"], about)


def _which(claim: Claim) -> dict[str, object]:
    """A row, and which try of it: where several processes share a row, one that comes late ends nothing."""
    return {"row": claim.row, "attempts": claim.attempts}


def providers_with_checks(database: Database, providers: Collection[str], now: datetime) -> frozenset[str]:
    about = (to_json_list(providers), to_micros(now))
    return frozenset(name for (name,) in database.execute(SQL["providers_with_checks"], about))


def due_checks(
    database: Database, provider: str, now: datetime, limit: int
) -> tuple[list[OpenJob], list[int]]:
    """The jobs to be read, and the rows of tasks that need no reading any more."""
    open_jobs: list[OpenJob] = []
    over: list[int] = []
    for row in database.execute(SQL["claim_checks"], (provider, to_micros(now), limit)):
        number, task, job_id, kind, since, status, reads = row
        if job_id is None or status not in {Status.RENDERING, Status.STALLED}:
            over.append(number)
            continue
        open_jobs.append(
            OpenJob(
                row=number,
                task=task,
                job_id=job_id,
                kind=Kind(kind),
                since=from_micros(since),
                stalled=status == Status.STALLED,
                reads=reads,
            )
        )
    return open_jobs, over


def end_checks(database: Database, rows: Sequence[int]) -> None:
    database.executemany(SQL["end_check"], [(row,) for row in rows])


def put_off_checks(database: Database, due: Mapping[int, datetime]) -> None:
    database.executemany(SQL["put_off_check"], [(to_micros(moment), row) for row, moment in due.items()])


def count_due(database: Database, now: datetime) -> int:
    (count,) = database.execute(SQL["count_due"], (to_micros(now),)).fetchone()
    return int(count)


def next_due(database: Database) -> datetime | None:
    (due,) = database.execute(SQL["next_due"]).fetchone()
    return from_micros_or_none(due)
