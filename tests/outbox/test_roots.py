"""A root that a person deleted: several messages meet the gap at once, and one new root is posted."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.domain.task import Task, Ts
from bot.errors import SlackQueued
from bot.outbox import Tools
from bot.outbox.posts import Thread
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap

MESSAGES = 3


def test_messages_of_one_process_post_one_new_root(tmp_path: Path) -> None:
    async def story() -> None:
        async with bench(tmp_path, dice(1)) as stage:
            task, gone = await _without_root(stage)

            moved = await _moved([stage.tools] * MESSAGES, task, gone)

            assert [moved[0]] * MESSAGES == moved
            assert _roots(stage, task) == [moved[0]]

    leap(story())


def test_messages_of_several_processes_post_one_new_root(tmp_path: Path, postgres_url: str) -> None:
    async def story() -> None:
        async with bench(tmp_path, dice(1), database=postgres_url) as stage:
            others = [replace(stage, folder=tmp_path / f"{number}") for number in range(1, MESSAGES)]
            for other in others:
                await other.start()
            task, gone = await _without_root(stage)
            processes = [each.tools for each in (stage, *others)]

            moved = await _moved(processes, task, gone)
            again = await _moved(processes, task, gone)
            for other in others:
                await other.die()

            (new,) = [ts for ts in moved if isinstance(ts, str)]
            assert sum(isinstance(error, SlackQueued) for error in moved) == MESSAGES - 1
            assert again == [new] * MESSAGES
            assert _roots(stage, task) == [new]

    leap(story())


async def _without_root(stage: Bench) -> tuple[Task, Ts]:
    """A task whose result is shown, and the time stamp under which its root stood."""
    order = await stage.order()
    await stage.at_rest()
    task = await stage.service.task(order.id)
    assert task.shown.status_ts is not None
    await stage.slack.delete(task.channel, task.shown.status_ts)
    return task, task.shown.status_ts


async def _moved(processes: list[Tools], task: Task, gone: Ts) -> list[Ts | BaseException]:
    moves = (Thread(tools).move(task, gone=gone) for tools in processes)
    return await asyncio.gather(*moves, return_exceptions=True)


def _roots(stage: Bench, task: Task) -> list[Ts]:
    """Those that stand."""
    keys = (f"status:{task.id}", f"root:{task.id}:")
    return [post.ts for post in stage.slack.posts if post.key.startswith(keys) and not post.deleted]
