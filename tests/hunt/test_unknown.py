"""Whatever becomes of a paid call: never paid twice without a person's Send again, never left in silence."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.domain.task import Status, Task
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.doorbell import Postman
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, Vendor, all_well, lost, unknown_fates, unreadable
from tests.hunt.vendors import VENDORS, AkoolVendor, CreatifyVendor, HeyGenVendor
from tests.hunting import few

SCHEDULES = 300
MOST_DEATHS = 4
MOST_BAD_CALLS = 5
"""After so many the provider is well: a story has to end."""

SURELY_NOT = frozenset({"never left", "429", "429 bare", "refused"})
"""What surely was not taken on may be sent again without a question."""

SHORTEST_WINDOW = timedelta(seconds=60)
LOOKS_APART = timedelta(seconds=60)
JUST_UNDER = timedelta(seconds=3)
"""The promise, written down here once more: a product that waits less must fail."""


@pytest.mark.parametrize(("at", "seed"), few(list(product(VENDORS, range(SCHEDULES))), 24))
def test_a_paid_call_of_unknown_outcome_is_never_paid_twice(
    tmp_path: Path, at: type[Vendor], seed: int
) -> None:
    leap(_story(tmp_path, at, seed))


@pytest.mark.parametrize("timeout", [10, 30, 60])
@pytest.mark.parametrize("at", VENDORS)
def test_a_request_that_is_taken_on_at_the_last_moment_is_paid_once(
    tmp_path: Path, at: type[Vendor], timeout: int
) -> None:
    patience = timedelta(seconds=timeout)
    late = _latest(patience).total_seconds()

    assert leap(_accepted_late(tmp_path, late, at=at, timeout=patience, believed=patience)) == 1


@pytest.mark.parametrize("late", [130, 150, 170])
def test_with_half_the_settle_window_a_late_acceptance_would_be_paid_twice(tmp_path: Path, late: int) -> None:
    """The window is the guarantee, and this suite can tell: the bot believes in half the real timeout."""
    timeout = timedelta(seconds=60)

    whole = leap(_accepted_late(tmp_path / "whole", late, timeout=timeout, believed=timeout))
    half = leap(_accepted_late(tmp_path / "half", late, timeout=timeout, believed=timeout / 2))

    assert (whole, half) == (1, 2)


@pytest.mark.parametrize(
    ("at", "sent", "ends"),
    [
        (CreatifyVendor, 1, Status.DELIVERED),
        (HeyGenVendor, 2, Status.DELIVERED),
        (AkoolVendor, 1, Status.UNKNOWN),
    ],
)
def test_a_death_while_an_answer_is_awaited_leads_to_a_search(
    tmp_path: Path, at: type[Vendor], sent: int, ends: Status
) -> None:
    """The bytes had left, so the next life looks for the job, or sends it again with its key, or asks."""
    assert leap(_died_waiting(tmp_path, at)) == (1, sent, ends)


async def _died_waiting(folder: Path, at: type[Vendor]) -> tuple[int, int, Status]:
    """How often one order was paid, how often it was sent, and how it ended, whose bot died before the answer
    came."""
    fates = iter([Fate(name="slow", accepted=1.0, answered=20.0)])
    async with bench(folder, dice(1), at=at) as stage:
        stage.vendor.fate = lambda _call, _request: next(fates, all_well())
        await stage.order()
        await asyncio.sleep(10)
        await stage.die()
        await stage.start()
        (task,) = await stage.at_rest()
        assert task.needs_person is (task.status is Status.UNKNOWN)
        return len(stage.vendor.paid), len(stage.vendor.calls), task.status


async def _accepted_late(
    folder: Path,
    late: float,
    *,
    timeout: timedelta,
    believed: timedelta,
    at: type[Vendor] = CreatifyVendor,
) -> int:
    """How often one order was paid whose request timed out and was taken on after `late` seconds."""
    seconds = timeout.total_seconds()
    fates = iter([Fate(name="late", accepted=late, answered=seconds, answer=lost)])
    async with bench(folder, dice(1), at=at, client_timeout=believed) as stage:
        stage.vendor.fate = lambda _call, _request: next(fates, all_well())
        await stage.order()
        await asyncio.sleep(late)
        await stage.at_rest()
        return len(stage.vendor.paid)


async def _story(folder: Path, at: type[Vendor], seed: int) -> None:
    chance = dice(seed)
    timeout = timedelta(seconds=chance.choice([10, 30, 60]))
    public = chance.random() < 0.6
    async with bench(folder, chance, at=at, public=public, client_timeout=timeout) as stage:
        _spoil(stage, timeout)
        for number in range(chance.randint(1, 3)):
            film = at is CreatifyVendor and chance.random() < 0.5
            await stage.order("on marble", film=film, product=f"bag-{number}")
            await asyncio.sleep(chance.choice([0, 3, 40]))
        stage.world.spawn(_reaper(stage))
        tasks = await _with_people(stage)
        _check_money(stage, tasks)
        await _check_sends(stage)
        _check_words(stage, tasks)


def _spoil(stage: Bench, timeout: timedelta) -> None:
    """Paid calls and reads go wrong, the first few times."""
    chance, bad = stage.chance, iter(range(MOST_BAD_CALLS))
    latest = _latest(timeout)

    def fate(_call: str, _request: object) -> Fate:
        return (
            unknown_fates(chance, timeout=timeout, latest=latest, said=stage.vendor.said)
            if next(bad, None) is not None
            else all_well()
        )

    unread = iter(range(chance.randrange(8)))
    stage.vendor.fate = fate
    stage.vendor.read_fault = lambda: (
        unreadable(chance) if chance.random() < 0.3 and next(unread, None) is not None else None
    )
    if chance.random() < 0.5:
        stage.vendor.told = Postman(stage, forges=False).take


def _latest(timeout: timedelta) -> timedelta:
    """How late a request may be taken on without ever being paid twice."""
    return max(2 * timeout, SHORTEST_WINDOW) + LOOKS_APART - JUST_UNDER


async def _reaper(stage: Bench) -> None:
    """Kills the bot now and then, and has it started again."""
    for _ in range(stage.chance.randrange(MOST_DEATHS + 1)):
        await asyncio.sleep(stage.chance.choice([0.2, 1.5, 30.0, stage.chance.uniform(0, 200)]))
        await stage.die()
        await asyncio.sleep(stage.chance.uniform(0, 20))
        await stage.start()


async def _with_people(stage: Bench) -> Sequence[Task]:
    """Rest, press what is asked for, and rest again, until nothing is asked that somebody wants to answer."""
    for _ in range(12):
        tasks = await stage.at_rest()
        pressed = [button for task in tasks if (button := _button(stage, task))]
        for action, task in pressed:
            await stage.press(action, task.id)
        if not pressed:
            return tasks
    return await stage.at_rest()


def _button(stage: Bench, task: Task) -> tuple[str, Task] | None:
    if task.status is Status.DELIVERED and task.follow_up is not None:
        return ids.APPROVE, task
    if task.status is Status.UNKNOWN:
        choice = stage.chance.choice([ids.CHECK_AGAIN, ids.SEND_AGAIN, ids.GIVE_UP, ids.SEND_AGAIN, ""])
        return (choice, task) if choice else None
    return None


def _check_money(stage: Bench, tasks: Sequence[Task]) -> None:
    """Paid at most once an order and once more for each Send again; what is free was never paid."""
    paid = stage.vendor.paid
    assert len(paid) <= len(tasks) + stage.sends_asked()
    asked: Counter[str] = Counter()
    for (task,) in stage.look("SELECT task FROM history WHERE what = 'SendAsked'"):
        asked[str(task)] += 1
    for task in tasks:
        owed = [
            one
            for one in paid
            if one.call == task.generation.call and one.about == _about(stage, task, tasks)
        ]
        assert len(owed) <= 1 + asked[task.id], (task.id, stage.vendor.fates)
    claimed = sum(state in {"settled", "unknown", "reserved"} for _, _, state in stage.spends())
    assert len(paid) <= claimed, (stage.spends(), paid)


def _about(stage: Bench, task: Task, tasks: Sequence[Task]) -> str:
    """Each lineage has a wish of its own."""
    root = next(one for one in tasks if one.id == task.lineage)
    return stage.vendor.about(root.generation)


async def _check_sends(stage: Bench) -> None:
    """Sent again with the same key and the same bytes, or not by itself where nothing can find a job."""
    vendor = stage.vendor
    keys: dict[str, set[bytes]] = defaultdict(set)
    for request in vendor.requests:
        keys[request.headers.get("Idempotency-Key", "")].add(request.body)
    assert all(len(bodies) == 1 for key, bodies in keys.items() if key)
    if isinstance(vendor, AkoolVendor):
        doubtful = sum(name not in SURELY_NOT for name in vendor.fates)
        assert doubtful <= len(await stage.tasks()) + stage.sends_asked()


def _check_words(stage: Bench, tasks: Sequence[Task]) -> None:
    """Each task is delivered once, or said to have failed, or put before a person."""
    results = stage.results()
    spoken = "\n".join(post.key for post in stage.slack.posts)
    for task in tasks:
        if task.status in {Status.DELIVERED, Status.APPROVED}:
            assert results[task.id] == 1
            continue
        assert results[task.id] == 0
        assert task.status is Status.FAILED or task.needs_person, task
        given_up = task.decided_by is not None
        assert given_up or f"say:{task.id}:{task.status}" in spoken, task
