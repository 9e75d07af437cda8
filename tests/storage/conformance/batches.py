"""Batches and what they ordered."""

from dataclasses import replace

from bot.domain.batch import Batch, BatchRow
from bot.domain.generation import Generation, Kind
from bot.domain.task import BatchId, TaskId, Ts
from storage.store import Change, Store
from tests.domain.examples import ANN, CHANNEL, NOW, TEAM, image, task

FILM = Generation(
    provider="akool",
    call="animate",
    kind=Kind.VIDEO,
    inputs={"prompt": "wärmer", "video_length": 5},
)
BATCH = Batch(
    id=BatchId("B7K3Q"),
    team=TEAM,
    channel=CHANNEL,
    person=ANN,
    made_at=NOW,
    rows=(
        BatchRow(number=1, wish=image(), follow_up=Kind.VIDEO),
        BatchRow(number=2, fault="No link."),
        BatchRow(number=3, wish=FILM),
    ),
)


class Batches:
    async def test_a_batch_is_kept_once_and_found_with_its_message(self, store: Store) -> None:
        await store.keep_batch(BATCH)
        await store.keep_batch(replace(BATCH, rows=()))
        await store.move_batch(BATCH.id, Ts("1.5"))

        assert await store.batch(BATCH.id) == replace(BATCH, ts=Ts("1.5"))
        assert await store.batch(BatchId("B2222")) is None

    async def test_what_a_batch_ordered_is_found_in_the_order_of_its_rows(self, store: Store) -> None:
        for row, name in enumerate(("GL-2222", "GL-3333", "GL-4444"), start=1):
            made = task(id=TaskId(name), lineage=TaskId(name), version=1)
            if row < 3:
                made = replace(made, batch=BATCH.id, batch_row=row)
            await store.save(Change(task=made, was=-1, history=()))

        assert [it.batch_row for it in await store.batch_tasks(BATCH.id)] == [1, 2]
