"""Where final versions stand, so that a root that is drawn often asks Slack once."""

from typing import Final

from bot.domain.task import TaskId

MOST_KEPT: Final = 10_000


class Permalinks:
    """A result is posted once and stays where it is. What is forgotten is asked for again."""

    def __init__(self) -> None:
        self._known: dict[TaskId, str] = {}

    def get(self, task: TaskId) -> str | None:
        return self._known.get(task)

    def keep(self, task: TaskId, link: str) -> None:
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[task] = link
