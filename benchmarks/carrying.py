"""The worker at full speed on effects that do nothing: `python -m benchmarks.carrying <database>`.

Says "ready", begins once a line comes in, and when that ends says how many effects it carried out. What is
measured is all but the work itself: claiming, giving out and ending, each committed.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

from bot.clock import Clock, SystemClock
from bot.metrics import Metrics
from bot.outbox.tools import Tools
from bot.outbox.worker import Worker
from storage.opening import open_store
from storage.store import Claim, NewEffect, Store

NAME: Final = "Nothing"
CHANNELS: Final = 50


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
class Idle:
    """What the worker itself uses, and what it did: it only notes it."""

    store: Store
    done: list[str] = field(default_factory=list)
    clock: Clock = field(default_factory=SystemClock)
    metrics: Metrics = field(default_factory=Metrics)
    service: _Service = field(default_factory=_Service)


def wish(number: int) -> NewEffect:
    return NewEffect(
        key=f"nothing:{number}",
        name=NAME,
        task=None,
        channel=f"C0LAUNCH{number % CHANNELS:02}",
        due=datetime.now(UTC),
        payload={"words": "your image is ready"},
    )


def place(name: str) -> Path | str:
    """A file is SQLite's, a URL is PostgreSQL's."""
    return name if name.startswith("postgresql:") else Path(name)


def worker_of(tools: Idle) -> Worker:
    return Worker(cast("Tools", tools), performers={NAME: _nothing})


async def _nothing(tools: Tools, claim: Claim) -> None:
    cast("Idle", tools).done.append(claim.key)


async def _carry_out(name: str) -> int:
    store = await open_store(place(name))
    tools = Idle(store=store)
    worker = worker_of(tools)
    await worker.recover()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    running = asyncio.create_task(worker.run())
    await asyncio.to_thread(sys.stdin.read)
    await worker.stop()
    await running
    await store.close()
    return len(tools.done)


if __name__ == "__main__":
    print(asyncio.run(_carry_out(sys.argv[1])))
