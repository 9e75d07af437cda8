"""What waits for somebody's decision."""

from datetime import timedelta

from bot.domain.task import Status, TaskId
from storage.store import Change, Store
from tests.domain.examples import NOW, task


class Undecided:
    async def test_spends_come_first_then_results_the_newest_first(self, store: Store) -> None:
        states = (Status.DELIVERED, Status.AWAITING_APPROVAL, Status.APPROVED, Status.DELIVERED)
        for number, status in enumerate(states):
            name = TaskId(f"GL-{2222 + number}")
            at = NOW + timedelta(minutes=number)
            made = task(status, id=name, lineage=name, version=1, created_at=at, job_id=None)
            await store.save(Change(task=made, was=-1, history=()))

        assert [it.id for it in await store.undecided(9)] == ["GL-2223", "GL-2225", "GL-2222"]
        assert [it.id for it in await store.undecided(1)] == ["GL-2223", "GL-2225"]
