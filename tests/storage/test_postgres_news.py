"""What one process leaves behind wakes the others at once, and a dead one's work is found while they run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

import pytest

from storage.postgres import PostgresStore, open_store
from storage.store import Claim, RowState, at_hand
from tests.domain.examples import NOW
from tests.postgres.databases import execute
from tests.storage.examples import claim_one, claimed, click, effect, first

SOON = timedelta(milliseconds=120)
SLOWLY = timedelta(seconds=0.9)
"""Long enough for a busy machine to renew it in time."""

LISTENERS = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
OLDEST_IS_DEAD = """
UPDATE processes SET lease_until = '-infinity' WHERE id = (SELECT min(id) FROM processes)
"""
PAID = effect("submit:1", name="SubmitJob", paid=True)

Join: TypeAlias = Callable[..., Awaitable[PostgresStore]]


@pytest.fixture
async def join(postgres_url: str) -> AsyncIterator[Join]:
    """One more process on the database."""
    joined: list[PostgresStore] = []

    async def one_more(lease: timedelta = timedelta(seconds=30)) -> PostgresStore:
        joined.append(await open_store(postgres_url, lease=lease))
        return joined[-1]

    yield one_more
    for store in joined:
        await store.close()


async def listening(store: PostgresStore, url: str) -> asyncio.Event:
    """Rings when the store hears of others, from now on."""
    rung = asyncio.Event()
    await store.listen(news=rung.set, given_up=lambda: None)
    async with asyncio.timeout(5):
        while not execute(url, f"SELECT 1 {LISTENERS} AND state = 'idle'"):  # noqa: ASYNC110 - a test's own
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.02)
    rung.clear()
    return rung


async def test_others_hear_at_once_of_new_work(join: Join, postgres_url: str) -> None:
    idle = await join()
    rung = await listening(idle, postgres_url)
    busy = await join()

    await busy.add_effects([click("a")])
    async with asyncio.timeout(5):
        await rung.wait()

    assert (await claim_one(idle)).key == "a"


async def test_a_change_with_effects_is_news_as_well(join: Join, postgres_url: str) -> None:
    idle = await join()
    rung = await listening(idle, postgres_url)

    await (await join()).save(first(effects=[effect("a")]))

    async with asyncio.timeout(5):
        await rung.wait()


async def test_nobody_is_told_what_he_said_himself(join: Join, postgres_url: str) -> None:
    store = await join()
    rung = await listening(store, postgres_url)

    await store.add_effects([click("a")])
    await asyncio.sleep(0.2)

    assert not rung.is_set()


async def test_a_listener_that_was_cut_off_hears_again(join: Join, postgres_url: str) -> None:
    idle = await join()
    rung = await listening(idle, postgres_url)

    execute(postgres_url, f"SELECT pg_terminate_backend(pid) {LISTENERS}")
    async with asyncio.timeout(5):
        await rung.wait()  # whatever was said meanwhile may have been missed
        rung.clear()
        await (await join()).add_effects([click("a")])
        await rung.wait()


async def test_what_a_dead_process_left_is_taken_over_while_others_run(join: Join, postgres_url: str) -> None:
    """Both are found, whether they had been sent or not."""
    dead, living = await join(), await join(SOON)
    await dead.add_effects([PAID, click("a")])
    await claimed(dead)
    assert await living.take_over() == ()

    execute(postgres_url, OLDEST_IS_DEAD)
    found = await taken_over(living)

    assert [claim.key for claim in found] == [PAID.key]
    await living.finish(found[0], state=RowState.UNKNOWN)
    assert (await claim_one(living)).unsure


async def test_the_eldest_leads_and_after_it_the_next(join: Join) -> None:
    eldest, next_one = await join(SOON), await join(SOON)
    assert (eldest.leads, next_one.leads) == (True, False)

    await eldest.close()

    async with asyncio.timeout(5):
        while not next_one.leads:  # noqa: ASYNC110 - when it looks is its own affair
            await asyncio.sleep(0.01)


async def test_who_was_given_up_lets_go_and_goes_on_under_another_name(join: Join, postgres_url: str) -> None:
    lost = asyncio.Event()
    store = await join(SLOWLY)
    await store.listen(news=lambda: None, given_up=lost.set)
    await store.add_effects([click("a")])
    late = await claim_one(store)

    execute(postgres_url, "DELETE FROM processes")
    async with asyncio.timeout(5):
        await lost.wait()
        while not store.may_act:  # noqa: ASYNC110 - a new place is taken
            await asyncio.sleep(0.01)

    await taken_over(store)
    again = await claim_one(store)
    await store.finish(late, state=RowState.FAILED)
    await store.finish(again)

    assert (again.key, again.unsure) == ("a", True)
    assert execute(postgres_url, "SELECT state FROM outbox") == [("done",)]


async def test_what_was_taken_under_a_lost_place_is_not_acted_on_under_the_next(
    join: Join, postgres_url: str
) -> None:
    """A claim may come back from the database just as its process is given up: nobody was there to let go."""
    lost = asyncio.Event()
    store = await join(SLOWLY)
    await store.listen(news=lambda: None, given_up=lost.set)
    await store.add_effects([click("a"), click("b")])
    (late,) = await store.claim_due(NOW, limit=1)

    execute(postgres_url, "DELETE FROM processes")
    async with asyncio.timeout(5):
        await lost.wait()
        while not store.may_act:  # noqa: ASYNC110 - a new place is taken
            await asyncio.sleep(0.01)
    (new,) = await store.claim_due(NOW, limit=1)

    assert (may_act(store, late), may_act(store, new)) == (False, True)


def may_act(store: PostgresStore, claim: Claim) -> bool:
    token = at_hand.set(claim)
    try:
        return store.may_act
    finally:
        at_hand.reset(token)


async def taken_over(store: PostgresStore) -> Sequence[Claim]:
    """The paid ones of what was left behind, once that was noticed."""
    while not (found := await store.take_over()) and await store.next_due() is None:  # noqa: ASYNC110 - how it notices is its own affair
        await asyncio.sleep(0.01)
    return found
