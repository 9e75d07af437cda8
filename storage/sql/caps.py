"""Caps on what runs and waits, counted in the transaction that adds to it."""

from bot.domain.caps import Caps, Most
from bot.domain.task import Status, Task
from bot.errors import LineFull, NoSlot
from storage.queries import SQL
from storage.sql.database import Database


def hold_against(database: Database, task: Task, caps: Caps) -> None:
    """The task is written already, so it counts itself. Raises NoSlot or LineFull."""
    if task.status is Status.SUBMITTING and caps.running.exceeded(_counts(database, "count_running", task)):
        raise NoSlot(ahead(database, task))
    if task.status is Status.QUEUED:
        whose = caps.queued.exceeded(_counts(database, "count_queued", task))
        if whose is not None:
            raise LineFull(whose)


def ahead(database: Database, task: Task) -> int:
    about = {"task": task.id, "channel": task.channel, "provider": task.generation.provider}
    (count,) = database.execute(SQL["count_ahead"], about).fetchone()
    return int(count)


def _counts(database: Database, query: str, task: Task) -> Most:
    about = {"provider": task.generation.provider, "channel": task.channel, "person": task.requester}
    person, channel, provider = database.execute(SQL[query], about).fetchone()
    return Most(person=person, channel=channel, provider=provider)
