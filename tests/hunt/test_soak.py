"""Many orders in five channels while everything fails now and then: at the end the books agree."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.task import Status, Task
from storage.store import MoneyState, TaskFilter
from tests.hunt.dice import dice
from tests.hunting import IS_HUNT, SEED
from tests.stories.stage import LAUNCH, QUIET, STUDIO, Message, Stage, open_stage, spoken

ORDERS = 200 if IS_HUNT else 10
CHANNELS = (LAUNCH, STUDIO, QUIET, "C0ATTIC001", "C0SHARED01")
OPEN_TO_ALL = {"bot_is_member": True, "is_archived": False, "is_ext_shared": False}
LONGEST = 200.0
AT_ONCE = 8

FAULTS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("creatify:gen_image", "cut_after", {}),
    ("creatify:gen_image", "cut_before", {}),
    ("creatify:gen_image", "garbage", {}),
    ("creatify:gen_image", "error", {}),
    ("creatify:gen_image", "ratelimit", {"retry_after": 1}),
    ("creatify:gen_image", "late", {"seconds": 0.5}),
    ("creatify:read", "error", {}),
    ("creatify:list", "garbage", {}),
    ("creatify:webhook", "lose", {}),
    ("creatify:webhook", "double", {"copies": 3}),
    ("creatify:webhook", "reorder", {}),
    ("creatify:job", "fail", {"reason": "No product in it."}),
    ("creatify:media", "truncate", {}),
    ("slack:chat.postMessage", "cut_after", {}),
    ("slack:chat.postMessage", "cut_before", {}),
    ("slack:chat.postMessage", "ratelimit", {"retry_after": 1}),
    ("slack:chat.update", "error", {"error": "internal_error"}),
    ("slack:files.completeUploadExternal", "cut_after", {}),
    ("slack:files.info", "garbage", {}),
    ("slack:upload", "cut_before", {}),
)


async def test_after_many_orders_with_faults_all_books_agree(tmp_path: Path) -> None:
    chance, orders = dice(SEED), ORDERS
    async with open_stage(tmp_path) as stage:
        for channel in CHANNELS:
            await stage.channel(channel, **OPEN_TO_ALL)
        await _order_all(stage, chance, orders)
        tasks = await _all_settled(stage, orders)
        paid = Counter({str(job["prompt"]): job["billed"] for job in await stage.paid()})
        outcomes = await _outcomes(stage)
        settled = await _books(stage, tasks, MoneyState.SETTLED)
        doubted = await _books(stage, tasks, MoneyState.UNKNOWN)
        sent_again = await _sent_again(stage, tasks)

    assert len(tasks) == orders
    assert settled <= paid <= settled + doubted
    assert doubted.keys() <= sent_again, "only who has a call sent again leaves open what became of the first"
    assert outcomes == {task.generation.prompt: 1 for task in tasks}
    assert _open_rows(tmp_path) == []


async def _order_all(stage: Stage, chance: Random, orders: int) -> None:
    for number in range(orders):
        if chance.random() < 0.5:
            target, mode, more = chance.choice(FAULTS)
            await stage.fault(target, mode, **more)
        channel = CHANNELS[number % len(CHANNELS)]
        answer = await stage.type(f"/product-image {stage.bag} order {number}.", channel=channel)
        assert answer["ok"]
        await stage.eventually(lambda: _has_room(stage), what="room for the next order")


async def _has_room(stage: Stage) -> bool:
    """The simulated provider draws its pictures on this machine: no more at once than it can draw in time."""
    assert stage.app is not None
    return sum((await stage.app.store.count_open()).values()) < AT_ONCE


async def _all_settled(stage: Stage, orders: int) -> list[Task]:
    """Until every order came to an end; whoever is asked for a decision sends it again or tries it again."""
    assert stage.app is not None
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    pressed: set[tuple[str, int]] = set()
    while loop.time() < end:
        tasks = list(await stage.app.store.tasks(TaskFilter(limit=10_000)))
        asked = [task for task in tasks if _way_out(task) and (task.id, task.version) not in pressed]
        for task in asked:
            pressed.add((task.id, task.version))
            await stage.press(str(_way_out(task)), channel=task.channel, task=task.id)
        if len(tasks) == orders and all(_is_over(task) for task in tasks) and not _open_rows(stage.data_dir):
            return tasks
        await asyncio.sleep(0.1)
    raise AssertionError(f"still open: {[(t.id, t.status) for t in tasks if not _is_over(t)]}")


def _way_out(task: Task) -> str:
    if task.status is Status.UNDELIVERED:
        return "Try again"
    return "Send again" if task.status is Status.UNKNOWN and task.needs_person else ""


def _is_over(task: Task) -> bool:
    return task.status in {Status.DELIVERED, Status.FAILED}


async def _books(stage: Stage, tasks: list[Task], state: MoneyState) -> Counter[str]:
    """What the bot believes about the credits of each order."""
    assert stage.app is not None
    prompts = {task.id: task.generation.prompt for task in tasks}
    spent: Counter[str] = Counter()
    for row in await stage.app.store.ledger(list(prompts)):
        assert row.state is not MoneyState.RESERVED, row
        if row.state is state:
            spent[prompts[row.task]] += int(row.credit)
    return spent


async def _sent_again(stage: Stage, tasks: list[Task]) -> set[str]:
    """The orders of which nobody but a person could say what is to become of them."""
    assert stage.app is not None
    store = stage.app.store
    return {
        task.generation.prompt
        for task in tasks
        if any(line.what == "SendAsked" for line in await store.history(task.id))
    }


async def _outcomes(stage: Stage) -> dict[str, int]:
    """How many results or words of failure stand in each order's thread."""
    found: dict[str, int] = {}
    for channel in CHANNELS:
        messages = await stage.messages(channel)
        for root in messages:
            if (prompt := re.search(r"order \d+\.", spoken(root))) and not _is_reply(root):
                thread = [message for message in messages if message.get("thread_ts") == root["ts"]]
                found[prompt[0]] = sum(_is_outcome(message) for message in thread)
    return found


def _is_reply(message: Message) -> bool:
    return bool(message.get("thread_ts")) and message["thread_ts"] != message["ts"]


def _is_outcome(message: Message) -> bool:
    text = str(message["text"])
    return _is_reply(message) and (
        "image is ready" in text or "could not make" in text or "refused this" in text
    )


def _open_rows(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder}/greenlight.db?mode=ro", uri=True)) as database:
        return database.execute(
            "SELECT effect_key, state, attempts, error FROM outbox WHERE ended = 0"
        ).fetchall()
