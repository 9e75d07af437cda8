"""Admission: who, where and how much, checked before anything is shown or spent."""

from bot.domain.events import Admitted, ApprovalNeeded, Fact, Refused, SpendQuestioned
from bot.domain.policy import Action, can
from bot.domain.task import Status, Task
from bot.errors import LineFull, OverBudget, SlackError
from bot.outbox.budgets import over_budget
from bot.outbox.tools import Tools
from bot.outbox.troubles import refusal
from bot.views import text
from storage.store import Claim

_OVER = frozenset({Status.FAILED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED})


async def admit(tools: Tools, claim: Claim) -> None:
    """Decide whether a requested task may run. Only reads, so it is harmless to do twice."""
    task = await tools.claimed_task(claim)
    if task is not None and task.status is Status.REQUESTED:
        try:
            await tools.service.hear(task.id, await _ruling(tools, claim, task))
        except LineFull as full:
            await tools.service.hear(task.id, Refused(reason=text.line_full(full.whose)))
        except OverBudget as over:
            await tools.service.hear(task.id, Refused(reason=await over_budget(tools, task, over)))


async def _ruling(tools: Tools, claim: Claim, task: Task) -> Fact:
    if claim.restored:
        return Refused(reason=text.restored_from_backup())
    if (off := tools.service.switched_off.get(task.generation.provider)) is not None:
        return Refused(reason=text.provider_off(off.provider.label, off.variables))
    try:
        channel = await tools.people.channel(task.channel)
        actor = await tools.people.actor(task.team, task.requester)
    except SlackError as error:
        return Refused(reason=refusal(error, claim))
    if not channel.is_member:
        return Refused(reason=text.not_in_channel())
    if channel.is_archived:
        return Refused(reason=text.channel_archived())
    policy = await tools.people.policy(task.team, task.channel)
    parent = await tools.store.load(task.parent) if task.parent else None
    ruling = can(actor, Action.SPEND if parent else Action.REQUEST, parent, policy)
    if not ruling.allowed:
        return Refused(reason=ruling.why)
    if (twin := await _older_twin(tools, task)) is not None:
        return Refused(reason=text.video_running(twin))
    if policy.limit is not None and task.estimate > policy.limit:
        return ApprovalNeeded(expire_after=policy.expire_after, remind_after=policy.remind_after)
    if task.estimate > policy.ask_before and not task.confirmed:
        return SpendQuestioned()
    return Admitted()


async def _older_twin(tools: Tools, task: Task) -> Task | None:
    """The video that is made of the same job already: a job makes its video once, and each call is paid."""
    wish = task.generation
    if wish.source_job is None or wish.call != tools.service.provider_of(task).can.makes_video:
        return None
    family = await tools.lineage(task)
    same = (
        it for it in family if (it.generation.source_job, it.generation.call) == (wish.source_job, wish.call)
    )
    older = (it for it in same if (it.created_at, it.id) < (task.created_at, task.id))
    return next((it for it in older if it.status not in _OVER), None)


async def ask_spend(tools: Tools, claim: Claim) -> None:
    """Ask the requester in private before a dear order is sent."""
    task = await tools.claimed_task(claim)
    if task is not None and task.status is Status.REQUESTED:
        await tools.private.message(task, text.spend_question(task, tools.prices))
