"""How a job ended, or that it did not."""

from dataclasses import replace
from datetime import datetime

from bot.domain import events as happened
from bot.domain.effects import CheckJob, DrawStatus, FetchMedia, SayOutcome, Settle, SettleFailed
from bot.domain.lifecycle.moves import STALLED_LOOK, Moved, redraw
from bot.domain.task import Status, Task


def outcome(
    task: Task, event: happened.JobSucceeded | happened.JobFailed | happened.JobOverdue, now: datetime
) -> Moved:
    if task.status not in {Status.RENDERING, Status.STALLED}:
        return task, ()
    match event:
        case happened.JobSucceeded(url=url, cost=cost):
            paid = task.cost if cost is None else cost
            fetching = replace(task, status=Status.FETCHING, result_url=url, finished_at=now, cost=paid)
            return fetching, (Settle(cost=cost), FetchMedia(), DrawStatus())
        case happened.JobFailed(reason=reason, cost=cost):
            paid = task.cost if cost is None else cost
            failed = replace(task, status=Status.FAILED, reason=reason, finished_at=now, cost=paid)
            return failed, (SettleFailed(cost=cost), *redraw(failed), SayOutcome())
        case happened.JobOverdue():
            if task.status is Status.STALLED:
                return task, ()
            stalled = replace(task, status=Status.STALLED)
            return stalled, (CheckJob(after=STALLED_LOOK), *redraw(stalled), SayOutcome())
