"""A ground for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.ground import Ground, open_ground
from tests.drawn_once import few_frames as few_frames


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with open_ground(tmp_path) as opened:
        yield opened
