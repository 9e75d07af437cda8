"""What a person pressed: every decision, the states it is legal in, and what follows."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.domain import events as happened
from bot.domain.effects import (
    Admit,
    CheckJob,
    DrawResult,
    DrawStatus,
    FetchMedia,
    Reconcile,
    RemoveEverywhere,
    Reserve,
    SubmitJob,
)
from bot.domain.events import Decision
from bot.domain.lifecycle.money import CANCEL_MONEY, give_up_money
from bot.domain.lifecycle.moves import Moved, NotPossible, need, redraw
from bot.domain.lifecycle.review import review, spend
from bot.domain.task import Status, Task


def decide(task: Task, event: Decision, *, now: datetime) -> Moved:
    """Apply what a person pressed. Raises NotPossible when the task's state has no such way out."""
    match event:
        case happened.SpendConfirmed():
            need(task, Status.REQUESTED)
            return replace(task, confirmed=True), (Admit(),)
        case happened.SpendApproved() | happened.SpendRefused():
            return spend(task, event, now)
        case happened.Cancelled(by=by):
            return _cancel(task, replace(task, status=Status.CANCELLED, decided_by=by, decided_at=now))
        case happened.Approved() | happened.Reopened() | happened.ChangesAsked():
            return review(task, event, now)
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
