"""How many effects a second the worker carries out, each claimed, sent and ended, every commit flushed.

The sender is a list in this process: what is measured is all but the network.
"""

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from bot.clock import Clock, SystemClock
from bot.metrics import Metrics
from bot.outbox.tools import Tools
from bot.outbox.worker import Worker
from storage.sqlite import open_store
from storage.store import Claim, NewEffect, Store

EFFECTS: Final = 20_000
AT_ONCE: Final = 1_000
CHANNELS: Final = 50
NAME: Final = "Send"
PATIENCE: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quiet:
    """Nothing else comes in meanwhile."""

    is_flood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    intake: _Quiet = _Quiet()
    providers: Mapping[str, Any] = field(default_factory=dict)
    all_providers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tools:
    """What the worker itself uses, and the fake sender."""

    store: Store
    sent: list[str] = field(default_factory=list)
    clock: Clock = field(default_factory=SystemClock)
    metrics: Metrics = field(default_factory=Metrics)
    service: _Service = field(default_factory=_Service)


async def _send(tools: Tools, claim: Claim) -> None:
    await asyncio.sleep(0)
    cast("_Tools", tools).sent.append(claim.key)


async def effects_a_second(disk: Path, count: int = EFFECTS) -> float:
    """Raises RuntimeError when one was not sent exactly once."""
    with TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        path = Path(folder) / "greenlight.db"
        store = await open_store(path)
        try:
            for start in range(0, count, AT_ONCE):
                await store.add_effects([_wish(number) for number in range(start, start + AT_ONCE)])
            tools = _Tools(store=store)
            seconds = await _carried_out(tools, count)
        finally:
            await store.close()
        if len(set(tools.sent)) != count or len(tools.sent) != count or _open(path):
            raise RuntimeError(f"{len(tools.sent)} sent of {count}, {_open(path)} still open")
        return count / seconds


async def _carried_out(tools: _Tools, count: int) -> float:
    worker = Worker(cast("Tools", tools), performers={NAME: _send})
    await worker.recover()
    begun = time.perf_counter()
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(PATIENCE):
        while len(tools.sent) < count:  # noqa: ASYNC110 - the list is the sender
            await asyncio.sleep(0.01)
    await worker.stop()
    seconds = time.perf_counter() - begun
    await running
    return seconds


def _wish(number: int) -> NewEffect:
    return NewEffect(
        key=f"send:{number}",
        name=NAME,
        task=None,
        channel=f"C0LAUNCH{number % CHANNELS:02}",
        due=datetime.now(UTC),
        payload={"words": "your image is ready"},
    )


def _open(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute("SELECT count(*) FROM outbox WHERE ended = 0").fetchone()
    return int(count)
