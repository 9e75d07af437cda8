"""The figures: what is measured, against what, and how much is asked for."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from benchmarks import delivery, requests, stored
from benchmarks.attacked import SECONDS as SIEGE_SECONDS
from benchmarks.attacked import SLOW, attack
from benchmarks.carrying import CHANNELS
from benchmarks.outbox import EFFECTS, effects_a_second
from benchmarks.outside import Outside, outside
from benchmarks.page import page_pace
from benchmarks.servers import Load, Server, baseline, load, product
from benchmarks.waiting import Waiting, prepare
from bot.domain.generation import JobId
from bot.domain.task import TaskId

ROUNDS: Final = 3
WARMING: Final = 200
CROWD: Final = 32
CALLERS: Final = 64
HOOKED_TASKS: Final = 1_000
WAITING_TASKS: Final = 10_000
SETTLING_SECONDS: Final = 5.0
IDLE_SECONDS: Final = 30.0
MEGABYTE: Final = 1_000_000
ANYBODY: Final = Waiting(task=TaskId("GL-2222"), job=JobId("job"), token="t" * 43)
"""Whom the bare route's webhooks are about: it keeps nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `asked` is in the unit of `value`; `is_met` says whether that was reached."""

    what: str
    asked: str
    value: str
    is_met: bool
    beside: str


async def acknowledgements(disk: Path) -> Sequence[Figure]:
    """A signed slash command, durably written, against the greeting that stock Bolt acks by default."""
    stock: list[tuple[Load, Load]] = []
    ours: list[tuple[Load, Load]] = []
    async with outside() as world:
        for _ in range(ROUNDS):
            stock.append(await _stock_bolt())
            async with _fresh_product(world, disk, tasks=0) as (server, _):
                ours.append(await _alone_and_crowd(server, requests.orders, alone=1_000, crowd=10_000))
    return [_ack_time(stock, ours), _ack_throughput(stock, ours)]


async def _stock_bolt() -> tuple[Load, Load]:
    async with baseline("stock_bolt") as server:
        return await _alone_and_crowd(server, requests.greetings, alone=150, crowd=4_000)


async def _alone_and_crowd(
    server: Server, make: Callable[[int], Sequence[bytes]], *, alone: int, crowd: int
) -> tuple[Load, Load]:
    await load(server, make(WARMING), CROWD)
    return await load(server, make(alone), 1), await load(server, make(crowd), CROWD)


def _ack_time(stock: Sequence[tuple[Load, Load]], ours: Sequence[tuple[Load, Load]]) -> Figure:
    theirs_ms = median(alone.percentile_ms(50) for alone, _ in stock)
    ours_ms = median(alone.percentile_ms(50) for alone, _ in ours)
    p99 = median(alone.percentile_ms(99) for alone, _ in ours)
    return Figure(
        what="Ack of a signed slash command, durably written: p50 against stock Bolt's greeting",
        asked="≤ 0.100",
        value=f"{ours_ms / theirs_ms:.3f}",
        is_met=ours_ms <= theirs_ms / 10,
        beside=f"{ours_ms:.2f} ms (p99 {p99:.2f} ms) against {theirs_ms:.2f} ms, one connection",
    )


def _ack_throughput(stock: Sequence[tuple[Load, Load]], ours: Sequence[tuple[Load, Load]]) -> Figure:
    theirs = median(crowd.per_second for _, crowd in stock)
    mine = median(crowd.per_second for _, crowd in ours)
    p99 = median(crowd.percentile_ms(99) for _, crowd in ours)
    return Figure(
        what=f"The same at {CROWD} connections: throughput against stock Bolt's",
        asked="≥ 2.00",
        value=f"{mine / theirs:.2f}",
        is_met=mine >= 2 * theirs,
        beside=f"{mine:,.0f}/s (p99 {p99:.1f} ms) against {theirs:,.0f}/s",
    )


async def webhook_intake(disk: Path) -> Sequence[Figure]:
    """Webhooks of 1 KB, durable before the 200, against a bare route that checks an HMAC."""
    bare: list[Load] = []
    ours: list[Load] = []
    async with outside() as world:
        for _ in range(ROUNDS):
            async with baseline("bare_hmac") as server:
                bare.append(await callers(server, [ANYBODY], 20_000))
            async with _fresh_product(world, disk, tasks=HOOKED_TASKS) as (server, waiting):
                ours.append(await callers(server, waiting, 10_000))
    theirs = median(each.per_second for each in bare)
    mine = median(each.per_second for each in ours)
    p99 = median(each.percentile_ms(99) for each in ours)
    figure = Figure(
        what=f"Webhook intake, durable before the 200 (1 KB, {CALLERS} connections), against a bare route",
        asked="≥ 0.40",
        value=f"{mine / theirs:.2f}",
        is_met=mine >= 0.4 * theirs,
        beside=f"{mine:,.0f}/s (p99 {p99:.1f} ms) against {theirs:,.0f}/s",
    )
    return [figure]


async def callers(server: Server, waiting: Sequence[Waiting], count: int) -> Load:
    prepared = requests.webhooks(count + WARMING, waiting)
    await load(server, prepared[:WARMING], CALLERS)
    return await load(server, prepared[WARMING:], CALLERS)


async def many_waiting(disk: Path) -> Sequence[Figure]:
    """Ten thousand rendering tasks, each read once a minute: memory, idle processor time, time to start."""
    async with outside() as world, _fresh_product(world, disk, tasks=WAITING_TASKS) as (server, _):
        await asyncio.sleep(SETTLING_SECONDS)
        reads = world.job_reads
        before = server.process.cpu_times()
        await asyncio.sleep(IDLE_SECONDS)
        after = server.process.cpu_times()
        used = after.user + after.system - before.user - before.system
        per_second = (world.job_reads - reads) / IDLE_SECONDS
        memory = server.process.memory_info().rss / MEGABYTE
    return [
        limit(
            f"{WAITING_TASKS:,} waiting tasks: resident memory", memory, 120, "MB", "RSS after half a minute"
        ),
        limit(
            "… idle processor time", 100 * used / IDLE_SECONDS, 2, "%",
            f"of one core over {IDLE_SECONDS:.0f} s; waiting means rendering at the provider: "
            f"{per_second:.0f} jobs read a second",
        ),
        limit("… start to ready", server.start_seconds, 2, "s", "from the process's start to /readyz 200"),
    ]  # fmt: skip


async def many_stored(disk: Path) -> Sequence[Figure]:
    """What people ask, with a thousand and with a hundred thousand tasks stored."""
    few, many = await stored.medians(disk, stored.FEW), await stored.medians(disk, stored.MANY)
    return grown(few, many, f"with {stored.MANY:,} stored tasks")


def grown(few: Mapping[str, float], many: Mapping[str, float], where: str) -> Sequence[Figure]:
    """How many times as long each question takes among `many` tasks; both in milliseconds a call."""
    return [
        limit(
            f"{name} {where}", many[name] / few[name], 2, "x",
            f"{many[name]:.2f} ms a call, {few[name]:.2f} ms with {stored.FEW:,}",
        )
        for name in many
    ]  # fmt: skip


async def delivery_time(disk: Path) -> Sequence[Figure]:
    """In real time: from the provider's having a result until Slack has it, and until Slack is called."""
    polled, hooked = await delivery.by_polling(disk), await delivery.by_webhook(disk)
    called = sorted(hooked.until_called)
    p99 = quantiles(called, n=100, method="inclusive")[98]
    return [
        limit(
            f"All webhooks lost, {delivery.RUNNING} tasks running: a result is posted after",
            max(polled.until_posted),
            75,
            "s",
            f"the slowest; the median after {median(polled.until_posted):.0f} s, in real time",
        ),
        limit(
            "With webhooks: p99 from webhook to Slack call",
            p99,
            2,
            "s",
            f"{len(called)} tasks; median {median(called):.2f} s; "
            f"the result posted after {median(hooked.until_posted):.1f} s",
        ),
    ]


async def outbox_pace(disk: Path) -> Sequence[Figure]:
    """Effects claimed, sent and ended, with every commit flushed to the disk."""
    rates = [await effects_a_second(disk) for _ in range(ROUNDS)]
    figure = Figure(
        what=f"Outbox: effects a second through the worker, synchronous=FULL, {CHANNELS} channels",
        asked="≥ 3,000",
        value=f"{median(rates):,.0f}",
        is_met=median(rates) >= 3_000,
        beside=f"{min(rates):,.0f} to {max(rates):,.0f} in {ROUNDS} rounds of {EFFECTS:,}",
    )
    return [figure]


async def under_attack(disk: Path) -> Sequence[Figure]:
    """A minute of 2,000 connections that never end what they began, and of bombs."""
    found = await attack(disk)
    asked = f"{len(found.times_ms):,} requests, {len(found.failures)} of them failed"
    return [
        limit(
            f"{SLOW:,} slow connections and a hundred bombs a second: resident memory grows by",
            found.more_mebibytes,
            32,
            "MiB",
            f"the most within {SIEGE_SECONDS:.0f} s; {found.bombs:,} bombs",
        ),
        limit("… honest requests' p99", found.percentile_ms(99), 100, "ms", asked),
        limit(
            "… a slow connection's oldest age",
            max(found.oldest, *found.ages),
            10,
            "s",
            f"{len(found.ages):,} were dropped",
        ),
    ]


async def page_speed(disk: Path) -> Sequence[Figure]:  # noqa: ARG001 - the same shape as the others
    """The sandbox's page in a headless Chromium, everything on loopback."""
    pace = await page_pace()
    news, slowest = pace.slowest_update
    each = ", ".join(f"{what} {ms:.1f} ms" for what, ms in pace.updates_ms.items())
    return [
        limit(
            "The page: first load on loopback",
            pace.first_load_ms,
            300,
            "ms",
            f"nothing cached; best {pace.best_load_ms:.0f} ms",
        ),
        limit("… weight without media", pace.weight / 1_000, 150, "kB", "not compressed"),
        limit(f"… slowest update among 2,000 messages: {news}", slowest, 50, "ms", each),
    ]


def limit(what: str, value: float, most: float, unit: str, beside: str) -> Figure:
    return Figure(
        what=what,
        asked=f"≤ {most:g} {unit}",
        value=f"{value:.2f} {unit}",
        is_met=value <= most,
        beside=beside,
    )


@asynccontextmanager
async def _fresh_product(
    world: Outside, disk: Path, *, tasks: int
) -> AsyncIterator[tuple[Server, Sequence[Waiting]]]:
    """The product over a database of its own with so many tasks that wait."""
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as name:
        folder = Path(name)
        waiting = await prepare(folder / "greenlight.db", tasks) if tasks else ()
        async with product(world, folder) as server:
            yield server, waiting
