"""A wait for what became of a paid call is neither kept for ever nor begun too early."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.task import Status
from tests.hunt.bench import bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.vendor import Fate, all_well, lost, never_left, say
from tests.hunt.vendors import CreatifyVendor

FATES = {
    "well": all_well(),
    "never left": Fate(name="never left", accepted=None, answered=1.0, answer=never_left),
    "busy": Fate(name="429", accepted=None, answered=0.2, answer=say(429, {}, **{"retry-after": "7"})),
    "refused": Fate(name="refused", accepted=None, answered=0.2, answer=say(400, {"detail": "No."})),
    "lost, and there": Fate(name="lost", accepted=1.0, answered=20.0, answer=lost),
    "lost, and not there": Fate(name="lost", accepted=None, answered=20.0, answer=lost),
}


@pytest.mark.parametrize("fates", [[name] for name in FATES] + [["lost, and not there"] * 2], ids="; ".join)
def test_nothing_is_waited_for_once_it_is_known_what_became_of_a_call(
    tmp_path: Path, fates: list[str]
) -> None:
    assert leap(_left_over(tmp_path, [FATES[name] for name in fates])) == (0, len(fates) > 1)


def test_a_try_that_never_left_shortens_no_wait_for_the_next(tmp_path: Path) -> None:
    """The clock is set a day forward, so that only the wait that was really lived through protects."""
    assert leap(_paid_after_a_busy_answer(tmp_path)) == 1


async def _left_over(folder: Path, fates: list[Fate]) -> tuple[int, bool]:
    """How many waits are kept at the end, and whether the order ended in doubt."""
    to_come = iter(fates)
    async with bench(folder, dice(1)) as stage:
        stage.vendor.fate = lambda _call, _request: next(to_come, all_well())
        await stage.order()
        (task,) = await stage.at_rest()
        return len(stage.tools.patience), task.status is Status.UNKNOWN


async def _paid_after_a_busy_answer(folder: Path) -> int:
    """How often one order was paid that was first put off for two minutes, then lost and taken on late."""
    busy = Fate(name="429", accepted=None, answered=0.2, answer=say(429, {}, **{"retry-after": "120"}))
    late = Fate(name="late", accepted=110.0, answered=30.0, answer=lost)
    fates = iter([busy, late])
    async with bench(folder, dice(1), at=CreatifyVendor, client_timeout=timedelta(seconds=30)) as stage:
        stage.vendor.fate = lambda _call, _request: next(fates, all_well())
        await stage.order()
        await asyncio.sleep(156)  # it went out again after two minutes, and was given up half a minute later
        assert len(stage.vendor.calls) == 2
        stage.clock.off = timedelta(days=1)
        await stage.at_rest()
        return len(stage.vendor.paid)
