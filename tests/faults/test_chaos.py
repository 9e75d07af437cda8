"""A short stretch of `make chaos`."""

from pathlib import Path

from tests.faults.chaos import chaos
from tests.hunt.dice import dice
from tests.hunting import SEED, count


async def test_killed_at_random_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    outcome = await chaos(tmp_path, count(10), dice(SEED))

    assert outcome.is_clean, outcome
