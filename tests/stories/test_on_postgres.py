"""The main stories with the store in PostgreSQL, and two processes that share it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from bot.errors import StorageError
from tests.faults.chaos.run import settled
from tests.faults.crowd import ENVIRON, WORLD, Crowd
from tests.faults.truth import Outcome, judge
from tests.hunt.dice import dice
from tests.hunting import IS_HUNT, SEED
from tests.ports import free_port
from tests.postgres.databases import as_url
from tests.stories.stage import BEN, SPEED, Stage, is_result, open_stage

ORDERS = 200
CHANNELS = 24
OTHER_KEY: Final = "another-key-" * 3
KEY: Final = "the-same-for-all-bots-32-letters"
NOT_BEFORE: Final = [seconds / SPEED for seconds in (1, 2, 7, 20, 49)]
"""When one bot may ask about a job for the first to the fifth time, counted from its order: after 5, 10, 20,
40 and 60 seconds, less a fifth of jitter and three early for company. A busy machine only makes it later."""


@pytest.fixture
async def stage(tmp_path: Path, postgres_url: str) -> AsyncIterator[Stage]:
    async with open_stage(
        tmp_path, GREENLIGHT_DATABASE_URL=as_url(postgres_url), GREENLIGHT_SECRET_KEY=KEY
    ) as opened:
        yield opened


async def test_an_image_is_approved_and_becomes_a_video(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)
    await stage.press("Approve", by=BEN)
    await stage.message("Next: Make video (about 3 credits)")
    await stage.press("Make video")
    await stage.fill({"Prompt": "slow turn"})
    await stage.message("your video is ready. 3 credits.")

    assert sorted(job["call"] for job in await stage.paid()) == ["gen_image", "gen_video"]
    assert not (stage.data_dir / "greenlight.db").exists()


async def test_a_lost_answer_is_found_again(stage: Stage) -> None:
    await stage.fault("creatify:gen_image", "cut_after")

    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)

    assert len(await stage.paid()) == 1


async def test_a_bot_that_comes_back_goes_on_where_it_was(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message("GL-")
    await stage.stop_bot()

    await stage.start_bot()
    await stage.message(is_result)

    assert len(await stage.paid()) == 1


async def test_two_bots_on_one_database_share_the_work_and_double_nothing(stage: Stage) -> None:
    """Each has a folder of its own: what one archived, the other has to get hold of."""
    async with another_bot(stage):
        for number in range(6):
            await stage.type(f"/product-image {stage.bag} scene {number}")
        await stage.eventually(lambda: _all_shown(stage, 6), what="six results")

        assert len(await stage.paid()) == 6


async def test_each_job_is_read_by_one_of_two_bots_at_a_time(tmp_path: Path, postgres_url: str) -> None:
    """As the provider sees it: no job is asked about more often than one bot alone would ask."""
    async with (
        open_stage(
            tmp_path,
            public=False,
            GREENLIGHT_DATABASE_URL=as_url(postgres_url),
            GREENLIGHT_SECRET_KEY=KEY,
        ) as stage,
        another_bot(stage),
    ):
        for number in range(6):
            await stage.type(f"/product-image {stage.bag} scene {number}")
        await stage.eventually(lambda: _all_shown(stage, 6), what="six results")
        orders = {job["id"]: datetime.fromisoformat(job["created_at"]) for job in await stage.paid()}
        reads = reads_of_jobs(stage, orders)

    assert len(reads) == 6
    for job, moments in reads.items():
        since = [moment - orders[job].timestamp() for moment in moments]
        assert since
        assert all(at >= least for at, least in zip(since, NOT_BEFORE, strict=False)), since


async def test_a_bot_with_another_key_does_not_start_beside_the_others(stage: Stage) -> None:
    with pytest.raises(StorageError, match="another GREENLIGHT_SECRET_KEY: give all of them"):
        async with another_bot(stage, key=OTHER_KEY):
            pass

    await stage.stop_bot()
    stage.environ["GREENLIGHT_SECRET_KEY"] = OTHER_KEY
    await stage.start_bot()


@asynccontextmanager
async def another_bot(stage: Stage, *, key: str = KEY) -> AsyncIterator[None]:
    """A second one on the same database, which Slack does not call."""
    one, environ = stage.app, stage.environ
    stage.environ = {
        **environ,
        "GREENLIGHT_PORT": str(free_port()),
        "GREENLIGHT_DATA_DIR": str(stage.data_dir / "other"),
        "GREENLIGHT_SECRET_KEY": key,
    }
    try:
        other = await stage.start_bot()
    finally:
        stage.app, stage.environ = one, environ
    try:
        yield
    finally:
        await other.stop()


def reads_of_jobs(stage: Stage, jobs: Collection[str]) -> Mapping[str, list[float]]:
    """When Creatify was asked about each job, by its own log of requests."""
    reads: dict[str, list[float]] = {job: [] for job in jobs}
    for call in stage.sandbox.world.traffic.latest:
        method, asked = str(call["method"]), str(call["asked"])
        if call["to"] == "creatify" and method.startswith("GET"):
            for job in jobs:
                if job in method or job in asked:
                    reads[job].append(float(str(call["at"])))
    return reads


@pytest.mark.skipif(not IS_HUNT, reason="a lease has to run out")
async def test_one_of_two_processes_is_killed_and_the_other_brings_everything_once(
    tmp_path: Path, postgres_url: str
) -> None:
    url = as_url(postgres_url)
    async with open_stage(tmp_path, bot=False, world=WORLD, GREENLIGHT_DATABASE_URL=url) as stage:
        stage.environ |= ENVIRON
        crowd = await Crowd.gather(stage, dice(SEED), channels=CHANNELS)
        second = {**stage.environ, "GREENLIGHT_PORT": str(free_port())}
        async with _process(stage.environ) as front, _process(second) as other:
            for number in range(ORDERS):
                await crowd.order()
                if number == ORDERS // 2:
                    other.send_signal(signal.SIGKILL)
            look = partial(_outcome, crowd)
            await settled(crowd, look, set(), lambda _: None)

            assert front.returncode is None
            assert look().orders == ORDERS
            assert look().is_clean, look().wrong


def _outcome(crowd: Crowd) -> Outcome:
    return judge(1, crowd.ordered, crowd.truth())


async def _all_shown(stage: Stage, count: int) -> bool:
    """Whether each order has its result; more than one for an order fails at once."""
    threads = [message["thread_ts"] for message in await stage.messages() if is_result(message)]
    assert len(threads) == len(set(threads))
    return len(threads) == count


@asynccontextmanager
async def _process(environ: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(int(environ["GREENLIGHT_PORT"]))
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


async def _answers(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
