"""Waiting for people: asks those who have to decide, reminds them, asks the next, and ends the wait."""

from bot.domain.events import ApprovalExpired, AskedNext
from bot.domain.policy import ChannelPolicy
from bot.domain.rounds import asked_next
from bot.domain.task import Status, Task, Verdict
from bot.errors import SlackError
from bot.logs import get_logger
from bot.outbox.draw import live_buttons
from bot.outbox.posts import post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views import text
from bot.views.batch import row_message
from bot.views.message import Message
from storage.store import Claim

log = get_logger()


async def ask_approval(tools: Tools, claim: Claim) -> None:
    """Mention who has to approve the spend. Where every member may, the message with the buttons asks."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.AWAITING_APPROVAL:
        return
    quorum = await tools.people.quorum(task)
    next_one = asked_next(task)
    if task.is_row:
        words = text.decision_words(task, quorum, tools.prices)
        await _say(tools, claim, task, row_message(task, words, await live_buttons(tools, task)))
        return
    if next_one is not None:
        await _say(tools, claim, task, text.asked_instead(task, next_one, tools.prices))
    elif quorum.among is not None:
        await _say(tools, claim, task, text.please_decide(task, quorum, tools.prices))


async def remind(tools: Tools, claim: Claim) -> None:
    """Recall a decision that nobody has made, unless the thread has gone on without it. The results of a
    batch are many, and its end is said once: they are not recalled one by one."""
    task = await tools.claimed_task(claim)
    if task is None or not claim.key.endswith(f":{task.status}") or _has_answer(task):
        return
    if task.is_row and task.status is Status.DELIVERED:
        return
    if any(it.parent == task.id for it in await tools.lineage(task)):
        return
    quorum = await tools.people.quorum(task)
    await _say(tools, claim, task, text.please_decide(task, quorum, tools.prices, again=True))


async def expire(tools: Tools, claim: Claim) -> None:
    """The time to approve a spend is over: the next one is asked, once, else the order ends unpaid."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if policy.ask_next is not None and asked_next(task) is None and _may_be_asked(task, policy):
        await tools.service.hear(task.id, AskedNext(person=policy.ask_next, expire_after=policy.expire_after))
    else:
        await tools.service.hear(task.id, ApprovalExpired())


def _may_be_asked(task: Task, policy: ChannelPolicy) -> bool:
    return policy.own_approval or policy.ask_next != task.requester


def _has_answer(task: Task) -> bool:
    """Somebody wants it different: then the next word is the requester's."""
    return bool(task.reviews) and task.reviews[-1].verdict is Verdict.CHANGES


async def _say(tools: Tools, claim: Claim, task: Task, message: Message) -> None:
    try:
        await post_once(tools, claim, task, message)
    except SlackError as error:
        if is_passing(error):
            raise
        log.warning("slack refused a message", error=str(error))
