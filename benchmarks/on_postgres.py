"""The figures of PostgreSQL, each beside SQLite in the same run."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import bulk, crowd, stored
from benchmarks.cluster import cluster, database
from benchmarks.figures import HOOKED_TASKS, ROUNDS, Figure, callers, grown
from benchmarks.outside import Outside, outside
from benchmarks.servers import Load, product
from benchmarks.waiting import prepare
from storage.postgres import open_store

EFFECTS: Final = 20_000
ASKED_OF_FOUR: Final = 3_000
HOOKS: Final = 10_000
MANY: Final = 1_000_000


async def outbox_rate(disk: Path) -> Sequence[Figure]:
    """One worker on SQLite, one on PostgreSQL, and four."""
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        path = Path(folder) / "greenlight.db"
        alone = await crowd.effects_a_second(path, workers=1, effects=EFFECTS)
    async with cluster() as server:
        rates = {}
        for workers in (1, 4):
            async with database(server) as url:
                rates[workers] = await crowd.effects_a_second(url, workers=workers, effects=EFFECTS)
    four = Figure(
        what="Effects carried out on PostgreSQL by four workers, each commit flushed",
        asked=f"≥ {ASKED_OF_FOUR:,}/s",
        value=f"{rates[4]:,.0f}/s",
        is_met=rates[4] >= ASKED_OF_FOUR,
        beside=f"{rates[1]:,.0f}/s by one, {alone:,.0f}/s by one on SQLite, {EFFECTS:,} effects in each",
    )
    return [four]


async def webhook_intake(disk: Path) -> Sequence[Figure]:
    """The same webhooks, durable before the 200, on both engines."""
    files: list[Load] = []
    servers: list[Load] = []
    async with outside() as world, cluster() as server:
        for _ in range(ROUNDS):
            files.append(await _on_sqlite(world, disk))
            async with database(server) as url:
                servers.append(await _on_postgres(world, disk, url))
    mine = median(each.per_second for each in servers)
    theirs = median(each.per_second for each in files)
    p99 = median(each.percentile_ms(99) for each in servers)
    figure = Figure(
        what="Webhook intake on PostgreSQL, durable before the 200, by one process against SQLite",
        asked="told",
        value=f"{mine / theirs:.2f}",
        is_met=True,
        beside=f"{mine:,.0f}/s (p99 {p99:.1f} ms) against {theirs:,.0f}/s",
    )
    return [figure]


async def _on_sqlite(world: Outside, disk: Path) -> Load:
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        waiting = await prepare(Path(folder) / "greenlight.db", HOOKED_TASKS)
        async with product(world, Path(folder)) as server:
            return await callers(server, waiting, HOOKS)


async def _on_postgres(world: Outside, disk: Path, url: str) -> Load:
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        waiting = await prepare(url, HOOKED_TASKS)
        async with product(world, Path(folder), database=url) as server:
            return await callers(server, waiting, HOOKS)


async def many_stored(disk: Path) -> Sequence[Figure]:  # noqa: ARG001 - the same shape as the others
    """What people ask, with a thousand and with a million tasks stored."""
    asked = []
    async with cluster() as server:
        for count in (stored.FEW, MANY):
            async with database(server) as url:
                await bulk.fill(url, count)
                store = await open_store(url)
                try:
                    asked.append(await stored.asked(store, count))
                finally:
                    await store.close()
    few, many = asked
    return grown(few, many, f"on PostgreSQL with {MANY:,} stored tasks")
