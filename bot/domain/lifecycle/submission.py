"""The paid request: about to leave, not sent, refused, or lost on the way."""

from dataclasses import replace
from datetime import datetime

from bot.domain import events as happened
from bot.domain.effects import DrawStatus, MarkUnknown, Reconcile, SayOutcome
from bot.domain.lifecycle.money import unsent_money
from bot.domain.lifecycle.moves import FIRST_LOOK, Moved, redraw
from bot.domain.task import Status, Task


def submission(
    task: Task,
    event: happened.SubmissionStarted
    | happened.SubmissionNotSent
    | happened.SubmissionRefused
    | happened.SubmissionLost,
    now: datetime,
) -> Moved:
    match event:
        case happened.SubmissionStarted():
            if task.status is not Status.QUEUED:
                return task, ()
            return replace(task, status=Status.SUBMITTING, submitted_at=now), (DrawStatus(),)
        case _ if task.status is not Status.SUBMITTING:
            return task, ()
        case happened.SubmissionNotSent():
            return replace(task, status=Status.QUEUED, submitted_at=None), ()
        case happened.SubmissionRefused(reason=reason):
            failed = replace(task, status=Status.FAILED, reason=reason, finished_at=now)
            return failed, (unsent_money(task), *redraw(failed), SayOutcome())
        case happened.SubmissionLost():
            lost = replace(task, status=Status.UNKNOWN, looks=0)
            return lost, (MarkUnknown(), Reconcile(after=FIRST_LOOK), DrawStatus())
