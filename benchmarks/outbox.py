"""How many effects a second the worker carries out, each claimed, done and ended, every commit flushed.

All in this process, and what is done is nothing: what is measured is the worker and the store.
"""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.carrying import Idle, wish, worker_of
from storage.sqlite import open_store

EFFECTS: Final = 20_000
AT_ONCE: Final = 1_000
PATIENCE: Final = 120.0


async def effects_a_second(disk: Path, count: int = EFFECTS) -> float:
    """Raises RuntimeError when one was not done exactly once."""
    with TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        path = Path(folder) / "greenlight.db"
        store = await open_store(path)
        try:
            for start in range(0, count, AT_ONCE):
                await store.add_effects([wish(number) for number in range(start, start + AT_ONCE)])
            tools = Idle(store=store)
            seconds = await _carried_out(tools, count)
        finally:
            await store.close()
        if len(set(tools.done)) != count or len(tools.done) != count or _open(path):
            raise RuntimeError(f"{len(tools.done)} done of {count}, {_open(path)} still open")
        return count / seconds


async def _carried_out(tools: Idle, count: int) -> float:
    worker = worker_of(tools)
    await worker.recover()
    begun = time.perf_counter()
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE):
        while len(tools.done) < count:  # noqa: ASYNC110 - a list is all there is to ask
            await asyncio.sleep(0.01)
    await worker.stop()
    seconds = time.perf_counter() - begun
    await running
    return seconds


def _open(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute("SELECT count(*) FROM outbox WHERE ended = 0").fetchone()
    return int(count)
