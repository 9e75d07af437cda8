"""The job behind a request: accepted, found again, not found, or to be sent once more."""

from dataclasses import replace
from datetime import datetime

from bot.domain import events as happened
from bot.domain.effects import CheckJob, DrawStatus, Reconcile, Reserve, SayOutcome, SubmitJob
from bot.domain.generation import JobId
from bot.domain.lifecycle.moves import FIRST_LOOK, LOOK_APART, Moved, need
from bot.domain.task import Status, Task


def search(
    task: Task,
    event: happened.JobAccepted | happened.JobFound | happened.JobNotFound | happened.SearchEnded,
    now: datetime,
) -> Moved:
    match event:
        case happened.JobAccepted(job_id=job_id, cost=cost):
            return _adopt(replace(task, cost=cost) if cost is not None else task, job_id, now)
        case happened.JobFound(job_id=job_id):
            return _adopt(task, job_id, now)
        case _ if task.status is not Status.UNKNOWN:
            return task, ()
        case happened.JobNotFound():
            return replace(task, looks=task.looks + 1), (Reconcile(after=LOOK_APART),)
        case happened.SearchEnded():
            if task.needs_person:
                return task, ()
            return replace(task, needs_person=True), (DrawStatus(), SayOutcome())


def _adopt(task: Task, job_id: JobId, now: datetime) -> Moved:
    if task.status not in {Status.SUBMITTING, Status.UNKNOWN, Status.QUEUED}:
        return task, ()
    rendering = replace(
        task,
        status=Status.RENDERING,
        job_id=job_id,
        needs_person=False,
        submitted_at=task.submitted_at or now,
    )
    return rendering, (Reserve(), CheckJob(after=FIRST_LOOK), DrawStatus())


def resend(task: Task) -> Moved:
    """Send the very same request once more, after two looks and the settle window found nothing."""
    need(task, Status.UNKNOWN)
    again = replace(task, status=Status.QUEUED, resends=task.resends + 1, looks=0)
    return again, (SubmitJob(), DrawStatus())
