"""Many lost calls at once: each looks for its job in the account's whole list, which can be megabytes."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.domain.task import Status, Task
from bot.outbox.reconcile import reconcile
from bot.outbox.tools import Later, Tools
from bot.outbox.worker import PERFORMERS
from bot.providers.creatify import Creatify
from storage.store import Claim, RowState
from tests.hunt.bench import bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, lost

MANY = 6


def test_one_list_at_a_time_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading: list[int] = []
    at_once: list[int] = []
    read_found = Creatify.read_found

    def watched(*args: Any, **more: Any) -> Any:
        reading.append(1)
        at_once.append(len(reading))
        time.sleep(0.01)  # in a thread, as long as a list of thousands takes
        reading.pop()
        return read_found(*args, **more)

    monkeypatch.setattr(Creatify, "read_found", watched)

    leap(_all_looked_for(tmp_path))

    assert len(at_once) == MANY
    assert max(at_once) == 1


async def _all_looked_for(folder: Path) -> None:
    """The first look for each of many calls that were never answered, all at the same moment."""
    async with bench(folder, dice(1)) as stage:
        stage.vendor.fate = lambda _call, _request: Fate(name="lost", accepted=0.1, answered=0.2, answer=lost)
        stage.performers = {**PERFORMERS, "Reconcile": _not_yet}
        await stage.die()
        await stage.start()
        for number in range(MANY):
            await stage.order(product=f"bag-{number}")
        await asyncio.sleep(10)
        stage.vendor.chance = _Steady(1)
        await asyncio.gather(*(reconcile(stage.tools, _claim(task)) for task in await stage.tasks()))
        assert {task.status for task in await stage.tasks()} == {Status.RENDERING}


async def _not_yet(_tools: Tools, _claim: Claim) -> RowState | None:
    raise Later(timedelta(days=1), "not yet")


class _Steady(Random):
    """Every read takes as long as every other."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def _claim(task: Task) -> Claim:
    return Claim(
        row=0,
        key=f"reconcile:{task.id}",
        name="Reconcile",
        task=task.id,
        channel=task.channel,
        payload={},
        attempts=0,
        wanted=1,
        unsure=False,
        due=task.changed_at,
        armed=task.changed_at,
    )
