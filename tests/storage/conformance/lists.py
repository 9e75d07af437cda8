"""Questions about many tasks."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.generation import Generation, Kind
from bot.domain.task import ChannelId, Status, Task
from storage.store import Store, TaskFilter
from tests.domain.examples import ANN, BEN, CHANNEL, NOW, PICTURE
from tests.storage.examples import TASK, first, moved, name, some_task, then

OTHER = ChannelId("C0OTHER001")


async def keep(store: Store, *tasks: Task) -> None:
    for task in tasks:
        await store.save(first(task))


class Lists:
    async def test_a_lineage_is_told_oldest_first(self, store: Store) -> None:
        root = some_task(1)
        second = some_task(2, lineage=root.id, parent=root.id, created_at=root.created_at - timedelta(days=1))
        await keep(store, root, some_task(3), second)

        assert await store.lineage(root.id) == [root, second]

    async def test_a_list_is_told_newest_first_and_cut(self, store: Store) -> None:
        await keep(store, *(some_task(number) for number in range(1, 6)))

        assert [task.id for task in await store.tasks(TaskFilter(limit=2))] == [name(5), name(4)]

    async def test_a_list_is_filtered_by_everything_asked_for(self, store: Store) -> None:
        await keep(
            store,
            some_task(1),
            some_task(2, Status.QUEUED),
            some_task(3, requester=BEN),
            some_task(4, channel=OTHER),
            some_task(5, created_at=NOW),
        )

        async def ids(**wanted: object) -> list[str]:
            return [task.id[-1] for task in await store.tasks(TaskFilter(**wanted))]  # type: ignore[arg-type]  # any field

        assert await ids() == ["5", "4", "3", "2", "1"]
        assert await ids(statuses=[Status.QUEUED]) == ["2"]
        assert await ids(requester=BEN) == ["3"]
        assert await ids(channels=[OTHER]) == ["4"]
        assert await ids(channels=[OTHER, CHANNEL]) == ["5", "4", "3", "2", "1"]
        assert await ids(channels=[]) == []
        assert await ids(since=NOW) == ["5"]
        assert await ids(requester=ANN, channels=[CHANNEL], statuses=[Status.REQUESTED], since=NOW) == ["5"]

    async def test_every_open_state_is_counted(self, store: Store) -> None:
        await keep(store, some_task(1, Status.RENDERING), some_task(2, Status.RENDERING), some_task(3))
        await keep(store, some_task(4, Status.APPROVED))

        counts = await store.count_open()

        assert set(counts) == {status for status in Status if status.is_open}
        assert {status: count for status, count in counts.items() if count} == {
            Status.RENDERING: 2,
            Status.REQUESTED: 1,
        }

    async def test_running_tasks_come_longest_unseen_first(self, store: Store) -> None:
        newer = some_task(1, Status.RENDERING, changed_at=NOW)
        older = some_task(2, Status.RENDERING, changed_at=NOW - timedelta(seconds=9))
        await keep(store, newer, older, some_task(3, Status.STALLED))

        assert await store.running(10) == [older, newer]
        assert await store.running(1) == [older]

    async def test_usual_times_are_those_of_the_last_successes(self, store: Store) -> None:
        def took(number: int, seconds: int, **changes: object) -> Task:
            return some_task(
                number,
                Status.DELIVERED,
                submitted_at=NOW + timedelta(minutes=number),
                finished_at=NOW + timedelta(minutes=number, seconds=seconds),
                result_url="https://cdn.example/a.png",
                **changes,
            )

        video = Generation(provider="creatify", call="gen_video", kind=Kind.VIDEO)
        await keep(store, took(1, 10), took(2, 20), took(3, 30), took(4, 99, generation=video))
        await keep(store, some_task(5, Status.FAILED, submitted_at=NOW, finished_at=NOW + timedelta(hours=1)))

        found = await store.usual_times("creatify", "gen_image", 2)

        assert found == [timedelta(seconds=30), timedelta(seconds=20)]

    async def test_old_media_are_named_until_they_are_tidied(self, store: Store) -> None:
        old = some_task(1, Status.DELIVERED, changed_at=NOW - timedelta(days=181))
        new = some_task(2, Status.DELIVERED, changed_at=NOW)
        await keep(store, old, new, some_task(3))
        limit = NOW - timedelta(days=180)
        assert await store.media_before(limit, 10) == [old]

        await store.media_tidied([old.id])

        assert await store.media_before(limit, 10) == []

    async def test_it_says_which_of_some_tasks_were_deleted(self, store: Store) -> None:
        gone, going, there = (
            some_task(n, s) for n, s in enumerate((Status.DELETED, Status.DELETING, Status.DELIVERED), 1)
        )
        await keep(store, gone, going, there)

        assert await store.deleted_among([gone.id, there.id, going.id, TASK]) == {gone.id, going.id}

    async def test_the_age_of_media_counts_from_the_archiving(self, store: Store) -> None:
        old = some_task(1, Status.DELIVERED, changed_at=NOW - timedelta(days=181))
        await keep(store, old)
        approved = moved(old, status=Status.APPROVED, changed_at=NOW, cost=Decimal(1), media=PICTURE)
        await store.save(then(old, approved))

        assert await store.media_before(NOW - timedelta(days=180), 10) == [approved]

    async def test_an_open_store_is_ready(self, store: Store) -> None:
        assert await store.ready()
