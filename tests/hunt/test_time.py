"""Time is injected: long outages, slow jobs and clocks that jump neither lose nor double anything."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.task import Status, Task
from bot.errors import MediaCut, SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.outbox.progress import Progress
from bot.views import ids
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, all_well, lost, unknown_fates, unreadable
from tests.hunting import tenth

DAY = timedelta(days=1)


@pytest.mark.parametrize("seed", tenth(range(100)))
def test_clocks_that_jump_a_day_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    leap(_jumping(tmp_path, seed))


@pytest.mark.parametrize("seed", tenth(range(40)))
def test_an_hour_without_slack_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    leap(_without_slack(tmp_path, seed, timedelta(hours=1)))


@pytest.mark.parametrize("seed", tenth(range(20)))
def test_an_hour_without_the_provider_s_reads_only_delays(tmp_path: Path, seed: int) -> None:
    leap(_without_reads(tmp_path, seed, timedelta(hours=1)))


def test_a_clock_that_is_a_day_ahead_hides_no_job_of_a_provider_that_says_no_time(tmp_path: Path) -> None:
    """Its job then seems a day older than the order. Nobody can tell, so a person decides."""
    assert leap(_lost_a_day_ahead(tmp_path)) == (1, True)


async def _lost_a_day_ahead(folder: Path) -> tuple[int, bool]:
    """How often the order was paid, and whether a person is asked about it."""
    fates = iter([Fate(name="timed out", accepted=1.0, answered=60.0, answer=lost)])
    async with bench(folder, dice(1), public=False) as stage:
        stage.vendor.fate = lambda _call, _request: next(fates, all_well())
        stage.clock.off = DAY
        await stage.order()
        (task,) = await stage.at_rest()
        return len(stage.vendor.paid), task.needs_person


async def _jumping(folder: Path, seed: int) -> None:
    chance = dice(seed)
    async with bench(folder, chance, public=chance.random() < 0.5) as stage:
        bad = iter(range(2))
        timeout = stage.client_timeout

        def fate(_call: str, _request: object) -> Fate:
            if next(bad, None) is None:
                return all_well()
            return unknown_fates(chance, timeout=timeout, latest=4 * timeout - timedelta(seconds=3))

        stage.vendor.fate = fate
        stage.world.spawn(_set_wrong(stage))
        first = await stage.order(film=True)
        await asyncio.sleep(chance.uniform(0, 30))
        await stage.order("on marble", product="mug")
        tasks = await stage.at_rest()
        if tasks[0].status is Status.DELIVERED:
            await stage.press(ids.APPROVE, first.id)
        _check(stage, await stage.at_rest())


async def _set_wrong(stage: Bench) -> None:
    """The clock jumps a day ahead or back, a few times, and is put right again at the end."""
    for _ in range(stage.chance.randint(1, 4)):
        await asyncio.sleep(stage.chance.choice([0.5, 5.0, 40.0, stage.chance.uniform(0, 300)]))
        stage.clock.off = stage.chance.choice([DAY, -DAY, timedelta()])
    await asyncio.sleep(stage.chance.uniform(0, 600))
    stage.clock.off = timedelta()


async def _without_slack(folder: Path, seed: int, outage: timedelta) -> None:
    chance = dice(seed)
    async with bench(folder, chance) as stage:
        progress = stage.run(Progress(stage.tools).run())
        first = await stage.order(film=True)
        await asyncio.sleep(chance.choice([0.0, 0.3, 1.0, chance.uniform(0, 60)]))
        gone = chance.choice(["cut", "cut after", "busy"])
        stage.slack.fault = lambda method: _away(method, gone)
        stage.slack.lost = lambda method: SlackUnsure(method, "timeout") if gone == "cut after" else None
        second = await stage.order("on marble", product="mug")
        await asyncio.sleep(outage.total_seconds())
        stage.slack.fault = stage.slack.lost = lambda _method: None
        await stage.at_rest()
        for task in (first, second):
            await _take_up(stage, task)
        progress.cancel()
        _check(stage, await stage.at_rest())


def _away(method: str, gone: str) -> SlackError | None:
    match gone:
        case "busy":
            return SlackBusy(method, timedelta(seconds=30))
        case "cut after" if method in {"chat.postMessage", "files.completeUploadExternal"}:
            return None
        case _:
            return SlackDown(method, "unreachable")


async def _take_up(stage: Bench, task: Task) -> None:
    """Whoever reads "not shown yet" presses Try again."""
    now = await stage.store.load(task.id)
    if now is not None and now.status is Status.UNDELIVERED:
        await stage.press(ids.TRY_AGAIN, task.id)
        await stage.at_rest()
    if task.follow_up is not None:
        await stage.press(ids.APPROVE, task.id)
        await stage.at_rest()


async def _without_reads(folder: Path, seed: int, outage: timedelta) -> None:
    chance = dice(seed)
    async with bench(folder, chance, public=False) as stage:
        stage.vendor.read_fault = lambda: unreadable(chance)
        stage.media.fault = lambda: MediaCut("cut")
        await stage.order()
        await asyncio.sleep(outage.total_seconds())
        stage.vendor.read_fault = lambda: None
        stage.media.fault = lambda: None
        tasks = await stage.at_rest()
        _check(stage, tasks)
        assert [task.status for task in tasks] == [Status.DELIVERED]
        assert stage.vendor.reads <= outage / timedelta(seconds=45) + 10, "polling is at most a minute apart"


def _check(stage: Bench, tasks: Sequence[Task]) -> None:
    """Paid once each, shown once each, or put before a person."""
    results = stage.results()
    assert len(stage.vendor.paid) <= len(tasks), stage.vendor.fates
    for task in tasks:
        if task.status in {Status.DELIVERED, Status.APPROVED}:
            assert results[task.id] == 1, task
        elif task.status is Status.REFUSED:
            assert any(
                post.to == task.requester and "Try again" in post.text for post in stage.slack.posts
            ), task
        else:
            assert results[task.id] == 0
            assert task.status in {Status.FAILED, Status.UNDELIVERED} or task.needs_person, task
            assert any(post.key.startswith(f"say:{task.id}:{task.status}") for post in stage.slack.posts), (
                task
            )
