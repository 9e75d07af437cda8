"""What the world did to a task: every fact leads to the step that waits for it."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain import events as happened
from bot.domain.effects import Admit, AskApproval, DrawResult, DrawRoot, SubmitJob
from bot.domain.events import Fact
from bot.domain.lifecycle.admission import admission
from bot.domain.lifecycle.delivery import delivery
from bot.domain.lifecycle.moves import Moved, redraw
from bot.domain.lifecycle.outcome import outcome
from bot.domain.lifecycle.review import unanswered
from bot.domain.lifecycle.search import search
from bot.domain.lifecycle.submission import submission
from bot.domain.task import Status, Task


def advance(task: Task, event: Fact, *, now: datetime) -> Moved:
    """Apply one fact and say what has to happen in the world because of it.

    Facts come late, twice and out of order (webhook and poll race each other), so whatever a state does not
    wait for is absorbed: the same task back, no effects.
    """
    match event:
        case happened.Requested():
            return task, (Admit(),)
        case (
            happened.Admitted() | happened.SpendQuestioned() | happened.ApprovalNeeded() | happened.Refused()
        ):
            return admission(task, event)
        case happened.ApprovalExpired() | happened.AskedNext():
            return unanswered(task, event, now)
        case happened.StatusShown(ts=ts):
            return _shown(replace(task, shown=replace(task.shown, status_ts=ts)))
        case happened.ThreadMoved(ts=ts):
            return replace(task, shown=replace(task.shown, status_ts=ts)), (DrawRoot(),)
        case (
            happened.SubmissionStarted()
            | happened.SubmissionNotSent()
            | happened.SubmissionRefused()
            | happened.SubmissionLost()
        ):
            return submission(task, event, now)
        case happened.JobAccepted() | happened.JobFound() | happened.JobNotFound() | happened.SearchEnded():
            return search(task, event, now)
        case happened.JobSucceeded() | happened.JobFailed() | happened.JobOverdue():
            return outcome(task, event, now)
        case (
            happened.MediaArchived()
            | happened.FileStored()
            | happened.FileLost()
            | happened.ResultShown()
            | happened.DeliveryFailed()
        ):
            return delivery(task, event)
        case happened.Removed(leftovers=leftovers):
            return _removed(task, leftovers)
        case _:
            assert_never(event)


def _shown(task: Task) -> Moved:
    """Its message stands now. What ended while that was being posted still reads as if it went on."""
    if task.status is Status.QUEUED:
        return task, (SubmitJob(),)
    if task.status is Status.AWAITING_APPROVAL:
        return task, (AskApproval(), *redraw(task))
    return task, redraw(task) if task.status.is_settled else ()


def _removed(task: Task, leftovers: str) -> Moved:
    """Deleted, or deleted before and what was left behind then has changed."""
    if task.status is not Status.DELETING and (
        task.status is not Status.DELETED or task.leftovers == leftovers
    ):
        return task, ()
    gone = replace(task, status=Status.DELETED, leftovers=leftovers)
    return gone, (DrawResult(), *redraw(gone))
