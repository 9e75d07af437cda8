"""Clicks as they were written down: who may, in which state, then the decision or a private answer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from bot.domain import events as happened
from bot.domain.events import Decision
from bot.domain.policy import Action
from bot.domain.task import ChannelId, Task, TaskId, Ts, UserId
from bot.errors import LineFull, NotAllowed, OverBudget, PersonError, SaidBefore, SlackError, TooLate
from bot.logs import get_logger
from bot.outbox import home
from bot.outbox.budgets import over_budget
from bot.outbox.follow import check_not_superseded, try_again
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing, refusal, without_button
from bot.views import ids, text
from bot.views.forms import say_view
from storage.store import Claim

log = get_logger()

LONG_AGO: Final = timedelta(days=1)
"""A message of then may be too old for Slack to edit: what the click did is said to the one who clicked."""

_DECISIONS: Final[Mapping[str, tuple[Callable[[UserId, str, int], Decision], Action]]] = {
    ids.APPROVE: (lambda by, _, needed: happened.Approved(by=by, needed=needed), Action.APPROVE),
    ids.REOPEN: (lambda by, *_: happened.Reopened(by=by), Action.REOPEN),
    ids.REQUEST_CHANGES: (lambda by, words, _: happened.ChangesAsked(by=by, words=words), Action.ASK_CHANGES),
    ids.DELETE: (lambda by, *_: happened.DeleteAsked(by=by), Action.DELETE),
    ids.CANCEL: (lambda by, *_: happened.Cancelled(by=by), Action.CANCEL),
    ids.SPEND_CANCEL: (lambda by, *_: happened.Cancelled(by=by), Action.CANCEL),
    ids.SPEND: (lambda by, *_: happened.SpendConfirmed(by=by), Action.SPEND),
    ids.APPROVE_SPEND: (
        lambda by, _, needed: happened.SpendApproved(by=by, needed=needed),
        Action.APPROVE_SPEND,
    ),
    ids.REFUSE_SPEND: (lambda by, *_: happened.SpendRefused(by=by), Action.APPROVE_SPEND),
    ids.CHECK_AGAIN: (lambda by, *_: happened.CheckAsked(by=by), Action.RETRY),
    ids.SEND_AGAIN: (lambda by, *_: happened.SendAsked(by=by), Action.SPEND),
    ids.GIVE_UP: (lambda by, *_: happened.GivenUp(by=by), Action.CANCEL),
}


async def click(tools: Tools, claim: Claim) -> None:
    """Carry out one click. Whoever may not, or comes too late, gets a private answer; nobody gets silence."""
    said = claim.payload
    person = UserId(str(said["person"]))
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
        await _answer(tools, claim, task.channel, await over_budget(tools, task, over, asker=person))
    except PersonError as error:
        await _answer(tools, claim, task.channel, await _why_not(tools, task, error))
    except SlackError as error:
        await _answer(tools, claim, task.channel, without_button(refusal(error, claim)))
    if said.get("home_trigger"):  # only now: a page drawn sooner would still ask what was just decided
        await tools.service.add([home.drawing(tools, task.team, person)])


async def _why_not(tools: Tools, task: Task, error: PersonError) -> str:
    """In words of how the task stands by now."""
    now = await tools.store.load(task.id) or task
    match error:
        case TooLate():
            return text.moved_on(now)
        case SaidBefore():
            return text.said_before(now, await tools.people.quorum(now))
        case _:
            return str(error)


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
    decision = make(by, str(said["words"]), policy.approvals_needed)
    if claim.unsure and await _is_done(tools, claim, task, decision):
        return
    if isinstance(decision, happened.Approved) and task.follow_up is not None:
        await check_not_superseded(tools, task)
    if isinstance(decision, happened.SpendApproved | happened.SpendConfirmed):
        await _check_open(tools, task)
    done = await tools.service.decide(task.id, decision, actor, action, policy)
    if tools.clock.now() - task.changed_at > LONG_AGO:
        await _answer(tools, claim, task.channel, text.done_late(done))


async def _check_open(tools: Tools, task: Task) -> None:
    """A channel may have closed while a spend waited in it: what it buys could not be shown. Raises
    NotAllowed."""
    channel = await tools.people.channel(task.channel)
    if channel.is_archived:
        raise NotAllowed(text.closed_meanwhile("archived"))
    if not channel.is_member:
        raise NotAllowed(text.closed_meanwhile("closed to me"))


async def _is_done(tools: Tools, claim: Claim, task: Task, decision: Decision) -> bool:
    """After a death in between: whether this very click took effect already."""
    since = [line for line in await tools.store.history(task.id) if line.at >= claim.armed]
    return any(line.who == decision.by and line.what == type(decision).__name__ for line in since)


async def _in_home(tools: Tools, claim: Claim, words: str) -> bool:
    """App Home has no place for a private message: a small window says it, while its trigger lives."""
    trigger = str(claim.payload.get("home_trigger") or "")
    if not trigger:
        return False
    try:
        await tools.slack.open_view(trigger, say_view("Greenlight", words))
    except SlackError:
        return False
    return True


async def _answer(tools: Tools, claim: Claim, channel: ChannelId, words: str) -> None:
    said = claim.payload
    if await _in_home(tools, claim, words):
        return
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
