"""A short stretch of `make soak`, and what it calls flat."""

from pathlib import Path

import pytest

from tests.faults.soak import Vitals, soak
from tests.faults.soak.watching import growth, is_flat
from tests.hunt.dice import dice
from tests.hunting import IS_HUNT, SEED


@pytest.mark.skipif(not IS_HUNT, reason="a minute of orders")
async def test_while_all_fails_now_and_then_nothing_grows_and_nothing_is_lost(tmp_path: Path) -> None:
    soaked = await soak(tmp_path, 60, 2, dice(SEED))

    assert soaked.is_well, soaked


def test_what_grows_only_while_it_warms_up_is_flat() -> None:
    samples = [_vitals(memory=20.0 + number) for number in range(25)] + [_vitals(memory=45.0)] * 75

    assert is_flat(samples)


@pytest.mark.parametrize("kind", ["memory", "files", "tasks"])
def test_what_goes_on_growing_is_not_flat(kind: str) -> None:
    samples = [_vitals(**{kind: 20 + number}) for number in range(100)]

    assert not is_flat(samples)
    early, late = growth(samples)["MiB" if kind == "memory" else kind]
    assert late - early == 50


def _vitals(*, memory: float = 50.0, files: int = 20, tasks: int = 10) -> Vitals:
    return Vitals(memory=memory, files=files, tasks=tasks)
