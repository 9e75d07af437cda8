"""The books are true: ledger = sum over tasks = what the provider charged, whatever happened on the way."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from bot.domain.task import Status, Task
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, Vendor, all_well, unknown_fates
from tests.hunt.vendors import AkoolVendor, CreatifyVendor, HeyGenVendor
from tests.hunting import few

HISTORIES = 2_000
FILMS = 300
TIMEOUT = timedelta(seconds=30)
LATEST = 2 * TIMEOUT
MOST_BAD_CALLS = 3
MOST_DEATHS = 2


@pytest.mark.parametrize("seed", few(range(HISTORIES), 100))
def test_the_ledger_is_what_was_charged_and_what_the_tasks_say(tmp_path: Path, seed: int) -> None:
    leap(_history(tmp_path, CreatifyVendor, seed))


@pytest.mark.parametrize(("at", "seed"), few(list(product((AkoolVendor, HeyGenVendor), range(FILMS))), 12))
def test_the_ledger_of_films_is_what_was_charged(tmp_path: Path, at: type[Vendor], seed: int) -> None:
    leap(_history(tmp_path, at, seed))


async def _history(folder: Path, at: type[Vendor], seed: int) -> None:
    chance = dice(seed)
    async with bench(folder, chance, at=at, client_timeout=TIMEOUT) as stage:
        bad = iter(range(chance.randrange(MOST_BAD_CALLS + 1)))
        stage.vendor.fate = lambda _call, _request: (
            _fate(stage) if next(bad, None) is not None else all_well()
        )
        stage.vendor.fails = lambda asked: "broken" in str(asked)
        for number in range(chance.randint(1, 3)):
            name = f"{chance.choice(['bag', 'bag', 'broken'])}-{number}"
            await stage.order(film=at is CreatifyVendor and chance.random() < 0.4, product=name)
            await asyncio.sleep(chance.choice([0, 2, 20]))
        stage.world.spawn(_reaper(stage))
        stage.world.spawn(_impatient(stage))
        tasks = await _decided(stage)
        _check_rows(stage, tasks)
        _check_sums(stage, tasks)


def _fate(stage: Bench) -> Fate:
    return unknown_fates(stage.chance, timeout=TIMEOUT, latest=LATEST, said=stage.vendor.said)


async def _reaper(stage: Bench) -> None:
    for _ in range(stage.chance.randrange(MOST_DEATHS + 1)):
        await asyncio.sleep(stage.chance.choice([0.3, 1.2, stage.chance.uniform(0, 120)]))
        await stage.die()
        await asyncio.sleep(stage.chance.uniform(0, 10))
        await stage.start()


async def _impatient(stage: Bench) -> None:
    """Somebody cancels one of the orders at some moment of its life."""
    await asyncio.sleep(stage.chance.uniform(0, 60))
    if stage.chance.random() < 0.3 and stage.is_alive and (tasks := await stage.tasks()):
        await stage.press(ids.CANCEL, stage.chance.choice(tasks).id)


async def _decided(stage: Bench) -> Sequence[Task]:
    """Until no film is waited for and nobody presses anything any more."""
    for _ in range(8):
        tasks = await stage.at_rest()
        pressed = False
        for task in tasks:
            if task.status is Status.DELIVERED and task.follow_up is not None:
                await stage.press(ids.APPROVE, task.id)
                pressed = True
            elif task.status is Status.UNKNOWN and stage.chance.random() < 0.7:
                await stage.press(stage.chance.choice([ids.CHECK_AGAIN, ids.SEND_AGAIN]), task.id)
                pressed = True
        if not pressed:
            return tasks
    return await stage.at_rest()


def _check_rows(stage: Bench, tasks: Sequence[Task]) -> None:
    """Each row against the provider's own account of that attempt: its token says which it was."""
    charged = Counter(one.token for one in stage.vendor.paid)
    known = {task.id: task for task in tasks}
    seen: set[str] = set()
    for key, name, credit, state in stage.look("SELECT key, task, credit, state FROM ledger"):
        task = known[name]
        token = stage.token(replace(task, attempt=int(str(key).rpartition(":")[2])))
        seen.add(token)
        assert Decimal(credit) == stage.service.prices.estimate(task.generation)
        match state:
            case "settled":
                assert charged[token] == 1, (key, "settled, but not charged", stage.vendor.fates)
            case "released":
                assert charged[token] == 0, (key, "released, but charged", stage.vendor.fates)
            case _:
                assert task.status in {Status.UNKNOWN, Status.FAILED, Status.CANCELLED} or task.attempt > 1
                assert charged[token] <= 1
    assert set(charged) <= seen, "a charge that no row tells of"


def _check_sums(stage: Bench, tasks: Sequence[Task]) -> None:
    """Ledger = charged + what is held for what nobody knows; the running sums say the same."""
    price = {it.generation.call: stage.service.prices.estimate(it.generation) for it in tasks}
    charged = sum((price[one.call] for one in stage.vendor.paid), Decimal())
    sums: Counter[str] = Counter()
    for credit, state in stage.look("SELECT credit, state FROM ledger"):
        sums[str(state)] += Decimal(credit)  # type: ignore[assignment]  # a Counter adds whatever adds
    assert sums["settled"] <= charged <= sums["settled"] + sums["unknown"]
    if not sums["unknown"]:
        assert sums["settled"] == charged
    assert sums["reserved"] == 0
    running = stage.look("SELECT state, sum(credit) FROM monthly_spends GROUP BY state")
    assert {state: Decimal(credit) / 1_000_000 for state, credit in running if credit} == {
        state: total for state, total in sums.items() if total
    }
