"""A database in which many tasks wait for the provider, made through the Store as the product leaves it."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from bot.domain.events import HistoryLine
from bot.domain.generation import Generation, JobId, Kind
from bot.domain.task import ChannelId, Shown, Status, Task, TaskId, TeamId, Ts, UserId
from storage.opening import open_store
from storage.store import Change, NewEffect, Store

READS_SO_FAR: Final = 5
"""Jobs that were read this often are read once a minute."""

GAP_SECONDS: Final = 60
AGE: Final = timedelta(minutes=5)
"""Long enough for progress to be shown, too short to be overdue."""

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A rendering task as its provider knows it: the job, and the token of its callback address."""

    task: TaskId
    job: JobId
    token: str


async def prepare(database: Path | str, count: int) -> Sequence[Waiting]:
    """Write `count` rendering tasks into a new database; their next reads fall on the seconds of a minute."""
    now = datetime.now(UTC)
    begun = now - AGE
    everyone = [_waiting(number) for number in range(count)]
    store = await open_store(database)
    try:
        for start in range(0, count, AT_ONCE):
            some = everyone[start : start + AT_ONCE]
            await asyncio.gather(*(store.save(_change(each, begun)) for each in some))
        await _spread(store, now, count)
    finally:
        await store.close()
    return everyone


async def _spread(store: Store, now: datetime, count: int) -> None:
    """Read counts and next times as they are after some minutes of polling."""
    checks = await store.claim_checks("creatify", now, limit=count)
    second = now.replace(microsecond=0) + timedelta(seconds=1)
    for _ in range(READS_SO_FAR):
        await store.put_off_checks(
            {
                check.row: second + timedelta(seconds=number % GAP_SECONDS)
                for number, check in enumerate(checks)
            }
        )


def _waiting(number: int) -> Waiting:
    letters = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(4))
    return Waiting(task=TaskId(f"GL-{letters}"), job=JobId(str(uuid4())), token=secrets.token_urlsafe(32))


def _change(waiting: Waiting, now: datetime) -> Change:
    line = HistoryLine(at=now, what="JobAccepted", who=None, before=Status.SUBMITTING, after=Status.RENDERING)
    return Change(
        task=_task(waiting, now),
        was=-1,
        history=(line,),
        effects=(_check(waiting, now),),
        webhook_sha256=sha256(waiting.token.encode()).hexdigest(),
    )


def _task(waiting: Waiting, now: datetime) -> Task:
    number = int(waiting.job[:6], 16)
    return Task(
        id=waiting.task,
        team=TeamId("T0GREEN001"),
        channel=ChannelId(f"C0LAUNCH{number % 20:02}"),
        requester=UserId(f"U0PERSON{number % 50:03}"),
        generation=Generation(
            provider="creatify",
            call="gen_image",
            kind=Kind.IMAGE,
            inputs={"product_url": "https://shop.example/bag.jpg", "prompt": "clean background"},
        ),
        lineage=waiting.task,
        created_at=now,
        changed_at=now,
        submitted_at=now,
        estimate=Decimal(1),
        status=Status.RENDERING,
        job_id=waiting.job,
        shown=Shown(status_ts=Ts(f"1763733600.{number:08}")),
    )


def _check(waiting: Waiting, now: datetime) -> NewEffect:
    return NewEffect(
        key=f"check:{waiting.task}",
        name="CheckJob",
        task=waiting.task,
        channel="",
        due=now,
        payload={},
        repeats=True,
    )
