import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.task import Status
from bot.errors import StorageError
from storage.sqlite import SQLiteStore, open_store
from storage.store import RowState
from tests.domain.examples import task
from tests.storage.conftest import Opener
from tests.storage.disk import content, modes
from tests.storage.examples import LATER, TASK, claim_one, claimed, click, effect, first


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "precious.db"
    path.write_bytes(b"precious")
    return path


async def test_a_copy_holds_what_was_committed(store: SQLiteStore, opener: Opener, copy: Path) -> None:
    await store.save(first())

    await store.backup(copy)

    assert await (await opener(copy)).load(TASK) == task()


async def test_a_copy_is_made_while_others_write(store: SQLiteStore, opener: Opener, copy: Path) -> None:
    async def write(number: int) -> None:
        await store.add_effects([click(f"{number}", payload={"text": "x" * 500})])

    await asyncio.gather(*(write(number) for number in range(300)))
    await asyncio.gather(store.backup(copy), *(write(number) for number in range(300, 600)))

    restored = await opener(copy)
    assert len(await claimed(restored, limit=999)) >= 300


async def test_a_copy_is_a_single_private_file(store: SQLiteStore, copy: Path) -> None:
    await store.save(first())

    await store.backup(copy)

    assert modes(copy.parent, "copy*") == {"copy.db": 0o600}


async def test_a_file_that_exists_is_not_overwritten(store: SQLiteStore, precious: Path) -> None:
    with pytest.raises(StorageError, match="exists already"):
        await store.backup(precious)

    assert content(precious) == b"precious"


async def test_a_copy_that_cannot_be_written_leaves_nothing(store: SQLiteStore, copy: Path) -> None:
    with pytest.raises(StorageError):
        await store.backup(copy.parent / "missing" / "copy.db")

    assert modes(copy.parent, "missing*") == {}


async def test_one_who_only_looks_can_copy(
    store: SQLiteStore, path: Path, opener: Opener, copy: Path
) -> None:
    await store.save(first())
    looking = await open_store(path, read_only=True)

    await looking.backup(copy)
    await looking.close()

    assert await (await opener(copy)).load(TASK) == task()


async def test_a_restored_copy_doubts_everything_that_was_open(
    store: SQLiteStore, opener: Opener, copy: Path
) -> None:
    await store.add_effects([click("ended")])
    await store.finish(await claim_one(store))
    await store.add_effects([click("runs")])
    await claimed(store)
    await store.add_effects([click("waits", due=LATER)])
    await store.backup(copy)

    restored = await opener(copy)
    await restored.mark_interrupted()

    claims = await restored.claim_due(LATER, limit=9)
    assert {(claim.key, claim.unsure, claim.restored) for claim in claims} == {
        ("runs", True, True),
        ("waits", True, True),
    }


async def test_a_paid_call_that_waited_in_a_copy_is_not_sent(
    store: SQLiteStore, opener: Opener, copy: Path
) -> None:
    queued = task(Status.QUEUED)
    await store.save(first(queued, effects=[effect("submit:1", name="SubmitJob", paid=True)]))
    await store.backup(copy)

    restored = await opener(copy)
    (claim,) = await restored.mark_interrupted()

    assert (claim.key, claim.unsure, claim.restored) == ("submit:1", True, True)
    assert await claimed(restored, at=LATER) == []
    await restored.finish(claim, state=RowState.UNKNOWN)
    assert await restored.mark_interrupted() == []


async def test_the_original_is_in_no_doubt(store: SQLiteStore, copy: Path) -> None:
    await store.add_effects([click("waits")])

    await store.backup(copy)

    assert not (await claim_one(store)).unsure


async def test_a_copy_is_doubted_once(store: SQLiteStore, opener: Opener, copy: Path) -> None:
    await store.backup(copy)
    restored = await opener(copy)
    await restored.add_effects([click("new")])
    await restored.close()

    again = await opener(copy)

    assert not (await claim_one(again)).unsure


async def test_looking_at_a_copy_does_not_use_it_up(store: SQLiteStore, copy: Path) -> None:
    await store.backup(copy)
    with closing(sqlite3.connect(copy)) as database:
        before = database.execute("SELECT count(*) FROM meta WHERE key = 'copied_at'").fetchone()

    looking = await open_store(copy, read_only=True)
    await looking.close()

    with closing(sqlite3.connect(copy)) as database:
        after = database.execute("SELECT count(*) FROM meta WHERE key = 'copied_at'").fetchone()
    assert (before, after) == ((1,), (1,))
