"""Whether it may run: the answer of the check that comes before anything is shown or spent."""

from dataclasses import replace

from bot.domain import events as happened
from bot.domain.effects import AskSpend, DrawStatus, Expire, Reserve, TellRequester
from bot.domain.lifecycle.money import unsent_money
from bot.domain.lifecycle.moves import Moved, redraw, reminders
from bot.domain.task import Status, Task


def admission(
    task: Task,
    event: happened.Admitted | happened.SpendQuestioned | happened.ApprovalNeeded | happened.Refused,
) -> Moved:
    if task.status not in {Status.REQUESTED, Status.QUEUED, Status.AWAITING_APPROVAL}:
        return task, ()
    match event:
        case happened.Refused(reason=reason):
            refused = replace(task, status=Status.REFUSED, reason=reason)
            money = (unsent_money(task),) if task.status is Status.QUEUED else ()
            return refused, (*money, TellRequester(), *redraw(refused))
        case _ if task.status is not Status.REQUESTED:
            return task, ()
        case happened.Admitted():
            queued = replace(task, status=Status.QUEUED)
            return queued, (Reserve(), *redraw(queued))
        case happened.SpendQuestioned():
            return task, () if task.confirmed else (AskSpend(),)
        case happened.ApprovalNeeded():
            waiting = replace(task, status=Status.AWAITING_APPROVAL)
            return waiting, (DrawStatus(), *reminders(event.remind_after), Expire(after=event.expire_after))
