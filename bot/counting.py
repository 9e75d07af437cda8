"""Feeds the metrics: tasks as they come to a state, and how much is open when somebody asks."""

from datetime import timedelta

from bot.clock import Clock
from bot.domain.task import Status, Task
from bot.errors import StorageError
from bot.metrics import Metrics
from storage.store import Store


class Counting:
    """What is counted as it happens, and what is read for each scrape."""

    def __init__(self, metrics: Metrics, store: Store, clock: Clock) -> None:
        self._metrics = metrics
        self._store = store
        self._clock = clock

    def came(self, before: Status | None, task: Task) -> None:
        """A task came from one state to another."""
        wish = task.generation
        self._metrics.task(wish.provider, task.status)
        brought = task.status is Status.FETCHING and before in {Status.RENDERING, Status.STALLED}
        if brought and task.submitted_at and task.finished_at:
            self._metrics.job_finished(wish.provider, wish.call, task.finished_at - task.submitted_at)

    async def gauge(self) -> None:
        """Read how much is open now. While the database is away the figures stay as they were."""
        now = self._clock.now()
        try:
            waiting, since = await self._store.count_due(now), await self._store.next_due()
            open_tasks = await self._store.count_open()
        except StorageError:
            return
        oldest = now - since if waiting and since else timedelta()
        self._metrics.outbox(waiting=waiting, oldest=oldest)
        self._metrics.open_tasks(open_tasks)
