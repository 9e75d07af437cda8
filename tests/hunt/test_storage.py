"""A disk that is full, a database that is locked, a death in the middle of a commit."""

import asyncio
import json
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import pytest

from bot.domain.task import Status, Task
from bot.errors import StorageError, StorageFull
from bot.providers.provider import Request
from bot.service.tokens import without_token
from storage.sqlite import open_store
from storage.store import TaskFilter
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap, this_loop
from tests.hunt.serving import Serving, serving
from tests.hunt.vendor import token_of
from tests.hunting import tenth
from tests.storage.examples import LATER

Spoil: TypeAlias = Callable[[Bench], Coroutine[Any, Any, None]]


@pytest.mark.parametrize("seed", tenth(range(80)))
def test_without_room_nothing_is_spent_that_is_not_written_down(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _refuse_writes))


@pytest.mark.parametrize("seed", tenth(range(30)))
def test_a_database_that_cannot_grow_goes_on_when_it_can(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _stop_growing))


@pytest.mark.parametrize("seed", tenth(range(20)))
def test_a_database_that_somebody_else_locks_goes_on_when_it_is_free(tmp_path: Path, seed: int) -> None:
    leap(_story(tmp_path, seed, _lock))


@pytest.mark.parametrize("seed", tenth(range(20)))
def test_what_was_answered_survives_a_kill_in_the_middle_of_commits(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "greenlight.db"
    writing = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "tests.hunt.writing", str(path)], stdout=subprocess.PIPE, text=True
    )
    with writing:
        assert writing.stdout is not None
        safe = [writing.stdout.readline().strip()]
        time.sleep(dice(seed).uniform(0, 0.2))
        writing.send_signal(signal.SIGKILL)
        safe += writing.stdout.read().split()

    async def kept() -> tuple[set[str], set[str]]:
        store = await open_store(path)
        try:
            tasks = await store.tasks(TaskFilter(limit=100_000))
            wanted = await store.claim_due(LATER, limit=100_000)
        finally:
            await store.close()
        return {task.id for task in tasks}, {str(claim.task) for claim in wanted}

    tasks, wanted = asyncio.run(kept())
    assert set(safe) - {""} <= tasks
    assert tasks == wanted


def test_on_a_full_disk_nothing_is_spent_and_everything_says_so(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        token = running.living_token()
        charged = len(running.ledger()["creatify"]["jobs"])

        with _full_disk(running):
            running.until(lambda: running.ask("GET", "/readyz").status == 503, what="a red readiness")
            webhook = running.ask("POST", f"/webhooks/creatify/{token}", b'{"id": "during"}')
            running.order()
            running.until(lambda: "could not write that down" in _read(running), what="a word to the person")

        assert (webhook.status, webhook.body) == (503, b"")
        assert len(running.ledger()["creatify"]["jobs"]) == charged
        running.until(lambda: running.ask("GET", "/readyz").status == 200, what="a green readiness")
        assert running.ask("POST", f"/webhooks/creatify/{token}", b'{"id": "after"}').status == 200
        running.order()
        running.until(lambda: _read(running).count("your image is ready") == 2, what="the next image")
        assert len(running.ledger()["creatify"]["jobs"]) == charged + 1


def test_a_disk_that_fills_up_while_a_job_runs_only_delays_it(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        running.order()
        running.until(lambda: running.ledger()["creatify"]["jobs"], what="the paid job")

        with _full_disk(running):
            time.sleep(1.5)

        running.until(lambda: "your image is ready" in _read(running), what="the image")
        assert len(running.ledger()["creatify"]["jobs"]) == 1
        assert _read(running).count("your image is ready") == 1


@contextmanager
def _full_disk(running: Serving) -> Iterator[None]:
    """No file of the bot's may grow: what a full disk means to a program, without filling ours."""
    _, most = resource.prlimit(running.bot.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(running.bot.pid, resource.RLIMIT_FSIZE, (1, most))
    try:
        yield
    finally:
        resource.prlimit(running.bot.pid, resource.RLIMIT_FSIZE, (most, most))


def _read(running: Serving) -> str:
    return "\n".join(message["text"] for message in running.messages())


async def _story(folder: Path, seed: int, spoil: Spoil) -> None:
    chance = dice(seed)
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
        rows = database.execute(
            "SELECT request FROM outbox WHERE paid = 1 AND request IS NOT NULL"
        ).fetchall()
    kept = [Request.from_json(json.loads(text)) for (text,) in rows]
    token = token_of(json.loads(request.body))
    assert replace(request, body=without_token(request.body, token)) in kept


async def _refuse_writes(stage: Bench) -> None:
    """Every write, or some, fail for a while, again and again."""
    chance = stage.chance
    for _ in range(chance.randint(1, 4)):
        await asyncio.sleep(chance.choice([0.0, 0.1, 1.0, chance.uniform(0, 40)]))
        share = chance.choice([1.0, 0.5])
        stage.disk = partial(_refused, chance, share)
        await asyncio.sleep(chance.choice([0.5, 30.0, 200.0]))
        stage.disk = lambda _name: None


def _refused(chance: Random, share: float, _name: str) -> StorageError | None:
    return StorageFull("full") if chance.random() < share else None


async def _stop_growing(stage: Bench) -> None:
    """As on a full disk: SQLite may not take one page more."""
    await asyncio.sleep(stage.chance.uniform(0, 25))
    await _pragma(stage, "max_page_count = 1")  # never less than there are
    await asyncio.sleep(stage.chance.choice([5.0, 60.0, 200.0]))
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
