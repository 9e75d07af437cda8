"""What people decide about a result and about a spend: counted in rounds until enough of them agree."""

from dataclasses import replace
from datetime import datetime

from bot.domain import events as happened
from bot.domain.effects import (
    AnnounceFinal,
    AskApproval,
    BroadcastResult,
    DrawResult,
    DrawStatus,
    DrawThread,
    Effect,
    Expire,
    MakeFollowUp,
    Reserve,
    SayOutcome,
    SubmitJob,
    WriteProvenance,
)
from bot.domain.generation import Kind
from bot.domain.lifecycle.moves import Moved, SaidAlready, need, redraw
from bot.domain.rounds import agreed, agreed_to_spend, with_verdict
from bot.domain.task import Status, Task, Verdict


def review(
    task: Task, event: happened.Approved | happened.Reopened | happened.ChangesAsked, now: datetime
) -> Moved:
    match event:
        case happened.Approved(by=by, needed=needed):
            need(task, Status.DELIVERED)
            heard = with_verdict(task, by, Verdict.APPROVED, now=now)
            if len(agreed(heard)) >= needed:
                return _approved(replace(heard, status=Status.APPROVED, decided_by=by, decided_at=now))
            return _one_voice_more(task, heard)
        case happened.Reopened(by=by):
            need(task, Status.APPROVED)
            again = with_verdict(task, by, Verdict.REOPENED, now=now)
            reopened = replace(again, status=Status.DELIVERED, decided_by=None, decided_at=None)
            thread = () if task.kind is Kind.IMAGE else (DrawThread(),)
            return reopened, (DrawResult(), *redraw(reopened), WriteProvenance(), *thread)
        case happened.ChangesAsked(by=by, words=words):
            need(task, Status.DELIVERED)
            heard = with_verdict(task, by, Verdict.CHANGES, now=now)
            asked = replace(heard, asked_by=by, asked_change=words)
            return asked, (DrawResult(), *redraw(asked))


def spend(task: Task, event: happened.SpendApproved | happened.SpendRefused, now: datetime) -> Moved:
    need(task, Status.AWAITING_APPROVAL)
    match event:
        case happened.SpendApproved(by=by, needed=needed):
            heard = with_verdict(task, by, Verdict.SPEND, now=now)
            if len(agreed_to_spend(heard)) < needed:
                return _one_voice_more(task, heard)
            queued = replace(heard, status=Status.QUEUED, decided_by=by, decided_at=now)
            start = (SubmitJob(),) if task.shown.status_ts else ()
            return queued, (Reserve(), *redraw(queued), *start)
        case happened.SpendRefused(by=by):
            refused = replace(task, status=Status.REFUSED, decided_by=by, decided_at=now)
            return refused, (*redraw(refused), SayOutcome())


def unanswered(task: Task, event: happened.ApprovalExpired | happened.AskedNext, now: datetime) -> Moved:
    """Nobody approved the spend in time: somebody else is asked, once, or it ends."""
    if task.status is not Status.AWAITING_APPROVAL:
        return task, ()
    match event:
        case happened.AskedNext(person=person, expire_after=expire_after):
            asked = with_verdict(task, person, Verdict.ASKED_NEXT, now=now)
            return asked, (DrawStatus(), AskApproval(), Expire(after=expire_after))
        case happened.ApprovalExpired():
            expired = replace(task, status=Status.EXPIRED)
            return expired, (*redraw(expired), SayOutcome())


def _one_voice_more(before: Task, heard: Task) -> Moved:
    """Others are still missing. Whoever agreed before changes nothing by agreeing again."""
    if heard == before:
        raise SaidAlready(before.status)
    drawn = (DrawResult(),) if heard.status is Status.DELIVERED else ()
    return heard, (*drawn, *redraw(heard))


def _approved(approved: Task) -> Moved:
    return approved, (DrawResult(), *redraw(approved), WriteProvenance(), *_what_follows(approved))


def _what_follows(task: Task) -> tuple[Effect, ...]:
    if task.follow_up is not None:
        return (MakeFollowUp(),)
    return (BroadcastResult(), AnnounceFinal(), DrawThread()) if task.kind is not Kind.IMAGE else ()
