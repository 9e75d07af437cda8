"""What is not moved, and what no longer starts."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.errors import SchemaTooNew, SettingsError, StorageError
from storage.migration import move_database
from storage.postgres import open_store as open_postgres
from storage.sqlite import SQLiteStore
from storage.sqlite import open_store as open_sqlite
from tests.postgres.databases import execute, fresh
from tests.storage.conftest import Opener
from tests.storage.disk import modes
from tests.storage.examples import LATER, TASK, claim_one, claimed, click, effect, first
from tests.storage.moving.filled import change


def move(path: Path, url: str) -> list[str]:
    said: list[str] = []
    move_database(path, url, say=said.append)
    return said


async def filled(path: Path) -> None:
    store = await open_sqlite(path)
    await store.save(first(effects=[effect()]))
    await store.close()


async def test_a_database_in_use_is_not_moved(store: SQLiteStore, path: Path, postgres_url: str) -> None:
    with pytest.raises(StorageError, match="is in use: another Greenlight is running"):
        move(path, postgres_url)


async def test_no_bot_starts_on_half_a_database_nor_looks_at_it(path: Path, postgres_url: str) -> None:
    execute(postgres_url, "INSERT INTO meta (key, value) VALUES ('moving', 'some')")

    for read_only in (False, True):
        with pytest.raises(StorageError, match="not finished: run `greenlight migrate` again"):
            await open_postgres(postgres_url, read_only=read_only)


async def test_a_database_that_holds_something_is_not_filled(path: Path, postgres_url: str) -> None:
    await filled(path)
    store = await open_postgres(postgres_url)
    await store.add_effects([click("a")])
    await store.close()

    with pytest.raises(StorageError, match="is not empty"):
        move(path, postgres_url)

    assert execute(postgres_url, "SELECT effect_key FROM outbox") == [("a",)]


async def test_a_database_on_which_a_bot_runs_is_not_filled(path: Path, postgres_url: str) -> None:
    await filled(path)
    store = await open_postgres(postgres_url)

    with pytest.raises(StorageError, match="running on the database that is to be filled"):
        move(path, postgres_url)
    await store.close()

    assert move(path, postgres_url)


async def test_half_of_another_database_is_not_added_to(path: Path, postgres_url: str) -> None:
    await filled(path)
    execute(postgres_url, "INSERT INTO meta (key, value) VALUES ('moving', 'another')")

    with pytest.raises(StorageError, match="holds half of another one"):
        move(path, postgres_url)


async def test_tables_of_another_program_are_left_alone(path: Path, postgres_server: str) -> None:
    await filled(path)
    with fresh(postgres_server) as url:
        execute(url, "CREATE TABLE theirs (id INTEGER)")

        with pytest.raises(StorageError, match="another program"):
            move(path, url)


@pytest.mark.parametrize(("number", "error"), [(7, StorageError), (9999, SchemaTooNew)])
async def test_a_schema_that_is_not_ours_is_not_moved(
    path: Path, postgres_url: str, number: int, error: type[Exception]
) -> None:
    await filled(path)
    change(path, f"PRAGMA user_version = {number}")

    with pytest.raises(error, match=r"older release|newer release"):
        move(path, postgres_url)


async def test_a_server_with_a_newer_schema_is_not_filled(path: Path, postgres_url: str) -> None:
    await filled(path)
    execute(postgres_url, "UPDATE meta SET value = '9999' WHERE key = 'schema'")

    with pytest.raises(SchemaTooNew):
        move(path, postgres_url)


async def test_where_nothing_is_nothing_is_moved(path: Path, postgres_url: str) -> None:
    with pytest.raises(StorageError, match="There is no database at"):
        move(path, postgres_url)

    assert modes(path.parent) == {}


async def test_a_server_that_does_not_answer_is_said(path: Path, tmp_path: Path) -> None:
    await filled(path)

    with pytest.raises(StorageError, match="did not do what was asked"):
        move(path, f"postgresql:///none?host={tmp_path}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("greenlight.db", "postgresql://h/d"), "must be sqlite:///"),
        (("sqlite:///a.db", "mysql://user:hunter2@h/d"), "moved to postgresql://"),
        (("sqlite:///a.db", "postgresql://user:hunter2@h:port/d"), "moved to postgresql://"),
        (("postgresql://user:hunter2@h/d", "sqlite:///a.db"), "must be sqlite:///"),
    ],
)
def test_a_wrong_address_is_said_and_not_repeated(words: tuple[str, str], said: str) -> None:
    result = CliRunner().invoke(cli, ["migrate", *words])

    assert isinstance(result.exception, SettingsError)
    assert said in str(result.exception)
    assert "hunter2" not in str(result.exception) + result.output


async def test_no_bot_starts_on_what_was_moved(path: Path, postgres_url: str) -> None:
    await filled(path)
    move(path, postgres_url)

    with pytest.raises(StorageError, match="was moved to PostgreSQL on"):
        await open_sqlite(path)
    looking = await open_sqlite(path, read_only=True)
    assert await looking.load(TASK)
    await looking.close()


async def test_what_was_moved_is_moved_once(path: Path, postgres_url: str, postgres_server: str) -> None:
    await filled(path)
    move(path, postgres_url)
    store = await open_postgres(postgres_url)
    await claimed(store)
    await store.close()

    assert move(path, postgres_url) == ["All of it was moved there before."]
    with fresh(postgres_server) as other, pytest.raises(StorageError, match="not to the one"):
        move(path, other)


async def test_a_move_that_ended_just_before_the_handing_over_is_ended(path: Path, postgres_url: str) -> None:
    await filled(path)
    move(path, postgres_url)
    execute(postgres_url, "UPDATE meta SET key = 'moving' WHERE key = 'moved_from'")

    move(path, postgres_url)

    store = await open_postgres(postgres_url)
    assert await claimed(store) == [effect().key]
    await store.close()


async def test_a_copy_of_what_was_moved_can_be_gone_back_to_and_moved_anew(
    opener: Opener, path: Path, postgres_url: str, postgres_server: str
) -> None:
    await filled(path)
    move(path, postgres_url)
    copies = [path.with_name(f"{number}.db") for number in range(2)]
    looking = await open_sqlite(path, read_only=True)
    for copy in copies:
        await looking.backup(copy)
    await looking.close()

    assert (await claim_one(await opener(copies[0]), at=LATER)).restored
    with fresh(postgres_server) as other:
        move(copies[1], other)
        store = await open_postgres(other)
        assert (await claim_one(store, at=LATER)).restored
        await store.close()
