"""Checks: the jobs that are due for a read."""

import pytest

from bot.domain.generation import Generation, Kind
from bot.domain.task import Status, Task
from storage.store import NewEffect, OpenJob, Store
from tests.domain.examples import NOW
from tests.storage.examples import LATER, SOON, claimed, effect, first, moved, some_task, then


def check(task: Task, **changes: object) -> NewEffect:
    return effect(f"check:{task.id}", name="CheckJob", task=task.id, repeats=True, **changes)


async def rendering(store: Store, number: int, **changes: object) -> Task:
    task = some_task(number, Status.RENDERING, **changes)
    await store.save(first(task, effects=[check(task)]))
    return task


class Checks:
    async def test_a_check_says_what_to_read(self, store: Store) -> None:
        task = await rendering(store, 1)

        (found,) = await store.claim_checks("creatify", NOW, limit=100)

        assert task.job_id is not None
        assert task.submitted_at is not None
        assert found == OpenJob(
            row=found.row,
            task=task.id,
            job_id=task.job_id,
            kind=Kind.IMAGE,
            since=task.submitted_at,
            stalled=False,
            reads=0,
        )

    async def test_checks_are_not_claimed_as_work(self, store: Store) -> None:
        await rendering(store, 1)

        assert await claimed(store) == []

    async def test_a_check_ends_once_its_task_has_moved_on(self, store: Store) -> None:
        done, running = await rendering(store, 1), await rendering(store, 2)
        await store.save(then(done, moved(done, status=Status.FETCHING)))
        rows = {row.task: row.row for row in await store.claim_checks("creatify", NOW, limit=100)}
        assert [*rows] == [running.id]

        await store.end_checks([*rows.values()])

        assert [job.task for job in await store.claim_checks("creatify", NOW, limit=100)] == [running.id]
        await store.save(then(running, moved(running, status=Status.FETCHING)))
        await store.end_checks([*rows.values()])
        assert await store.next_due() is None

    async def test_each_provider_has_its_own(self, store: Store) -> None:
        ours = await rendering(store, 1)
        await rendering(store, 2, generation=Generation(provider="akool", call="animate", kind=Kind.VIDEO))

        assert [job.task for job in await store.claim_checks("creatify", NOW, limit=100)] == [ours.id]

    async def test_it_says_which_providers_have_jobs_to_be_read(self, store: Store) -> None:
        await rendering(store, 1)
        known = ["creatify", "akool"]
        assert await store.providers_with_checks(known, NOW) == {"creatify"}

        (found,) = await store.claim_checks("creatify", NOW, limit=100)
        await store.put_off_checks({found.row: SOON})

        assert await store.providers_with_checks(known, NOW) == frozenset()
        assert await store.providers_with_checks(known, SOON) == {"creatify"}
        assert await store.providers_with_checks(["akool"], SOON) == frozenset()

    async def test_a_check_that_is_put_off_counts_as_a_read(self, store: Store) -> None:
        await rendering(store, 1)
        (found,) = await store.claim_checks("creatify", NOW, limit=100)

        await store.put_off_checks({found.row: SOON})

        assert await store.claim_checks("creatify", NOW, limit=100) == []
        (again,) = await store.claim_checks("creatify", SOON, limit=100)
        assert again.reads == 1

    async def test_putting_nothing_off_is_fine(self, store: Store) -> None:
        await store.put_off_checks({})

    async def test_a_stalled_task_is_still_read(self, store: Store) -> None:
        task = await rendering(store, 1)
        await store.save(then(task, moved(task, status=Status.STALLED)))

        (found,) = await store.claim_checks("creatify", NOW, limit=100)

        assert found.stalled

    @pytest.mark.parametrize("status", [Status.FETCHING, Status.FAILED, Status.CANCELLED])
    async def test_the_check_of_a_task_that_moved_on_ends(self, store: Store, status: Status) -> None:
        task = await rendering(store, 1)
        await store.save(then(task, moved(task, status=status)))

        assert await store.claim_checks("creatify", NOW, limit=100) == []

        assert await store.next_due() is None

    async def test_a_rendering_task_without_a_job_cannot_be_read(self, store: Store) -> None:
        await rendering(store, 1, job_id=None)

        assert await store.claim_checks("creatify", NOW, limit=100) == []

        assert await store.next_due() is None

    async def test_ended_checks_do_not_hide_living_ones(self, store: Store) -> None:
        for number in range(1, 6):
            task = await rendering(store, number)
            await store.save(then(task, moved(task, status=Status.FETCHING)))
        living = await rendering(store, 6)

        assert [job.task for job in await store.claim_checks("creatify", NOW, limit=2)] == [living.id]

    async def test_a_check_can_be_asked_for_sooner(self, store: Store) -> None:
        task = await rendering(store, 1)
        (found,) = await store.claim_checks("creatify", NOW, limit=100)
        await store.put_off_checks({found.row: LATER})

        await store.save(then(task, moved(task), effects=[check(task, due=SOON)]))

        assert len(await store.claim_checks("creatify", SOON, limit=100)) == 1

    async def test_a_check_that_ended_can_be_armed_anew(self, store: Store) -> None:
        task = await rendering(store, 1)
        unknown = moved(task, status=Status.UNKNOWN)
        await store.save(then(task, unknown))
        assert await store.claim_checks("creatify", NOW, limit=100) == []

        await store.save(then(unknown, moved(unknown, status=Status.RENDERING), effects=[check(task)]))

        assert len(await store.claim_checks("creatify", NOW, limit=100)) == 1

    async def test_a_claim_of_checks_is_limited(self, store: Store) -> None:
        for number in range(1, 5):
            await rendering(store, number)

        assert len(await store.claim_checks("creatify", NOW, limit=3)) == 3
