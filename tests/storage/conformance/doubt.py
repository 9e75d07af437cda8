"""What a death in the middle leaves behind."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from storage.store import RowState, Store
from tests.domain.examples import NOW
from tests.storage.examples import LATER, SOON, claim_one, claimed, click, effect

Reborn: TypeAlias = Callable[[Store], Awaitable[Store]]
"""What the next process opens, after the one with this store was killed."""


class Doubt:
    async def test_what_was_being_sent_is_in_doubt_and_tried_again(
        self, store: Store, reborn: Reborn
    ) -> None:
        await store.add_effects([effect()])
        await claimed(store)

        store = await reborn(store)
        assert await store.mark_interrupted() == []

        again = await claim_one(store)
        assert (again.unsure, again.attempts, again.restored) == (True, 1, False)

    async def test_a_paid_call_in_doubt_is_handed_over_and_never_claimed(
        self, store: Store, reborn: Reborn
    ) -> None:
        await store.add_effects([effect("submit:1", name="SubmitJob", paid=True)])
        await claimed(store)

        store = await reborn(store)
        (claim,) = await store.mark_interrupted()

        assert (claim.key, claim.unsure) == ("submit:1", True)
        assert await claimed(store, at=LATER) == []
        assert await store.next_due() is None

    async def test_a_paid_call_is_handed_over_until_somebody_decides(
        self, store: Store, reborn: Reborn
    ) -> None:
        await store.add_effects([effect("submit:1", name="SubmitJob", paid=True)])
        await claimed(store)
        store = await reborn(store)
        await store.mark_interrupted()

        (claim,) = await store.mark_interrupted()
        await store.finish(claim, state=RowState.UNKNOWN)

        assert await store.mark_interrupted() == []

    async def test_a_paid_call_that_surely_never_left_can_be_given_back(
        self, store: Store, reborn: Reborn
    ) -> None:
        await store.add_effects([effect("submit:1", name="SubmitJob", paid=True)])
        await claimed(store)
        store = await reborn(store)
        (claim,) = await store.mark_interrupted()

        await store.retry(claim, due=SOON, error="interrupted")

        assert await claimed(store, at=SOON) == ["submit:1"]

    async def test_a_paid_call_that_ended_in_doubt_is_never_claimed(
        self, store: Store, reborn: Reborn
    ) -> None:
        await store.add_effects([effect("submit:1", name="SubmitJob", paid=True)])
        await store.finish(await claim_one(store), state=RowState.UNKNOWN)

        assert await claimed(store, at=LATER) == []
        store = await reborn(store)
        assert await store.mark_interrupted() == []

    async def test_a_wish_during_the_sending_outlives_a_death(self, store: Store, reborn: Reborn) -> None:
        await store.add_effects([effect(repeats=True, due=NOW)])
        await claimed(store)
        await store.add_effects([effect(repeats=True, due=LATER)])

        store = await reborn(store)
        await store.mark_interrupted()

        again = await claim_one(store)
        await store.finish(again)
        assert await store.next_due() is None

    async def test_what_was_not_begun_is_in_no_doubt(self, store: Store, reborn: Reborn) -> None:
        await store.add_effects([click("a")])

        store = await reborn(store)
        await store.mark_interrupted()

        assert not (await claim_one(store)).unsure
