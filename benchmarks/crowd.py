"""How many effects a second several workers carry out together, each a process of its own."""

import asyncio
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.carrying import wish
from benchmarks.servers import REPOSITORY
from storage.opening import open_store

AT_ONCE: Final = 1_000
PATIENCE: Final = timedelta(minutes=3)
LOOK_SECONDS: Final = 0.05

Worker = asyncio.subprocess.Process


async def effects_a_second(database: Path | str, *, workers: int, effects: int) -> float:
    """Raises RuntimeError when one was not carried out exactly once."""
    await _wish_for(database, effects)
    crowd = [await _worker(database) for _ in range(workers)]
    begun = time.perf_counter()
    for worker in crowd:
        await _say(worker, "go")
    seconds = await _until_all_is_done(database) - begun
    carried = [int((await worker.communicate(b""))[0]) for worker in crowd]
    if sum(carried) != effects:
        raise RuntimeError(f"{carried} were carried out of {effects}")
    return effects / seconds


async def _wish_for(database: Path | str, effects: int) -> None:
    store = await open_store(database)
    try:
        for start in range(0, effects, AT_ONCE):
            await store.add_effects([wish(number) for number in range(start, start + AT_ONCE)])
    finally:
        await store.close()


async def _worker(database: Path | str) -> Worker:
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.carrying", str(database)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=REPOSITORY,
    )
    assert worker.stdout is not None
    if (await worker.stdout.readline()).strip() != b"ready":
        raise RuntimeError("a worker did not start")
    return worker


async def _say(worker: Worker, word: str) -> None:
    assert worker.stdin is not None
    worker.stdin.write(f"{word}\n".encode())
    await worker.stdin.drain()


async def _until_all_is_done(database: Path | str) -> float:
    """When nothing waited any more; the last few are still under way then."""
    store = await open_store(database, read_only=True)
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while await store.next_due() is not None:  # noqa: ASYNC110 - other processes
                await asyncio.sleep(LOOK_SECONDS)
            return time.perf_counter()
    finally:
        await store.close()
