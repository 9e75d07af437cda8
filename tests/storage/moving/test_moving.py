"""All rows arrive once, whatever interrupts the move, and the next numbers follow."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from shutil import copyfile

import psycopg
import pytest
import pytest_asyncio

from bot.errors import StorageError
from storage.migration import move_database, source
from storage.postgres import open_store as open_postgres
from storage.postgres.connection import Connection
from storage.sqlite import open_store as open_sqlite
from tests.domain.examples import NOW
from tests.hunting import IS_HUNT, SEED, few
from tests.postgres.databases import execute
from tests.storage.examples import claimed, effect, first, some_task, spend
from tests.storage.moving.filled import change, fill, rows_of_postgres, rows_of_sqlite

TASKS = 40
ROWS = 11 * TASKS
TABLES = 15
COPY_IN = Connection.copy_in
MANY = 100_000 if IS_HUNT else 1_000
KILLS = few([Random(SEED).randrange(ROWS) for _ in range(20)], 1)  # noqa: S311 - picks places


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "greenlight.db"
    await fill(path, TASKS)
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(copyfile(filled, tmp_path / "greenlight.db"))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BATCH", 10)


class Lines:
    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, line: str) -> None:
        self.said.append(line)


def move(path: Path, url: str) -> Sequence[str]:
    lines = Lines()
    move_database(path, url, say=lines)
    return lines.said


async def test_every_table_arrives_row_for_row(path: Path, postgres_url: str) -> None:
    said = move(path, postgres_url)

    there = rows_of_postgres(postgres_url, path)
    assert there == rows_of_sqlite(path)
    assert sum(1 for rows in there.values() if rows) >= TABLES
    assert any(line.startswith(f"tasks: {TASKS} moved, read back and found the same (") for line in said)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("after", [0, 1, 4, 5, 20, 43])
async def test_an_interrupted_move_goes_on_behind_what_has_arrived(
    path: Path, postgres_url: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[tuple[str, object]] = []
    break_off(monkeypatch, copied, after=after)
    with pytest.raises(StorageError, match="the server went away"):
        move(path, postgres_url)
    break_off(monkeypatch, copied, after=-1)
    move(path, postgres_url)

    assert rows_of_postgres(postgres_url, path) == rows_of_sqlite(path)
    assert len(copied) == len(set(copied))


def break_off(monkeypatch: pytest.MonkeyPatch, copied: list[tuple[str, object]], *, after: int) -> None:
    """Lose the server after so many batches; keep what each began with."""

    def copy_in(self: Connection, table: str, columns: Sequence[str], rows: Sequence[object]) -> None:
        if len(copied) == after:
            raise psycopg.OperationalError("the server went away")
        copied.append((table, rows[0]))
        COPY_IN(self, table, columns, rows)  # type: ignore[arg-type]  # rows, whatever is in them

    monkeypatch.setattr(Connection, "copy_in", copy_in)


@pytest.mark.parametrize("rows", KILLS)
async def test_a_killed_move_goes_on(path: Path, postgres_url: str, rows: int) -> None:
    command = (sys.executable, "-m", "tests.storage.moving.killed", path, postgres_url, str(rows))
    killed = await asyncio.create_subprocess_exec(*command)
    assert await killed.wait() == -signal.SIGKILL
    assert sum(map(len, rows_of_postgres(postgres_url, path).values())) >= rows - 10

    move(path, postgres_url)

    assert rows_of_postgres(postgres_url, path) == rows_of_sqlite(path)


async def test_what_was_changed_since_the_last_try_is_moved_as_it_is_now(
    path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(monkeypatch, [], after=6)
    with pytest.raises(StorageError):
        move(path, postgres_url)
    monkeypatch.undo()
    change(path, "UPDATE tasks SET status = 'cancelled' WHERE id = 'GL-00001'")

    said = move(path, postgres_url)

    assert said[0] == "The file was changed since the last try, so all of it is moved anew."
    assert rows_of_postgres(postgres_url, path) == rows_of_sqlite(path)


async def test_rows_that_came_out_otherwise_are_not_handed_over(
    path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damage(
        self: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        damaged = [tuple(0 if value == 1 else value for value in row) for row in rows]
        COPY_IN(self, table, columns, damaged if table == "media" else rows)

    monkeypatch.setattr(Connection, "copy_in", damage)
    with pytest.raises(StorageError, match="The rows of media are not what was sent"):
        move(path, postgres_url)

    with pytest.raises(StorageError, match="not finished"):
        await open_postgres(postgres_url)


async def test_new_rows_get_the_next_numbers(path: Path, postgres_url: str) -> None:
    move(path, postgres_url)

    store = await open_postgres(postgres_url)
    await store.save(first(some_task(9999), effects=[effect("new")]))
    await store.close()

    numbers = execute(
        postgres_url,
        "SELECT (SELECT max(seq) FROM tasks), (SELECT max(id) FROM history), (SELECT max(id) FROM outbox)",
    )
    assert numbers == [(3 * (TASKS - 1) + 2, 2 * TASKS + 1, 2 * TASKS + 1)]


async def test_what_is_added_to_the_ledger_later_is_counted_on_top(path: Path, postgres_url: str) -> None:
    move(path, postgres_url)
    before = execute(postgres_url, "SELECT sum(credit) FROM monthly_spends")

    store = await open_postgres(postgres_url)
    task = some_task(9999)
    await store.save(first(task, ledger=[spend(task=task.id)]))
    await store.close()

    (after,) = execute(postgres_url, "SELECT sum(credit) FROM monthly_spends")
    assert after == (before[0][0] + 1_000_000,)


async def test_an_empty_database_is_moved_as_well(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "empty.db"
    await (await open_sqlite(path)).close()

    assert move(path, postgres_url) == []

    store = await open_postgres(postgres_url)
    await store.save(first(effects=[effect()]))
    assert await claimed(store) == [effect().key]
    await store.close()


async def test_many_tasks_with_open_effects_arrive(tmp_path: Path, postgres_url: str) -> None:
    path = tmp_path / "many.db"
    await fill(path, MANY)

    move(path, postgres_url)

    assert rows_of_postgres(postgres_url, path) == rows_of_sqlite(path)
    store = await open_postgres(postgres_url)
    assert len(await store.claim_due(NOW, limit=32)) == 32
    assert len(await store.claim_checks("creatify", NOW, limit=50)) > 0
    await store.close()
