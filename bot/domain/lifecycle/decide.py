"""What a person pressed: every decision, the states it is legal in, and what follows."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain import events as happened
from bot.domain.effects import (
    Admit,
    BroadcastResult,
    CheckJob,
    DrawResult,
    DrawStatus,
    Effect,
    FetchMedia,
    MakeFollowUp,
    Reconcile,
    RemoveEverywhere,
    Reserve,
    SayOutcome,
    SubmitJob,
    WriteProvenance,
)
from bot.domain.events import Decision
from bot.domain.generation import Kind
from bot.domain.lifecycle.money import CANCEL_MONEY, give_up_money
from bot.domain.lifecycle.moves import Moved, NotPossible, need, redraw
from bot.domain.task import Status, Task


def decide(task: Task, event: Decision, *, now: datetime) -> Moved:
    """Apply what a person pressed. Raises NotPossible when the task's state has no such way out."""
    match event:
        case happened.SpendConfirmed():
            need(task, Status.REQUESTED)
            return replace(task, confirmed=True), (Admit(),)
        case happened.SpendApproved(by=by):
            need(task, Status.AWAITING_APPROVAL)
            queued = replace(task, status=Status.QUEUED, decided_by=by, decided_at=now)
            start = (SubmitJob(),) if task.shown.status_ts else ()
            return queued, (Reserve(), DrawStatus(), *start)
        case happened.SpendRefused(by=by):
            need(task, Status.AWAITING_APPROVAL)
            refused = replace(task, status=Status.REFUSED, decided_by=by, decided_at=now)
            return refused, (DrawStatus(), SayOutcome())
        case happened.Cancelled(by=by):
            return _cancel(task, replace(task, status=Status.CANCELLED, decided_by=by, decided_at=now))
        case happened.Approved(by=by):
            need(task, Status.DELIVERED)
            approved = replace(task, status=Status.APPROVED, decided_by=by, decided_at=now)
            return approved, (DrawResult(), *redraw(approved), WriteProvenance(), *_after_approval(task))
        case happened.Reopened():
            need(task, Status.APPROVED)
            reopened = replace(task, status=Status.DELIVERED, decided_by=None, decided_at=None)
            return reopened, (DrawResult(), *redraw(reopened), WriteProvenance())
        case happened.ChangesAsked(by=by, words=words):
            need(task, Status.DELIVERED)
            asked = replace(task, asked_by=by, asked_change=words)
            return asked, (DrawResult(), *redraw(asked))
        case happened.DeleteAsked(by=by):
            need(task, Status.DELIVERED, Status.APPROVED, Status.UNDELIVERED)
            deleting = replace(task, status=Status.DELETING, decided_by=by, decided_at=now)
            return deleting, (RemoveEverywhere(), DrawResult(), *redraw(deleting))
        case happened.CheckAsked():
            need(task, Status.UNKNOWN, Status.STALLED)
            look = Reconcile() if task.status is Status.UNKNOWN else CheckJob()
            return replace(task, needs_person=False), (look, DrawStatus())
        case happened.SendAsked():
            need(task, Status.UNKNOWN)
            if not task.needs_person:  # a second click on what the first one started: the search goes on
                raise NotPossible(task.status)
            again = replace(
                task, status=Status.QUEUED, attempt=task.attempt + 1, resends=0, looks=0, needs_person=False
            )
            return again, (Reserve(), SubmitJob(), DrawStatus())
        case happened.GivenUp(by=by):
            need(task, Status.UNKNOWN, Status.STALLED)
            ended = replace(
                task, status=Status.FAILED, decided_by=by, decided_at=now, reason="", finished_at=now
            )
            return ended, (*give_up_money(task), *redraw(ended))
        case happened.RetryAsked():
            need(task, Status.UNDELIVERED)
            fetching = replace(task, status=Status.FETCHING, reason="")
            return fetching, (FetchMedia(), DrawStatus())
        case _:
            assert_never(event)


def _cancel(task: Task, cancelled: Task) -> Moved:
    """Free until the request leaves; after that the provider goes on and charges."""
    need(task, *CANCEL_MONEY)
    return cancelled, (*CANCEL_MONEY[task.status](task), *redraw(cancelled))


def _after_approval(task: Task) -> tuple[Effect, ...]:
    if task.follow_up is not None:
        return (MakeFollowUp(),)
    return (BroadcastResult(),) if task.kind is not Kind.IMAGE else ()
