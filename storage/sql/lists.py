"""Questions about tasks. Each function only reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.events import HistoryLine
from bot.domain.generation import JobId
from bot.domain.task import Status, Task, TaskId
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.rows import read_line, read_task
from storage.sql.values import to_json_list, to_micros, to_micros_or_none
from storage.store import TaskFilter


def one(database: Database, query: str, *about: object) -> Task | None:
    row = database.execute(SQL[query], about).fetchone()
    return None if row is None else read_task(row)


def several(database: Database, query: str, *about: object) -> Sequence[Task]:
    return [read_task(row) for row in database.execute(SQL[query], about)]


def filtered(database: Database, wanted: TaskFilter) -> Sequence[Task]:
    query = "tasks"
    if wanted.channels is not None:
        query = "tasks_in_channels"
    if wanted.requester is not None:
        query = "open_tasks_of_person" if _only_open(wanted) else "tasks_of_person"
    about = {
        "channels": None if wanted.channels is None else to_json_list(wanted.channels),
        "statuses": None if wanted.statuses is None else to_json_list(wanted.statuses),
        "requester": wanted.requester,
        "since": to_micros_or_none(wanted.since),
        "limit": wanted.limit,
    }
    return [read_task(row) for row in database.execute(SQL[query], about)]


def _only_open(wanted: TaskFilter) -> bool:
    return wanted.statuses is not None and all(status.is_open for status in wanted.statuses)


def claimed_jobs(database: Database, provider: str) -> frozenset[JobId]:
    return frozenset(job for (job,) in database.execute(SQL["claimed_jobs"], (provider,)))


def history(database: Database, task: TaskId) -> Sequence[HistoryLine]:
    return [read_line(row) for row in database.execute(SQL["history"], (task,))]


def count_open(database: Database) -> Mapping[Status, int]:
    counts = {status: 0 for status in Status if status.is_open}
    counts.update((Status(status), count) for status, count in database.execute(SQL["count_open"]))
    return counts


def usual_times(database: Database, provider: str, call: str, last: int) -> Sequence[timedelta]:
    rows = database.execute(SQL["usual_times"], (provider, call, last))
    return [timedelta(microseconds=micros) for (micros,) in rows]


def deleted_among(database: Database, tasks: Sequence[TaskId]) -> frozenset[TaskId]:
    rows = database.execute(SQL["deleted_among"], (to_json_list(tasks),))
    return frozenset(TaskId(name) for (name,) in rows)


def media_before(database: Database, moment: datetime, limit: int) -> Sequence[Task]:
    return several(database, "media_before", to_micros(moment), limit)
