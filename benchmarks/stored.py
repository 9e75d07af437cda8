"""What people ask of the store, with a thousand tasks in it and with a hundred thousand: at the same cost."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bot.domain.budgets import month_of
from bot.domain.events import HistoryLine
from bot.domain.generation import Generation, JobId, Kind
from bot.domain.search import TaskPage, TaskSearch
from bot.domain.task import ChannelId, Shown, Status, Task, TaskId, TeamId, Ts, UserId
from storage.sqlite import open_store
from storage.store import Change, LedgerRow, MoneyState, Store, TaskFilter

FEW: Final = 1_000
MANY: Final = 100_000
AT_ONCE: Final = 1_000
CALLS: Final = 300
TEAM: Final = TeamId("T0GREEN001")
CHANNELS: Final = 20
PEOPLE: Final = 10
OPEN_EVERY: Final = 100
"""One in so many of the last thousand tasks is still open: what is open does not grow with what was done."""

OPEN: Final = tuple(status for status in Status if status.is_open)
DONE: Final = (Status.APPROVED, Status.APPROVED, Status.DELIVERED)
"""Some of what was made nobody ever decided about, and that grows with all the rest."""

SETTLED: Final = tuple(status for status in Status if not status.is_open)

Question = Callable[[Store, int], Awaitable[object]]


async def medians(disk: Path, count: int) -> Mapping[str, float]:
    """Milliseconds of each question, the median of `CALLS`, in a fresh database of `count` tasks."""
    with TemporaryDirectory(dir=disk) as folder:
        store = await open_store(Path(folder) / "greenlight.db")
        try:
            for start in range(0, count, AT_ONCE):
                numbers = range(start, min(start + AT_ONCE, count))
                await asyncio.gather(*(store.save(change(number, count)) for number in numbers))
            return await asked(store, count)
        finally:
            await store.close()


async def asked(store: Store, count: int) -> Mapping[str, float]:
    """The same of a store that holds the tasks already."""
    return {name: await _measured(store, ask, count) for name, ask in QUESTIONS.items()}


async def _measured(store: Store, ask: Question, count: int) -> float:
    times = []
    for call in range(CALLS):
        begun = time.perf_counter()
        await ask(store, count - 1 - call)
        times.append(time.perf_counter() - begun)
    return 1_000 * median(times)


async def _tasks(store: Store, number: int) -> TaskPage:
    """`/greenlight tasks` in a channel."""
    return await store.search(TaskSearch(channel=_channel(number)))


async def _show(store: Store, number: int) -> object:
    """`/greenlight show`: the task, its family, its history and its money."""
    task = await store.load(_name(number))
    assert task is not None
    return await store.lineage(task.lineage), await store.history(task.id), await store.ledger([task.id])


async def _home(store: Store, number: int) -> object:
    """App Home: what waits for a decision, what one person has open, their latest, their month's spend, and
    the budgets of six channels."""
    person, month = _person(number), month_of(datetime.now(UTC))
    waiting = await store.undecided(60)
    running = await store.tasks(TaskFilter(requester=person, statuses=OPEN, limit=10))
    latest = await store.tasks(TaskFilter(requester=person, statuses=SETTLED, limit=10))
    mine = await store.monthly_spends(TEAM, month, person=person)
    budgets = [
        await store.monthly_spends(TEAM, month, channel=_channel(number + place)) for place in range(6)
    ]
    return waiting, running, latest, mine, budgets


async def _budget(store: Store, number: int) -> object:
    """`/greenlight budget`, and what every order is held against."""
    return await store.monthly_spends(TEAM, month_of(datetime.now(UTC)), channel=_channel(number))


QUESTIONS: Final[Mapping[str, Question]] = {
    "tasks": _tasks,
    "show": _show,
    "App Home": _home,
    "budget": _budget,
}


def change(number: int, count: int) -> Change:
    now = datetime.now(UTC)
    is_open = number >= count - FEW and number % OPEN_EVERY == 0
    task = Task(
        id=_name(number),
        team=TEAM,
        channel=_channel(number),
        requester=_person(number),
        generation=Generation(
            provider="creatify", call="gen_image", kind=Kind.IMAGE, inputs={"prompt": "clean background"}
        ),
        lineage=_name(number),
        created_at=now - timedelta(minutes=5),
        changed_at=now,
        estimate=Decimal(1),
        status=Status.RENDERING if is_open else DONE[number % len(DONE)],
        version=1,
        job_id=JobId(f"job-{number}"),
        submitted_at=now - timedelta(minutes=4),
        finished_at=None if is_open else now,
        shown=Shown(status_ts=Ts(f"1763733600.{number:06d}")),
    )
    lines = [
        HistoryLine(at=now, what=what, who=None, before="queued", after="rendering")
        for what in (
            "Requested",
            "Admitted",
            "SubmissionStarted",
            "JobAccepted",
            "JobSucceeded",
            "ResultShown",
        )
    ]
    spend = LedgerRow(
        key=f"spend:{task.id}:1",
        task=task.id,
        team=TEAM,
        channel=task.channel,
        person=task.requester,
        provider="creatify",
        credit=Decimal(1),
        money=Decimal("0.20"),
        state=MoneyState.SETTLED,
        at=now,
    )
    return Change(task=task, was=-1, history=lines, ledger=[spend])


def _name(number: int) -> TaskId:
    return TaskId(f"GL-{number:07d}")


def _channel(number: int) -> ChannelId:
    return ChannelId(f"C0{number % CHANNELS:08d}")


def _person(number: int) -> UserId:
    return UserId(f"U0{number % PEOPLE:08d}")
