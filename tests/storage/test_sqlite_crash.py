import asyncio
import random
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.domain.task import TaskId
from bot.errors import Corrupt
from storage.sql.database import Database
from storage.sqlite import SQLiteStore
from storage.store import TaskFilter
from tests.hunting import SEED, tenth
from tests.storage.conftest import Opener
from tests.storage.disk import content, write
from tests.storage.examples import LATER, effect, first, name, some_task

ROUNDS = range(30)


async def told_before_the_kill(path: Path, lines: int) -> list[str]:
    """Start a writer, kill it after it has told so many lines, and say all that it told."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.crashing", str(path), stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    told = [await writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    told += (await writer.stdout.read()).splitlines(keepends=True)
    await writer.wait()
    return [line.decode().strip() for line in told if line.endswith(b"\n")]


@pytest.mark.parametrize("number", tenth(ROUNDS))
async def test_what_was_told_is_kept_survives_a_kill(opener: Opener, path: Path, number: int) -> None:
    lines = random.Random(SEED + number).randint(1, 400)  # noqa: S311 - picks a moment, guards nothing
    told = await told_before_the_kill(path, lines)

    store = await opener(path)

    tasks = {task.id for task in await store.tasks(TaskFilter(limit=10_000))}
    effects = {claim.task for claim in await store.claim_due(LATER, limit=10_000)}
    assert len(told) >= lines
    assert {TaskId(line) for line in told} <= tasks
    assert effects == tasks


def cut_copy(path: Path, copy: Path, keep: float) -> None:
    """A copy of the files as a power cut leaves them: a part of the log never reached the disk."""
    log = content(path.with_name(f"{path.name}-wal"))
    write(copy, content(path))
    write(copy.with_name(f"{copy.name}-wal"), log[: int(len(log) * keep)])


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.77, 0.999, 1.0])
async def test_a_torn_log_loses_the_last_commits_whole(
    store: SQLiteStore, opener: Opener, path: Path, keep: float
) -> None:
    for number in range(40):
        await store.save(first(some_task(number), effects=[effect(f"do:{number}", task=name(number))]))
    copy = path.with_name("copy.db")
    cut_copy(path, copy, keep)

    restored = await opener(copy)

    tasks = [task.id for task in await restored.tasks(TaskFilter(limit=100))]
    effects = {claim.task for claim in await restored.claim_due(LATER, limit=100)}
    assert tasks == [name(number) for number in reversed(range(len(tasks)))]
    assert effects == set(tasks)
    assert len(tasks) == 40 if keep == 1.0 else 0 < len(tasks) < 40


async def test_a_page_that_rots_while_running_is_said(store: SQLiteStore) -> None:
    def rot(database: Database) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    with pytest.raises(Corrupt, match="restore a backup"):
        await store._writer.write(rot)
    with pytest.raises(Corrupt):
        await store._readers.run(rot)
