"""Admission: who, where and how much, checked before anything is shown or spent."""

from bot.domain.events import Admitted, ApprovalNeeded, Fact, Refused, SpendQuestioned
from bot.domain.policy import Action, can
from bot.domain.task import Status, Task
from bot.errors import SlackError
from bot.outbox.tools import Tools
from bot.outbox.troubles import refusal
from bot.views import text
from storage.store import Claim


async def admit(tools: Tools, claim: Claim) -> None:
    """Decide whether a requested task may run. Only reads, so it is harmless to do twice."""
    task = await tools.claimed_task(claim)
    if task is not None and task.status is Status.REQUESTED:
        await tools.service.hear(task.id, await _ruling(tools, task))


async def _ruling(tools: Tools, task: Task) -> Fact:
    try:
        channel = await tools.people.channel(task.channel)
        actor = await tools.people.actor(task.team, task.requester)
    except SlackError as error:
        return Refused(reason=refusal(error))
    if not channel.is_member:
        return Refused(reason=text.not_in_channel())
    if channel.is_archived:
        return Refused(reason=text.channel_archived())
    policy = await tools.people.policy(task.team, task.channel)
    parent = await tools.store.load(task.parent) if task.parent else None
    ruling = can(actor, Action.SPEND if parent else Action.REQUEST, parent, policy)
    if not ruling.allowed:
        return Refused(reason=ruling.why)
    if policy.limit is not None and task.estimate > policy.limit:
        return ApprovalNeeded()
    if task.estimate > policy.ask_before and not task.confirmed:
        return SpendQuestioned()
    return Admitted()


async def ask_spend(tools: Tools, claim: Claim) -> None:
    """Ask the requester in private before a dear order is sent."""
    task = await tools.claimed_task(claim)
    if task is not None and task.status is Status.REQUESTED:
        await tools.private.message(task, text.spend_question(task, tools.prices))
