import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import pytest

from bot.domain.generation import Kind
from bot.domain.task import Status
from bot.errors import Corrupt, SchemaTooNew, StorageError
from storage.schemas import schema_files
from storage.sql.database import Database
from storage.sqlite import open_store
from storage.sqlite.opening import refuse_old_sqlite
from storage.sqlite.place import file_system_of
from storage.store import MoneyState, RowState
from tests.storage.conftest import Opener
from tests.storage.disk import RUBBISH, content, modes, spoil_page, write
from tests.storage.examples import TASK, first

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/export /srv nfs4 rw 0 0
/dev/sdb1 /srv/local ext4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
"""


async def made(opener: Opener, path: Path) -> None:
    store = await opener(path)
    await store.save(first())
    await store.close()


def change_file(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(statement)


async def test_the_writer_is_as_durable_as_sqlite_gets(opener: Opener, path: Path) -> None:
    store = await opener(path)
    names = [
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "trusted_schema",
        "journal_size_limit",
        "query_only",
    ]

    def ask(database: Database) -> list[object]:
        return [database.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await store._writer.write(ask) == ["wal", 2, 1, 0, 64 * 1024 * 1024, 0]


async def test_readers_can_neither_write_nor_checkpoint(opener: Opener, path: Path) -> None:
    store = await opener(path)

    with pytest.raises(StorageError):
        await store._readers.run(lambda database: database.execute("DELETE FROM tasks"))
    assert await store._readers.run(lambda it: it.execute("PRAGMA wal_autocheckpoint").fetchone()) == (0,)
    assert await store._readers.run(lambda it: it.execute("PRAGMA query_only").fetchone()) == (1,)


async def test_every_table_is_strict(opener: Opener, path: Path) -> None:
    store = await opener(path)

    loose = await store._readers.run(
        lambda it: it.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0"
            " AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    )

    assert loose == []


async def test_all_files_are_for_the_owner_alone(opener: Opener, path: Path) -> None:
    store = await opener(path)
    await store.save(first())

    files = modes(path.parent)

    assert set(files) >= {path.name, f"{path.name}-wal", f"{path.name}.lock"}
    assert set(files.values()) == {0o600}


async def test_a_closed_database_is_one_file(opener: Opener, path: Path) -> None:
    await made(opener, path)

    assert set(modes(path.parent)) == {path.name, f"{path.name}.lock"}


async def test_what_was_saved_is_there_after_a_restart(opener: Opener, path: Path) -> None:
    await made(opener, path)

    store = await opener(path)

    assert await store.load(TASK) is not None


async def test_a_second_opening_is_refused(opener: Opener, path: Path) -> None:
    await opener(path)

    with pytest.raises(StorageError, match="is in use"):
        await opener(path)


async def test_a_link_to_a_database_in_use_is_refused(opener: Opener, path: Path) -> None:
    await opener(path)
    link = path.with_name("link.db")
    link.symlink_to(path)

    with pytest.raises(StorageError, match="is in use"):
        await opener(link)


async def test_a_folder_that_is_not_there_is_named(opener: Opener, path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened: No such file or directory"):
        await opener(path.parent / "missing" / "a.db")


async def test_rubbish_is_corrupt_and_left_as_it_is(opener: Opener, path: Path) -> None:
    write(path, RUBBISH)

    with pytest.raises(Corrupt):
        await opener(path)

    assert content(path) == RUBBISH


async def test_a_damaged_page_is_found_at_the_start(opener: Opener, path: Path) -> None:
    await made(opener, path)
    spoil_page(path, 1)

    with pytest.raises(Corrupt):
        await opener(path)


async def test_a_failed_opening_lets_go_of_the_file(opener: Opener, path: Path) -> None:
    write(path, RUBBISH)
    with pytest.raises(Corrupt):
        await opener(path)
    write(path, b"")

    assert await (await opener(path)).ready()


async def test_a_newer_schema_is_refused(opener: Opener, path: Path) -> None:
    await made(opener, path)
    change_file(path, "PRAGMA user_version = 9999")

    with pytest.raises(SchemaTooNew, match="newer release"):
        await opener(path)


async def test_a_database_of_another_program_is_refused(opener: Opener, path: Path) -> None:
    change_file(path, "CREATE TABLE theirs (id)")

    with pytest.raises(StorageError, match="another program"):
        await opener(path)


def test_a_sqlite_without_strict_tables_is_refused() -> None:
    with pytest.raises(StorageError, match=r"SQLite 3\.37\.0 or newer is needed; this Python has 3\.31\.1"):
        refuse_old_sqlite((3, 31, 1))


def test_schema_files_are_numbered_without_gaps() -> None:
    assert [number for number, _ in schema_files()] == list(range(1, len(schema_files()) + 1))


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/srv/data/a.db", "nfs4"),
        ("/srv/local/a.db", "ext4"),
        ("/mnt/my share/a.db", "cifs"),
        ("/home/a.db", "ext4"),
        ("/srvother/a.db", "ext4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(place: str, kind: str) -> None:
    assert file_system_of(Path(place), MOUNTS) == kind


async def test_a_network_file_system_is_refused(
    opener: Opener, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "mounts"
    table.write_text(f"nas:/ {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr("storage.sqlite.place._MOUNTS", table)

    with pytest.raises(StorageError, match=r"network file system \(nfs4\)"):
        await opener(path)


async def test_one_can_look_while_a_bot_runs(opener: Opener, path: Path) -> None:
    running = await opener(path)
    await running.save(first())

    looking = await open_store(path, read_only=True)
    try:
        assert await looking.load(TASK) is not None
        with pytest.raises(StorageError, match="for reading only"):
            await looking.save(first())
        assert not await looking.ready()
    finally:
        await looking.close()


async def test_one_can_look_while_no_bot_runs(opener: Opener, path: Path) -> None:
    await made(opener, path)

    looking = await open_store(path, read_only=True)
    try:
        assert await looking.load(TASK) is not None
    finally:
        await looking.close()


async def test_looking_makes_no_database(path: Path) -> None:
    with pytest.raises(StorageError, match="There is no database at"):
        await open_store(path, read_only=True)

    assert modes(path.parent) == {}


def words_of(column: str) -> Sequence[set[str]]:
    """The lists of words that the schema allows for a column."""
    (_, text), *_ = schema_files()
    lists = re.findall(rf"\b{column} TEXT[^,]*CHECK \({column} IN \(([^)]*)\)\)", text)
    return [set(re.findall(r"'(\w+)'", words)) for words in lists]


@pytest.mark.parametrize(
    ("column", "kind"),
    [("status", Status), ("kind", Kind), ("follow_up", Kind)],
    ids=["status", "kind", "next"],
)
def test_the_schema_knows_every_word_of_the_domain(column: str, kind: type[StrEnum]) -> None:
    assert words_of(column) == [set(kind)]


def test_the_schema_knows_every_state_of_rows_and_money() -> None:
    assert words_of("state") == [set(RowState), {"new", "done"}, set(MoneyState)]


def test_the_schema_and_the_queries_know_which_states_are_open() -> None:
    (_, schema), *_ = schema_files()
    queries = (Path(__file__).parents[2] / "storage" / "queries.sql").read_text("utf-8")
    lists = re.findall(r"IN \(\s*('requested'[^)]*'fetching'\s*)\)", schema + queries)

    assert len(lists) >= 5
    assert all(set(re.findall(r"'(\w+)'", words)) == {s for s in Status if s.is_open} for words in lists)
