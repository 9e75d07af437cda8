"""A fresh stage for each story, on one engine or the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.drawn_once import few_frames as few_frames
from tests.hunting import is_picked
from tests.stories.stage import DATABASE, Stage, open_stage

ONE_IN = 40


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story runs on SQLite; all of them in a hunt, else a seeded share, on PostgreSQL as well."""
    names = metafunc.fixturenames
    is_story = "tmp_path" in names and "postgres_url" not in names
    if is_story and is_picked(metafunc.definition.nodeid, one_in=ONE_IN):
        metafunc.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the stages of this story keep what they remember, unless they say so themselves."""
    if getattr(request, "param", "sqlite") == "postgres":
        from tests.postgres.databases import as_url

        monkeypatch.setenv(DATABASE, as_url(request.getfixturevalue("postgres_url")))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened
