"""Caps: counted in the transaction that adds to what runs or waits."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.caps import Caps, Most
from bot.domain.generation import Generation, Kind
from bot.domain.task import ChannelId, Status, Task
from bot.errors import LineFull, NoSlot
from storage.store import Store
from tests.domain.examples import BEN
from tests.storage.examples import first, moved, some_task, then

PLENTY = Most(person=1_000, channel=1_000, provider=1_000)
ELSEWHERE = ChannelId("C0OTHER001")
AKOOL = Generation(provider="akool", call="animate", kind=Kind.VIDEO)


async def queued(store: Store, number: int, **changes: object) -> Task:
    task = some_task(number, Status.QUEUED, **changes)
    await store.save(first(task))
    return task


async def send(store: Store, task: Task, caps: Caps) -> bool:
    return await store.save(then(task, moved(task, status=Status.SUBMITTING), caps=caps))


class CapChecks:
    @pytest.mark.parametrize("whose", ["person", "channel", "provider"])
    async def test_of_many_that_start_at_once_only_so_many_as_may_run_do(
        self, store: Store, whose: str
    ) -> None:
        caps = Caps(running=replace(PLENTY, **{whose: 3}))
        tasks = [await queued(store, number) for number in range(1, 11)]

        ends = await asyncio.gather(*(send(store, task, caps) for task in tasks), return_exceptions=True)

        assert sum(end is True for end in ends) == 3
        assert sum(isinstance(end, NoSlot) for end in ends) == 7
        assert (await store.count_open())[Status.QUEUED] == 7

    async def test_another_person_channel_or_provider_has_slots_of_its_own(self, store: Store) -> None:
        caps = Caps(running=Most(person=1, channel=1, provider=2))
        assert await send(store, await queued(store, 1), caps)

        assert await send(store, await queued(store, 2, requester=BEN, channel=ELSEWHERE), caps)
        assert await send(store, await queued(store, 3, generation=AKOOL), caps)
        with pytest.raises(NoSlot):
            await send(store, await queued(store, 4, requester=BEN, channel=ChannelId("C0THIRD01")), caps)

    @pytest.mark.parametrize("status", [Status.FETCHING, Status.FAILED, Status.STALLED, Status.CANCELLED])
    async def test_what_has_ended_leaves_its_slot(self, store: Store, status: Status) -> None:
        caps = Caps(running=replace(PLENTY, provider=1))
        await store.save(first(some_task(1, status)))

        assert await send(store, await queued(store, 2), caps)

    @pytest.mark.parametrize("needs_person", [True, False])
    async def test_an_unknown_outcome_runs_until_a_person_has_to_decide(
        self, store: Store, needs_person: bool
    ) -> None:
        caps = Caps(running=replace(PLENTY, provider=1))
        await store.save(first(some_task(1, Status.UNKNOWN, needs_person=needs_person)))
        task = await queued(store, 2)

        if needs_person:
            assert await send(store, task, caps)
        else:
            with pytest.raises(NoSlot):
                await send(store, task, caps)

    @pytest.mark.parametrize("whose", ["person", "channel", "provider"])
    async def test_a_full_line_takes_no_more(self, store: Store, whose: str) -> None:
        caps = Caps(queued=replace(PLENTY, **{whose: 2}))
        for number in (1, 2):
            assert await store.save(first(some_task(number, Status.QUEUED), caps=caps))

        with pytest.raises(LineFull) as full:
            await store.save(first(some_task(3, Status.QUEUED), caps=caps))

        assert full.value.whose == whose
        assert await store.load(some_task(3).id) is None

    async def test_a_place_in_line_counts_those_of_its_channel_and_provider(self, store: Store) -> None:
        await queued(store, 1)
        await queued(store, 2, channel=ELSEWHERE)
        await queued(store, 3, generation=AKOOL)
        await store.save(first(some_task(4, Status.RENDERING)))
        await queued(store, 5)
        last = await queued(store, 6)

        assert await store.ahead(last) == 2
        with pytest.raises(NoSlot) as waits:
            await send(store, last, Caps(running=replace(PLENTY, provider=1)))
        assert waits.value.ahead == 2
