"""How a task moves: `advance` for facts, `decide` for what a person pressed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.domain import events as happened
from bot.domain.effects import (
    Admit,
    AskSpend,
    BroadcastResult,
    CheckJob,
    DrawResult,
    DrawRoot,
    DrawStatus,
    Effect,
    Expire,
    FetchMedia,
    MakeFollowUp,
    MarkUnknown,
    NotifyChannels,
    Reconcile,
    Release,
    RemoveEverywhere,
    Reserve,
    SayOutcome,
    Settle,
    SettleFailed,
    ShowResult,
    SubmitJob,
    TellRequester,
    WriteProvenance,
)
from bot.domain.events import Decision, Fact
from bot.domain.generation import JobId, Kind
from bot.domain.task import Status, Task

FIRST_LOOK: Final = timedelta(seconds=5)
"""The first read of a job; later ones follow 10, 20, 40 and at most 60 seconds apart."""

LOOK_APART: Final = timedelta(seconds=60)
"""Two reads that count as *not found* lie at least this far apart."""

APPROVAL_WAIT: Final = timedelta(days=7)
STALLED_LOOK: Final = timedelta(minutes=10)

Moved = tuple[Task, tuple[Effect, ...]]


class NotPossible(Exception):
    """A person's wish came too late for the state the task is in; `status` says which."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"not possible while {status}")
        self.status = status


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
            return _admission(task, event)
        case happened.ApprovalExpired():
            if task.status is not Status.AWAITING_APPROVAL:
                return task, ()
            return replace(task, status=Status.EXPIRED), (DrawStatus(), SayOutcome())
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
            return _submission(task, event, now)
        case happened.JobAccepted() | happened.JobFound() | happened.JobNotFound() | happened.SearchEnded():
            return _search(task, event, now)
        case happened.JobSucceeded() | happened.JobFailed() | happened.JobOverdue():
            return _outcome(task, event, now)
        case (
            happened.MediaArchived()
            | happened.FileStored()
            | happened.FileLost()
            | happened.ResultShown()
            | happened.DeliveryFailed()
        ):
            return _delivery(task, event)
        case happened.Removed(leftovers=leftovers):
            if task.status is not Status.DELETING:
                return task, ()
            gone = replace(task, status=Status.DELETED, leftovers=leftovers)
            return gone, (DrawResult(), *_redraw(gone))
        case _:
            assert_never(event)


def decide(task: Task, event: Decision, *, now: datetime) -> Moved:
    """Apply what a person pressed. Raises NotPossible when the task's state has no such way out."""
    match event:
        case happened.SpendConfirmed():
            _need(task, Status.REQUESTED)
            return replace(task, confirmed=True), (Admit(),)
        case happened.SpendApproved(by=by):
            _need(task, Status.AWAITING_APPROVAL)
            queued = replace(task, status=Status.QUEUED, decided_by=by, decided_at=now)
            start = (SubmitJob(),) if task.shown.status_ts else ()
            return queued, (Reserve(), DrawStatus(), *start)
        case happened.SpendRefused(by=by):
            _need(task, Status.AWAITING_APPROVAL)
            refused = replace(task, status=Status.REFUSED, decided_by=by, decided_at=now)
            return refused, (DrawStatus(), SayOutcome())
        case happened.Cancelled(by=by):
            return _cancel(task, replace(task, status=Status.CANCELLED, decided_by=by, decided_at=now))
        case happened.Approved(by=by):
            _need(task, Status.DELIVERED)
            approved = replace(task, status=Status.APPROVED, decided_by=by, decided_at=now)
            return approved, (DrawResult(), *_redraw(approved), WriteProvenance(), *_after_approval(task))
        case happened.Reopened():
            _need(task, Status.APPROVED)
            reopened = replace(task, status=Status.DELIVERED, decided_by=None, decided_at=None)
            return reopened, (DrawResult(), *_redraw(reopened), WriteProvenance())
        case happened.ChangesAsked(by=by, words=words):
            _need(task, Status.DELIVERED)
            asked = replace(task, asked_by=by, asked_change=words)
            return asked, (DrawResult(), *_redraw(asked))
        case happened.DeleteAsked(by=by):
            _need(task, Status.DELIVERED, Status.APPROVED, Status.UNDELIVERED)
            deleting = replace(task, status=Status.DELETING, decided_by=by, decided_at=now)
            return deleting, (RemoveEverywhere(), DrawResult(), *_redraw(deleting))
        case happened.CheckAsked():
            _need(task, Status.UNKNOWN, Status.STALLED)
            look = Reconcile() if task.status is Status.UNKNOWN else CheckJob()
            return replace(task, needs_person=False), (look, DrawStatus())
        case happened.SendAsked():
            _need(task, Status.UNKNOWN)
            if not task.needs_person:  # a second click on what the first one started: the search goes on
                raise NotPossible(task.status)
            again = replace(
                task, status=Status.QUEUED, attempt=task.attempt + 1, resends=0, looks=0, needs_person=False
            )
            return again, (Reserve(), SubmitJob(), DrawStatus())
        case happened.GivenUp(by=by):
            _need(task, Status.UNKNOWN, Status.STALLED)
            ended = replace(
                task, status=Status.FAILED, decided_by=by, decided_at=now, reason="", finished_at=now
            )
            return ended, (*_give_up_money(task), *_redraw(ended))
        case happened.RetryAsked():
            _need(task, Status.UNDELIVERED)
            fetching = replace(task, status=Status.FETCHING, reason="")
            return fetching, (FetchMedia(), DrawStatus())
        case _:
            assert_never(event)


def _shown(task: Task) -> Moved:
    """Its message stands now. What ended while that was being posted still reads as if it went on."""
    if task.status is Status.QUEUED:
        return task, (SubmitJob(),)
    return task, _redraw(task) if task.status.is_settled else ()


def _need(task: Task, *statuses: Status) -> None:
    if task.status not in statuses:
        raise NotPossible(task.status)


def _redraw(task: Task) -> tuple[Effect, ...]:
    """The task's own message, the root above it, and the buttons of the result that it grew out of."""
    root = () if task.is_root else (DrawRoot(),)
    parent = (DrawResult(of=task.parent),) if task.parent else ()
    return (DrawStatus(), *root, *parent)


def _admission(
    task: Task,
    event: happened.Admitted | happened.SpendQuestioned | happened.ApprovalNeeded | happened.Refused,
) -> Moved:
    if task.status not in {Status.REQUESTED, Status.QUEUED, Status.AWAITING_APPROVAL}:
        return task, ()
    match event:
        case happened.Refused(reason=reason):
            refused = replace(task, status=Status.REFUSED, reason=reason)
            money = (_unsent_money(task),) if task.status is Status.QUEUED else ()
            return refused, (*money, TellRequester(), *_redraw(refused))
        case _ if task.status is not Status.REQUESTED:
            return task, ()
        case happened.Admitted():
            queued = replace(task, status=Status.QUEUED)
            return queued, (Reserve(), *_redraw(queued))
        case happened.SpendQuestioned():
            return task, () if task.confirmed else (AskSpend(),)
        case happened.ApprovalNeeded():
            waiting = replace(task, status=Status.AWAITING_APPROVAL)
            return waiting, (DrawStatus(), Expire(after=APPROVAL_WAIT))


def _submission(
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
            return failed, (_unsent_money(task), *_redraw(failed), SayOutcome())
        case happened.SubmissionLost():
            lost = replace(task, status=Status.UNKNOWN, looks=0)
            return lost, (MarkUnknown(), Reconcile(after=FIRST_LOOK), DrawStatus())


def _search(
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
    _need(task, Status.UNKNOWN)
    again = replace(task, status=Status.QUEUED, resends=task.resends + 1, looks=0)
    return again, (SubmitJob(), DrawStatus())


def _outcome(
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
            return failed, (SettleFailed(cost=cost), *_redraw(failed), SayOutcome())
        case happened.JobOverdue():
            if task.status is Status.STALLED:
                return task, ()
            stalled = replace(task, status=Status.STALLED)
            return stalled, (CheckJob(after=STALLED_LOOK), *_redraw(stalled), SayOutcome())


def _delivery(
    task: Task,
    event: happened.MediaArchived
    | happened.FileStored
    | happened.FileLost
    | happened.ResultShown
    | happened.DeliveryFailed,
) -> Moved:
    if task.status is not Status.FETCHING:
        return task, ()
    match event:
        case happened.MediaArchived(media=media):
            return replace(task, media=media), (ShowResult(),)
        case happened.FileStored(slack_file=slack_file):
            return replace(task, media=task.media and replace(task.media, slack_file=slack_file)), ()
        case happened.FileLost():
            return replace(task, media=task.media and replace(task.media, slack_file=None)), ()
        case happened.ResultShown(ts=ts):
            delivered = replace(task, status=Status.DELIVERED, shown=replace(task.shown, result_ts=ts))
            return delivered, (*_redraw(delivered), NotifyChannels())
        case happened.DeliveryFailed(reason=reason):
            undelivered = replace(task, status=Status.UNDELIVERED, reason=reason)
            return undelivered, (*_redraw(undelivered), SayOutcome())


def _after_approval(task: Task) -> tuple[Effect, ...]:
    if task.follow_up is not None:
        return (MakeFollowUp(),)
    return (BroadcastResult(),) if task.kind is not Kind.IMAGE else ()


_CANCEL_MONEY: Final[dict[Status, Callable[[Task], tuple[Effect, ...]]]] = {
    Status.REQUESTED: lambda _: (),
    Status.AWAITING_APPROVAL: lambda _: (),
    Status.QUEUED: lambda task: (_unsent_money(task),),
    Status.RENDERING: lambda _: (Settle(),),
    Status.STALLED: lambda _: (Settle(),),
}


def _cancel(task: Task, cancelled: Task) -> Moved:
    """Free until the request leaves; after that the provider goes on and charges."""
    _need(task, *_CANCEL_MONEY)
    return cancelled, (*_CANCEL_MONEY[task.status](task), *_redraw(cancelled))


def _unsent_money(task: Task) -> Effect:
    """Of what is not sent now: a first try whose answer was lost may have been charged all the same."""
    return MarkUnknown() if task.resends else Release()


def _give_up_money(task: Task) -> tuple[Effect, ...]:
    return (Settle(),) if task.status is Status.STALLED else ()
