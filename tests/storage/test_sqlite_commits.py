import asyncio
import sqlite3

import pytest

from bot.errors import StaleTask, StorageError, StorageFull
from storage.queries import SQL
from storage.sql.commits import GroupCommit, commit_together
from storage.sql.database import Database
from storage.sqlite import SQLiteStore
from storage.store import Store
from tests.storage.examples import TASK, claimed, click, effect, first, some_task


def count_commits(store: SQLiteStore) -> list[int]:
    """How many works each commit from now on holds."""
    sizes: list[int] = []
    writer = store._writer
    assert isinstance(writer, GroupCommit)
    run = writer._line.run

    async def counted(work: object) -> object:
        sizes.append(len(work.keywords["works"]))  # type: ignore[attr-defined]  # a partial
        return await run(work)  # type: ignore[arg-type]  # whatever came in

    writer._line.run = counted  # type: ignore[method-assign,assignment]  # the only seam
    return sizes


async def until_begun(sizes: list[int]) -> None:
    for _ in range(100):
        if not sizes:
            await asyncio.sleep(0)


async def limit_pages(store: SQLiteStore, more: int) -> None:
    """Let the file grow by so many pages and no further, as on a full disk."""

    def limit(database: Database) -> None:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages + more}")

    await store._writer.write(limit)


async def fill(store: SQLiteStore) -> int:
    """Write until nothing fits any more; say how many fitted."""
    await limit_pages(store, 4)
    for number in range(1000):
        try:
            await store.add_effects([click(f"{number}", payload={"text": "x" * 2000})])
        except StorageFull:
            return number
    raise AssertionError("it never filled up")


async def test_a_lone_write_waits_for_nobody(store: SQLiteStore) -> None:
    sizes = count_commits(store)

    await store.save(first())

    assert sizes == [1]


async def test_what_comes_during_a_commit_goes_into_the_next_together(store: SQLiteStore) -> None:
    sizes = count_commits(store)
    lone = asyncio.create_task(store.add_effects([click("lone")]))
    await until_begun(sizes)

    await asyncio.gather(*(store.add_effects([click(str(number))]) for number in range(20)), lone)

    assert sizes == [1, 20]


async def test_one_that_fails_fails_alone(store: SQLiteStore) -> None:
    outcomes = await asyncio.gather(
        store.save(first(some_task(1), dedupe="1")),
        store.save(first(some_task(1), dedupe="2", effects=[effect("late")])),
        store.save(first(some_task(2), effects=[effect("kept"), effect("bad", name="CheckJob", paid=True)])),
        store.save(first(some_task(3), dedupe="3", effects=[effect("good")])),
        return_exceptions=True,
    )

    assert outcomes[0] is True
    assert isinstance(outcomes[1], StaleTask)
    assert isinstance(outcomes[2], ValueError)
    assert outcomes[3] is True
    assert await store.load(some_task(2).id) is None
    assert await claimed(store) == ["good"]


async def test_a_work_that_breaks_half_way_leaves_nothing(store: SQLiteStore) -> None:
    def half(database: Database) -> None:
        database.execute(SQL["probe"], (1,))
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await store._writer.write(half)

    found = await store._readers.run(lambda it: it.execute("SELECT count(*) FROM meta").fetchone())
    assert found == (0,)


async def test_who_is_cancelled_before_the_commit_writes_nothing(store: SQLiteStore) -> None:
    first_write = asyncio.create_task(store.add_effects([click("a")]))
    await asyncio.sleep(0)
    second = asyncio.create_task(store.add_effects([click("b")]))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first_write, second, return_exceptions=True)

    assert await claimed(store) == ["a"]


async def test_who_is_cancelled_does_not_take_others_along(store: SQLiteStore) -> None:
    writes = [asyncio.create_task(store.add_effects([click(str(number))])) for number in range(3)]
    await asyncio.sleep(0)
    writes[0].cancel()

    outcomes = await asyncio.gather(*writes, return_exceptions=True)

    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert outcomes[1:] == [None, None]


async def test_a_full_disk_is_said_and_passes(store: SQLiteStore) -> None:
    fitted = await fill(store)

    assert not await store.ready()
    with pytest.raises(StorageFull):
        await store.save(first(effects=[effect(payload={"text": "x" * 40_000})]))
    await limit_pages(store, 500)

    assert await store.ready()
    assert await store.save(first())
    assert len(await claimed(store, limit=999)) == fitted


async def test_on_a_full_disk_nobody_is_told_yes_in_vain(store: SQLiteStore) -> None:
    await limit_pages(store, 4)
    rows = [effect(f"e{number}", payload={"text": "x" * 1000}) for number in range(100)]

    outcomes = await asyncio.gather(*(store.add_effects([row]) for row in rows), return_exceptions=True)

    told = {row.key for row, outcome in zip(rows, outcomes, strict=True) if outcome is None}
    assert any(isinstance(outcome, StorageFull) for outcome in outcomes)
    assert set(await claimed(store, limit=999)) == told


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()

    with pytest.raises(StorageError, match="closed"):
        await store.load(TASK)
    with pytest.raises(StorageError, match="closed"):
        await store.save(first())
    assert not await store.ready()


async def test_closing_twice_is_harmless(store: Store) -> None:
    await store.close()
    await store.close()


async def test_closing_waits_for_what_was_asked_for(store: SQLiteStore) -> None:
    writes = [asyncio.create_task(store.add_effects([click(str(number))])) for number in range(50)]
    await asyncio.sleep(0)

    await store.close()

    assert await asyncio.gather(*writes) == [None] * 50


def test_no_works_are_no_commit() -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)

    assert commit_together(database, [], ends_all=lambda _: True) == []

    database.close()


async def test_when_the_writer_itself_breaks_nobody_is_left_waiting(store: SQLiteStore) -> None:
    writer = store._writer
    assert isinstance(writer, GroupCommit)

    async def broken(_: object) -> object:
        return []  # fewer outcomes than works: an error of the line's own, which no work can be told

    writer._line.run = broken  # type: ignore[method-assign,assignment]  # the only seam
    first_write = asyncio.create_task(store.save(first()))
    await asyncio.sleep(0)
    pump = writer._pump
    assert pump is not None
    with pytest.raises(asyncio.CancelledError):
        await first_write
    with pytest.raises(ValueError, match="shorter"):
        await pump
