"""Clicks as they were written down: who may, in which state, then the decision or a private answer."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain import events as happened
from bot.domain.events import Decision
from bot.domain.policy import Action
from bot.domain.task import ChannelId, Task, TaskId, Ts, UserId
from bot.errors import LineFull, OverBudget, PersonError, SlackError, TooLate
from bot.logs import get_logger
from bot.outbox.budgets import over_budget
from bot.outbox.follow import try_again
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing, refusal, without_button
from bot.views import ids, text
from storage.store import Claim

log = get_logger()

_DECISIONS: Final[Mapping[str, tuple[Callable[[UserId, str], Decision], Action]]] = {
    ids.APPROVE: (lambda by, _: happened.Approved(by=by), Action.APPROVE),
    ids.REOPEN: (lambda by, _: happened.Reopened(by=by), Action.REOPEN),
    ids.REQUEST_CHANGES: (lambda by, words: happened.ChangesAsked(by=by, words=words), Action.ASK_CHANGES),
    ids.DELETE: (lambda by, _: happened.DeleteAsked(by=by), Action.DELETE),
    ids.CANCEL: (lambda by, _: happened.Cancelled(by=by), Action.CANCEL),
    ids.SPEND_CANCEL: (lambda by, _: happened.Cancelled(by=by), Action.CANCEL),
    ids.SPEND: (lambda by, _: happened.SpendConfirmed(by=by), Action.SPEND),
    ids.APPROVE_SPEND: (lambda by, _: happened.SpendApproved(by=by), Action.APPROVE),
    ids.REFUSE_SPEND: (lambda by, _: happened.SpendRefused(by=by), Action.APPROVE),
    ids.CHECK_AGAIN: (lambda by, _: happened.CheckAsked(by=by), Action.RETRY),
    ids.SEND_AGAIN: (lambda by, _: happened.SendAsked(by=by), Action.SPEND),
    ids.GIVE_UP: (lambda by, _: happened.GivenUp(by=by), Action.CANCEL),
}


async def click(tools: Tools, claim: Claim) -> None:
    """Carry out one click. Whoever may not, or comes too late, gets a private answer; nobody gets silence."""
    said = claim.payload
    task = await tools.store.load(TaskId(str(said["task"])))
    if task is None:
        await _answer(tools, claim, ChannelId(claim.channel), text.unknown_task(str(said["task"])))
        return
    task = await tools.service.shown_task(task.id)
    try:
        await _carry_out(tools, claim, task)
    except LineFull as full:
        await _answer(tools, claim, task.channel, text.line_full(full.whose))
    except OverBudget as over:
        await _answer(tools, claim, task.channel, await over_budget(tools, task, over))
    except PersonError as error:
        now = await tools.store.load(task.id) or task
        words = text.moved_on(now) if isinstance(error, TooLate) else str(error)
        await _answer(tools, claim, task.channel, words)
    except SlackError as error:
        await _answer(tools, claim, task.channel, without_button(refusal(error, claim)))


async def _carry_out(tools: Tools, claim: Claim, task: Task) -> None:
    """Raises PersonError with what to say to the one who clicked."""
    said = claim.payload
    by = UserId(str(said["person"]))
    actor = await tools.people.actor(task.team, by)
    policy = await tools.people.policy(task.team, task.channel)
    if said["action"] == ids.TRY_AGAIN:
        await try_again(tools, task, actor, policy, reply_to=str(said["response_url"]))
        return
    make, action = _DECISIONS[str(said["action"])]
    if claim.unsure and await _is_done(tools, task, by, make(by, "")):
        return
    await tools.service.decide(task.id, make(by, str(said["words"])), actor, action, policy)


async def _is_done(tools: Tools, task: Task, by: UserId, decision: Decision) -> bool:
    """After a death in between: whether this very click took effect already."""
    history = await tools.store.history(task.id)
    return any(line.who == by and line.what == type(decision).__name__ for line in history)


async def _answer(tools: Tools, claim: Claim, channel: ChannelId, words: str) -> None:
    said = claim.payload
    thread = str(said["thread_ts"])
    try:
        await tools.private.tell(
            channel,
            UserId(str(said["person"])),
            text.plain(words),
            response_url=str(said["response_url"]),
            thread_ts=Ts(thread) if thread else None,
        )
    except SlackError as error:
        if is_passing(error):
            raise
        log.warning("slack refused an answer", error=str(error))
