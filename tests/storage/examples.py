"""Changes and effects to start a test from."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.events import HistoryLine
from bot.domain.generation import JobId
from bot.domain.task import ChannelId, Status, Task, TaskId
from storage.store import Change, Claim, LedgerRow, MoneyState, NewEffect, Store
from tests.domain.examples import ANN, CHANNEL, NOW, TEAM, task

TASK = TaskId("GL-7K3Q")
SOON = NOW + timedelta(seconds=1)
LATER = NOW + timedelta(hours=1)


def name(number: int) -> TaskId:
    return TaskId(f"GL-{number:04d}")


def some_task(number: int, status: Status = Status.REQUESTED, **changes: Any) -> Task:
    """A task of its own thread with a job of its own."""
    made = task(status, id=name(number), lineage=name(number))
    if made.job_id is not None:
        made = replace(made, job_id=JobId(f"job-{number}"))
    return replace(made, **changes)


def line(at: datetime = NOW, what: str = "Requested") -> HistoryLine:
    return HistoryLine(at=at, what=what, who=ANN, before="requested", after="requested")


def first(new: Task | None = None, **more: Any) -> Change:
    """A task that is written down for the first time."""
    return Change(task=new or task(), was=-1, history=(line(),), **more)


def moved(before: Task, **changes: Any) -> Task:
    return replace(before, version=before.version + 1, **changes)


def then(before: Task, after: Task, **more: Any) -> Change:
    return Change(task=after, was=before.version, history=(), **more)


def effect(key: str = "status:GL-7K3Q", **changes: Any) -> NewEffect:
    base = NewEffect(key=key, name="DrawStatus", task=TASK, channel=CHANNEL, due=NOW, payload={})
    return replace(base, **changes)


def click(key: str, channel: str = CHANNEL, **changes: Any) -> NewEffect:
    """Work that belongs to no task."""
    return effect(key, name="Click", task=None, channel=ChannelId(channel), **changes)


def spend(key: str = "spend:GL-7K3Q:1", **changes: Any) -> LedgerRow:
    base = LedgerRow(
        key=key,
        task=TASK,
        team=TEAM,
        channel=CHANNEL,
        person=ANN,
        provider="creatify",
        credit=Decimal(1),
        money=None,
        state=MoneyState.RESERVED,
        at=NOW,
    )
    return replace(base, **changes)


async def claimed(store: Store, *, at: datetime = NOW, limit: int = 32) -> list[str]:
    """The keys of what a claim takes."""
    return [claim.key for claim in await store.claim_due(at, limit=limit)]


async def claim_one(store: Store, *, at: datetime = NOW) -> Claim:
    (claim,) = await store.claim_due(at, limit=32)
    return claim
