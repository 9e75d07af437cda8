"""A stretch of `make chaos ENGINE=postgres`: too long for every day, since leases have to run out."""

from pathlib import Path

import pytest

from tests.faults.chaos import chaos
from tests.hunt.dice import dice
from tests.hunting import IS_HUNT, SEED

KILLS = 60


@pytest.mark.skipif(not IS_HUNT, reason="leases have to run out")
@pytest.mark.usefixtures("postgres_server")
async def test_four_bots_killed_stopped_and_cut_off_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = await chaos(tmp_path, KILLS, dice(SEED), engine="postgres")

    assert outcome.is_clean, outcome.wrong
