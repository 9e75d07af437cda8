"""What every step of the lifecycle is made of: its answer, its guard, its redraws, its waits."""

from datetime import timedelta
from typing import Final

from bot.domain.effects import DrawResult, DrawRoot, DrawStatus, Effect, Remind
from bot.domain.task import Status, Task

FIRST_LOOK: Final = timedelta(seconds=5)
"""The first read of a job; later ones follow 10, 20, 40 and at most 60 seconds apart."""

LOOK_APART: Final = timedelta(seconds=60)
"""Two reads that count as *not found* lie at least this far apart."""

STALLED_LOOK: Final = timedelta(minutes=10)

Moved = tuple[Task, tuple[Effect, ...]]


class NotPossible(Exception):
    """A person's wish came too late for the state the task is in; `status` says which."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"not possible while {status}")
        self.status = status


class SaidAlready(NotPossible):
    """They agreed before; others are waited for."""


def need(task: Task, *statuses: Status) -> None:
    if task.status not in statuses:
        raise NotPossible(task.status)


def reminders(after: timedelta | None) -> tuple[Effect, ...]:
    """None where nobody is to be reminded."""
    return () if after is None else (Remind(after=after),)


def redraw(task: Task) -> tuple[Effect, ...]:
    """The task's own message, the root above it, and the buttons of the result that it grew out of."""
    root = () if task.is_root else (DrawRoot(),)
    parent = (DrawResult(of=task.parent),) if task.parent else ()
    return (DrawStatus(), *root, *parent)
