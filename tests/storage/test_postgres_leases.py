"""Two processes on one database: what one has taken the other leaves, until the first is gone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.errors import StaleTask, StorageError
from storage.postgres import PostgresStore, open_store
from storage.postgres.connection import Connection
from storage.postgres.lease import Lease
from storage.store import RowState, SendMark
from tests.domain.examples import NOW, task
from tests.postgres.databases import execute, fresh
from tests.storage.conformance.checks import rendering
from tests.storage.examples import LATER, claim_one, claimed, click, effect, first, moved, some_task, then

PAID = effect("submit:1", name="SubmitJob", paid=True)


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[PostgresStore]:
    opened = await open_store(postgres_url)
    yield opened
    await opened.close()


@pytest.fixture
async def other(postgres_url: str) -> AsyncIterator[PostgresStore]:
    opened = await open_store(postgres_url)
    yield opened
    await opened.close()


def give_up_all(url: str) -> None:
    """As if every process had been stopped for longer than its lease."""
    execute(url, "UPDATE processes SET lease_until = '-infinity'")


async def test_two_that_claim_at_once_share_what_is_due(store: PostgresStore, other: PostgresStore) -> None:
    await store.add_effects([click(f"{number}", f"C{number % 7}") for number in range(200)])

    taken = await asyncio.gather(*(each.claim_due(NOW, limit=10) for each in (store, other) * 10))

    keys = [claim.key for claims in taken for claim in claims]
    assert len(keys) == len(set(keys))
    while more := [*await claimed(store), *await claimed(other)]:
        keys += more
    assert sorted(keys, key=int) == [str(number) for number in range(200)]


async def test_what_a_living_process_does_is_in_no_doubt(store: PostgresStore, other: PostgresStore) -> None:
    await store.add_effects([PAID, click("a")])
    await claimed(store)

    assert await other.mark_interrupted() == []
    assert await claimed(other, at=LATER) == []


async def test_what_a_dead_process_did_is_taken_over(
    store: PostgresStore, other: PostgresStore, postgres_url: str
) -> None:
    await store.add_effects([PAID, click("a")])
    await claimed(store)
    give_up_all(postgres_url)
    other = await reopened(other, postgres_url)

    (paid,) = await other.mark_interrupted()

    assert (paid.key, paid.unsure) == (PAID.key, True)
    assert (await claim_one(other)).unsure
    await other.close()


async def reopened(store: PostgresStore, url: str) -> PostgresStore:
    await store.close()
    return await open_store(url)


async def test_one_process_alone_looks_after_a_paid_call_in_doubt(
    store: PostgresStore, other: PostgresStore, postgres_url: str
) -> None:
    await store.add_effects([PAID])
    await claimed(store)
    give_up_all(postgres_url)
    one, two = await open_store(postgres_url), await open_store(postgres_url)

    found = await asyncio.gather(one.mark_interrupted(), two.mark_interrupted())

    assert sorted(map(len, found)) == [0, 1]
    await one.close()
    await two.close()


async def test_who_wakes_up_late_ends_nothing_and_takes_nothing(
    store: PostgresStore, other: PostgresStore, postgres_url: str
) -> None:
    await store.save(first(effects=[effect("a"), PAID]))
    late, paid = await store.claim_due(NOW, limit=2)
    give_up_all(postgres_url)
    other = await reopened(other, postgres_url)
    await other.mark_interrupted()
    again = await claim_one(other)

    await store.finish(late, state=RowState.FAILED)
    with pytest.raises(StaleTask):
        await store.save(then(task(), moved(task()), sent=SendMark(row=paid.row, request={})))
    await store.add_effects([click("b")])
    assert await claimed(store) == []

    await other.retry(again, due=LATER, error="")
    assert set(await claimed(other, at=LATER)) == {"a", "b"}
    await other.close()


async def test_who_stops_in_good_order_leaves_no_one_waiting(
    store: PostgresStore, other: PostgresStore
) -> None:
    await store.add_effects([click("a")])
    await claimed(store)
    await store.close()

    await other.mark_interrupted()

    assert (await claim_one(other)).unsure


async def test_a_lease_is_renewed_while_the_process_lives(postgres_url: str) -> None:
    store = await open_store(postgres_url, lease=timedelta(milliseconds=300))
    await store.add_effects([click("a")])
    await claimed(store)

    await asyncio.sleep(1)

    other = await open_store(postgres_url)
    await other.mark_interrupted()
    assert await claimed(other) == []
    await other.close()
    await store.close()


async def test_a_lease_is_counted_on_for_less_long_than_the_others_wait(
    store: PostgresStore, postgres_url: str
) -> None:
    ticks = SimpleNamespace(now=0.0)
    lease = Lease(timedelta(seconds=30), ticks=lambda: ticks.now)
    connection = Connection.open(postgres_url)

    def is_held(at: float) -> bool:
        ticks.now = at
        return lease.is_held

    lease.begin(connection)
    assert (is_held(24.9), is_held(25.1)) == (True, False)

    assert lease.renew(connection)
    assert (is_held(50.0), is_held(50.2)) == (True, False)
    connection.close()


async def test_what_one_does_alone_no_other_does_until_it_is_done(
    store: PostgresStore, other: PostgresStore
) -> None:
    assert await store.take_alone("move:a")
    assert not await other.take_alone("move:a")
    assert await other.take_alone("move:b")
    await other.leave_alone("move:a")
    assert not await other.take_alone("move:a")

    await store.leave_alone("move:a")

    assert await other.take_alone("move:a")


async def test_what_a_dead_process_did_alone_is_free_once_it_was_given_up(
    store: PostgresStore, other: PostgresStore, postgres_url: str
) -> None:
    await store.take_alone("move:a")
    give_up_all(postgres_url)
    other = await reopened(other, postgres_url)
    assert not await other.take_alone("move:a")

    await other.mark_interrupted()

    assert not await store.take_alone("move:a")
    assert await other.take_alone("move:a")
    await other.close()


async def test_who_holds_another_key_gets_no_place_beside_one_that_lives(postgres_url: str) -> None:
    one = await open_store(postgres_url, key_print="a")
    same = await open_store(postgres_url, key_print="a")
    with pytest.raises(StorageError, match="stop all of them, then start them with the new one"):
        await open_store(postgres_url, key_print="b")

    await one.close()
    give_up_all(postgres_url)

    changed = await open_store(postgres_url, key_print="b")
    await changed.close()
    await same.close()


async def test_of_many_that_start_at_once_with_two_keys_those_of_one_key_stay(postgres_url: str) -> None:
    await (await open_store(postgres_url)).close()

    opened = await asyncio.gather(
        *(open_store(postgres_url, key_print="ab"[number % 2]) for number in range(6)), return_exceptions=True
    )

    stores = [each for each in opened if isinstance(each, PostgresStore)]
    assert len(stores) == 3
    for store in stores:
        await store.close()


async def test_a_job_is_read_by_one_process(store: PostgresStore, other: PostgresStore) -> None:
    for number in range(20):
        await rendering(store, number)

    read = await asyncio.gather(*(each.claim_checks("creatify", NOW, limit=15) for each in (store, other)))

    tasks = [job.task for jobs in read for job in jobs]
    assert sorted(tasks) == [some_task(number).id for number in range(20)]
    assert await store.next_due() is None
    await store.put_off_checks({job.row: LATER for job in read[0]})
    assert await store.next_due() == LATER


async def test_what_a_dead_process_was_reading_waits_for_nobody(
    store: PostgresStore, other: PostgresStore
) -> None:
    await rendering(store, 1)
    assert await store.claim_checks("creatify", NOW, limit=5)
    assert await other.providers_with_checks(["creatify"], NOW) == frozenset()
    await store.close()

    assert await other.providers_with_checks(["creatify"], NOW) == {"creatify"}
    (job,) = await other.claim_checks("creatify", NOW, limit=5)
    assert job.task == some_task(1).id


async def test_a_schema_is_made_once_by_many(postgres_server: str) -> None:
    with fresh(postgres_server) as url:
        stores = await asyncio.gather(*(open_store(url) for _ in range(4)))

        assert [await each.ready() for each in stores] == [True] * 4
        for each in stores:
            await each.close()
