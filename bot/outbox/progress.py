"""Progress edits: elapsed and usual time of what is rendering, within a budget the workspace shares."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.task import Status, Task, TaskId
from bot.errors import GreenlightError, SlackError
from bot.logs import get_logger
from bot.outbox.draw import redraw_status
from bot.outbox.tools import Tools

TICK: Final = timedelta(seconds=2)
"""One edit a tick is 30 a minute, well under Slack's tier for chat.update."""

LEAST_TICK: Final = timedelta(seconds=0.15)
"""However fast time runs, the store is not asked more often."""

SHORTEST: Final = timedelta(seconds=10)
MOST_SHOWN: Final = 50
"""With more tasks than this rendering at once, those that run longest show their progress."""


log = get_logger()


class Progress:
    """Cosmetic, so nothing of it is written down: a lost edit is followed by the next."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._drawn: dict[TaskId, datetime] = {}

    async def run(self) -> None:
        """Redraw one task a tick until cancelled."""
        clock = self._tools.clock
        while True:
            await clock.sleep(max(clock.paced(TICK), LEAST_TICK))
            try:
                await self.tick()
            except GreenlightError as error:
                log.warning("progress not drawn", error=str(error))

    async def tick(self) -> Task | None:
        """Redraw the task whose progress is the oldest, when it is old enough; say which. One process of
        several does, for the budget is the workspace's."""
        if not self._tools.store.leads:
            return None
        now = self._tools.clock.now()
        known = self._tools.service.providers
        running = [
            task for task in await self._tools.store.running(MOST_SHOWN) if task.generation.provider in known
        ]
        self._drawn = {task.id: self._drawn.get(task.id, task.changed_at) for task in running}
        due = self._most_due(running, now)
        if due is None:
            return None
        self._drawn[due.id] = now
        try:
            await redraw_status(self._tools, due)
        except SlackError:
            return None
        return due

    def _most_due(self, running: Sequence[Task], now: datetime) -> Task | None:
        gap = self._tools.clock.paced(max(SHORTEST, TICK * len(running)))
        shown = [
            task for task in running if task.status is Status.RENDERING and now - self._drawn[task.id] >= gap
        ]
        return min(shown, key=lambda task: self._drawn[task.id], default=None)
