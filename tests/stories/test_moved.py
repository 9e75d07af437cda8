"""A team that outgrew one machine: what was open on SQLite is finished on PostgreSQL, and paid once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from tests.postgres.databases import as_url
from tests.stories.stage import BEN, Stage, is_result, open_stage

SHOWN, RENDERING, LOST = "scene one", "scene two", "scene three"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


async def test_what_was_open_on_one_machine_is_finished_on_postgresql(
    stage: Stage, postgres_url: str
) -> None:
    await stage.type(f"/product-image {stage.bag} {SHOWN}")
    await stage.message(is_result)
    await stage.type(f"/product-image {stage.bag} {RENDERING}")
    await stage.fault("creatify:gen_image", "cut_after")
    await stage.type(f"/product-image {stage.bag} {LOST}")
    await stage.eventually(lambda: _paid(stage, 3), what="three paid calls, one unanswered")
    await stage.stop_bot()

    await _move(stage, as_url(postgres_url))
    await stage.start_bot()
    await stage.eventually(lambda: _shown(stage, 3), what="three results")
    await stage.press("Approve", by=BEN)
    await stage.message("Next: Make video")

    assert len(await stage.paid()) == 3


async def _move(stage: Stage, url: str) -> None:
    """As it is typed, and the setting that goes with it."""
    words = ["migrate", f"sqlite:///{stage.data_dir / 'greenlight.db'}", url]
    result = await asyncio.to_thread(CliRunner().invoke, cli, words)
    assert result.exit_code == 0, result.exception
    assert "tasks: 3 moved, read back and found the same" in result.stdout
    stage.environ["GREENLIGHT_DATABASE_URL"] = url


async def _paid(stage: Stage, count: int) -> bool:
    return len(await stage.paid()) == count


async def _shown(stage: Stage, count: int) -> bool:
    return sum(map(is_result, await stage.messages())) == count
