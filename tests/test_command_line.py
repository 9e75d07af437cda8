"""The command line as it is typed: what it prints, what it says when something is wrong, how it ends."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bot.__main__ import cli
from tests.ports import free_pair
from tests.stories.stage import ANN, LAUNCH, STUDIO, Stage, open_stage

HOSTILE = '=HYPERLINK("x") [/bold] wide shot'


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str


async def greenlight(*words: str, folder: Path, **environ: str) -> Ended:
    """Run the command in an empty folder, with nothing in its environment but what it is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[1]), "COLUMNS": "200", **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(code=process.returncode, out=out.decode(), err=err.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A bot at work, with one picture in a channel and one in another."""
    async with open_stage(tmp_path_factory.mktemp("data")) as stage:
        await stage.type(f"/product-image {stage.bag} {HOSTILE}")
        await stage.type(f"/product-image {stage.bag} a calm kitchen", channel=STUDIO)
        await stage.message("your image is ready")
        await stage.message("your image is ready", channel=STUDIO)
        yield stage


async def listed(stage: Stage, *words: str) -> str:
    """The same command in this process, which is much faster."""
    home = {"GREENLIGHT_DATA_DIR": str(stage.data_dir), "GREENLIGHT_DATABASE_URL": ""}
    result = await asyncio.to_thread(CliRunner().invoke, cli, ["tasks", *words], env=home)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


async def listed_tasks(stage: Stage, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (await listed(stage, *words, "--json")).splitlines()]


async def test_the_help_says_in_a_line_what_each_command_does(folder: Path) -> None:
    ended = await greenlight("--help", folder=folder)
    assert ended.code == 0
    for command in ("demo", "serve", "sandbox", "tasks", "backup", "migrate"):
        assert f" {command} " in ended.out


async def test_serve_without_keys_is_one_sentence_that_says_what_to_set(folder: Path) -> None:
    ended = await greenlight("serve", folder=folder)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Greenlight cannot go on: SLACK_BOT_TOKEN is not set: put the bot token")
    assert ended.err.count("\n") == 1
    assert os.listdir(folder) == []


async def test_without_a_database_it_is_said_where_it_was_looked_for(folder: Path) -> None:
    ended = await greenlight("tasks", folder=folder)
    assert (ended.code, ended.out) == (1, "")
    assert f"There is no database at {folder / '.greenlight' / 'greenlight.db'} yet." in ended.err
    assert os.listdir(folder) == []


@pytest.mark.parametrize("taken", ["the page's", "the bot's"])
async def test_a_port_that_is_taken_is_said_without_a_traceback(taken: str, folder: Path) -> None:
    pair = free_pair()
    port = pair if taken == "the page's" else pair + 1
    with socket.create_server(("127.0.0.1", port)):
        ended = await greenlight("demo", f"--port={pair}", "--no-browser", folder=folder)
    assert (ended.code, ended.out) == (1, "")
    assert f"Port {port} is taken. Choose another" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_tasks_are_a_table_for_people_while_a_bot_runs(stage: Stage, folder: Path) -> None:
    ended = await greenlight("tasks", folder=folder, GREENLIGHT_DATA_DIR=str(stage.data_dir))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("GL-") == 2
    assert HOSTILE in ended.out


@pytest.mark.asyncio(loop_scope="module")
async def test_tasks_are_json_lines_for_programs(stage: Stage) -> None:
    kitchen, bag = await listed_tasks(stage)
    assert (kitchen["channel"], kitchen["prompt"]) == (STUDIO, "a calm kitchen")
    assert (bag["channel"], bag["prompt"], bag["requester"], bag["kind"]) == (LAUNCH, HOSTILE, ANN, "image")
    assert (bag["status"], bag["estimate"], bag["provider"]) == ("delivered", "1", "creatify")


@pytest.mark.asyncio(loop_scope="module")
async def test_tasks_are_csv_in_which_no_cell_is_a_formula(stage: Stage) -> None:
    rows = list(csv.DictReader(io.StringIO(await listed(stage, "--csv"))))
    assert [row["prompt"] for row in rows] == ["a calm kitchen", f"'{HOSTILE}"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("words", "channels"),
    [
        (("--channel", LAUNCH), [LAUNCH]),
        (("--status", "delivered"), [STUDIO, LAUNCH]),
        (("--status", "failed"), []),
        (("--since", "2124-01-01"), []),
        (("--since", "2024-01-01", "--channel", STUDIO), [STUDIO]),
    ],
)
async def test_tasks_can_be_narrowed(words: tuple[str, ...], channels: list[str], stage: Stage) -> None:
    assert [task["channel"] for task in await listed_tasks(stage, *words)] == channels


@pytest.mark.asyncio(loop_scope="module")
async def test_a_backup_is_a_whole_database_made_while_a_bot_runs(stage: Stage, folder: Path) -> None:
    home = {"GREENLIGHT_DATA_DIR": str(stage.data_dir)}
    ended = await greenlight("backup", "copy.db", folder=folder, **home)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"Copied to copy.db. Media lie in {stage.data_dir / 'media'}: copy that folder too.\n"
    with closing(sqlite3.connect(folder / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM tasks").fetchone() == (2,)

    again = await greenlight("backup", "copy.db", folder=folder, **home)
    assert again.code == 2
    assert "exists already" in again.err
