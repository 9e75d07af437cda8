"""`greenlight serve` under 2,000 connections that never end and a stream of bombs, for a minute."""

import asyncio
import json
import pickle
import resource
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import psutil

from benchmarks import requests
from benchmarks.outside import outside
from benchmarks.servers import REPOSITORY, Server, product
from benchmarks.waiting import Waiting, prepare

SECONDS: Final = 60.0
SLOW: Final = 2_000
HONEST_A_SECOND: Final = 40.0
WARMING_SECONDS: Final = 10.0
TASKS: Final = 1_000
USUAL_FILES: Final = 1_024
"""What a service manager allows a process to open unless it asks for more."""

LOOK: Final = 0.25
MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """What one siege did. Ages are in seconds."""

    more_mebibytes: float
    times_ms: Sequence[float]
    failures: Sequence[str]
    ages: Sequence[float]
    oldest: float
    bombs: int

    def percentile_ms(self, percent: int) -> float:
        return quantiles(self.times_ms, n=100, method="inclusive")[percent - 1]


async def attack(disk: Path, seconds: float = SECONDS) -> Attacked:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(USUAL_FILES, hard), hard))
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as name:
        waiting = await prepare(Path(name) / "greenlight.db", TASKS)
        async with outside() as world, product(world, Path(name)) as server:
            await _honest(server, waiting, WARMING_SECONDS)
            return await _besieged(server, waiting, seconds)


async def _besieged(server: Server, waiting: Sequence[Waiting], seconds: float) -> Attacked:
    before = server.process.memory_info().rss
    siege = asyncio.create_task(
        _said_by("benchmarks.siege", server.port, waiting[0].token, seconds, SLOW), name="siege"
    )
    watching = asyncio.create_task(_most_memory(server.process, siege))
    honest = await _honest(server, waiting, seconds)
    said, most = await siege, await watching
    return Attacked(
        more_mebibytes=(most - before) / MEBIBYTE,
        times_ms=honest["times"],
        failures=honest["failures"],
        ages=said["ages"],
        oldest=said["oldest"],
        bombs=sum(said["bombs"].values()),
    )


async def _most_memory(process: psutil.Process, siege: "asyncio.Task[Any]") -> int:
    most = 0
    while not siege.done():
        most = max(most, process.memory_info().rss)
        await asyncio.sleep(LOOK)
    return most


async def _honest(server: Server, waiting: Sequence[Waiting], seconds: float) -> Any:
    """Webhooks about living tasks and signed commands in turn, each over a connection of its own."""
    half = int(seconds * HONEST_A_SECOND / 2)
    both = zip(requests.webhooks(half, waiting), requests.questions(half), strict=True)
    with tempfile.NamedTemporaryFile(suffix=".pickle") as kept:
        await asyncio.to_thread(Path(kept.name).write_bytes, pickle.dumps(list(chain(*both))))
        return await _said_by("benchmarks.honest", server.port, kept.name, HONEST_A_SECOND)


async def _said_by(module: str, *words: object) -> Any:
    """What another process of ours prints as JSON."""
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *map(str, words), stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY
    )
    out, _ = await running.communicate()
    if running.returncode != 0:
        raise RuntimeError(f"{module} ended with {running.returncode}")
    return json.loads(out)
