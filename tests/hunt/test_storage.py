"""A disk that is full, a database that is locked, a death in the middle of a commit."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import pytest

from bot.domain.task import Status, Task
from bot.errors import StorageError, StorageFull
from bot.providers.provider import Request
from tests.hunt.bench import Bench, bench
from tests.hunt.leaping import leap, this_loop
from tests.hunting import tenth



Spoil: TypeAlias = Callable[[Bench], Coroutine[Any, Any, None]]


@pytest.mark.parametrize("seed", tenth(range(200)))
def test_without_room_nothing_is_spent_that_is_not_written_down(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _refuse_writes))


@pytest.mark.parametrize("seed", tenth(range(60)))
def test_a_database_that_cannot_grow_goes_on_when_it_can(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _stop_growing))


@pytest.mark.parametrize("seed", tenth(range(30)))
def test_a_database_that_somebody_else_locks_goes_on_when_it_is_free(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _lock))


async def _story(folder: Path, seed: int, spoil: Spoil) -> None:
    chance = Random(seed)
    async with bench(folder, chance) as stage:
        stage.vendor.witness = lambda request: _is_written_down(stage, request)
        trouble = stage.world.spawn(spoil(stage))
        await _order(stage, "bag")
        await asyncio.sleep(chance.uniform(0, 20))
        await _order(stage, "mug")
        await trouble
        _check(stage, await stage.at_rest())


async def _order(stage: Bench, product: str) -> None:
    """Whoever is told that it was not written down says it again, with the same trigger."""
    dedupe = f"command:{product}"
    while True:
        try:
            await stage.order(product=product, dedupe=dedupe)
        except StorageError:
            await asyncio.sleep(5)
        else:
            return


def _is_written_down(stage: Bench, request: Request) -> None:
    """Called when money is about to be charged: the very bytes must be on the disk by then."""
    with closing(sqlite3.connect(f"file:{stage.path}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT request FROM outbox WHERE paid = 1 AND request IS NOT NULL").fetchall()
    kept = [Request.from_json(json.loads(text)) for (text,) in rows]
    assert request in kept


async def _refuse_writes(stage: Bench) -> None:
    """Every write, or some, fail for a while, again and again."""
    chance = stage.chance
    for _ in range(chance.randint(1, 4)):
        await asyncio.sleep(chance.choice([0.0, 0.1, 1.0, chance.uniform(0, 40)]))
        share = chance.choice([1.0, 0.5])
        stage.disk = lambda _name, share=share: StorageFull("full") if chance.random() < share else None
        await asyncio.sleep(chance.choice([0.5, 30.0, 2_000.0]))
        stage.disk = lambda _name: None


async def _stop_growing(stage: Bench) -> None:
    """As on a full disk: SQLite may not take one page more."""
    await asyncio.sleep(stage.chance.uniform(0, 25))
    await _pragma(stage, "max_page_count = 1")  # never less than there are
    await asyncio.sleep(stage.chance.choice([5.0, 60.0, 2_000.0]))
    await _pragma(stage, "max_page_count = 1000000")


async def _lock(stage: Bench) -> None:
    """Another program holds the database for writing."""
    await _pragma(stage, "busy_timeout = 5")
    await asyncio.sleep(stage.chance.uniform(0, 25))
    with closing(sqlite3.connect(stage.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(stage.chance.choice([0.2, 5.0, 60.0]))
        other.execute("ROLLBACK")


async def _pragma(stage: Bench, words: str) -> None:
    with this_loop().outside():
        await stage.raw_store._writer.write(lambda database: database.execute(f"PRAGMA {words}").fetchall())


def _check(stage: Bench, tasks: Sequence[Task]) -> None:
    results = stage.results()
    assert len(tasks) == 2
    assert len(stage.vendor.paid) <= 2
    for task in tasks:
        if task.status is Status.DELIVERED:
            assert results[task.id] == 1
        else:
            assert task.status is Status.UNDELIVERED or task.needs_person, task
