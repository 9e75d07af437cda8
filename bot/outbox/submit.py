"""The paid call: written down before its bytes leave, sent once, and its outcome told apart by type."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.events import (
    JobAccepted,
    SubmissionLost,
    SubmissionNotSent,
    SubmissionRefused,
    SubmissionStarted,
)
from bot.domain.task import Status, Task
from bot.errors import (
    JobGone,
    KeysRefused,
    NoSlot,
    NotSent,
    OutcomeUnknown,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Rejected,
    StaleTask,
)
from bot.outbox.line import in_line
from bot.outbox.owner import tell_owner
from bot.outbox.sources import with_fresh_links
from bot.outbox.tools import Later, Tools, backoff
from bot.providers.provider import Request
from bot.service.rows import looking_for, submit_key
from bot.views import text
from storage.store import Claim, RowState

MOST_REFUSALS: Final = 12
PATIENCE: Final = timedelta(minutes=10)
"""How often, and for how long at least, "too busy" is taken for an answer before the task fails unpaid."""

RETRY: Final = timedelta(milliseconds=100)


async def submit(tools: Tools, claim: Claim) -> RowState:
    """Send the job, unless the task has moved on or stands in no message yet."""
    task = await tools.claimed_task(claim)
    if task is None or claim.key != submit_key(task):
        return RowState.DONE
    if task.status is not Status.QUEUED:
        return await interrupted(tools, claim)
    request = await _request(tools, claim, task)
    try:
        await tools.service.start_submission(task, claim, request)
        tools.patience.begin(looking_for(task))
    except NoSlot as full:
        raise await in_line(tools, task, full) from full
    except StaleTask as error:  # it moved on meanwhile; whether it is still to be sent shows at the next try
        raise Later(tools.clock.paced(RETRY), "the task moved on") from error
    try:
        accepted = await _send(tools, task, request)
    except ProviderError as error:
        return await _refused_or_lost(tools, claim, task, error)
    await tools.service.hear(task.id, accepted)
    tools.patience.end(looking_for(task))
    tools.metrics.provider_call(task.generation.provider, task.generation.call, "accepted")
    return RowState.DONE


async def interrupted(tools: Tools, claim: Claim) -> RowState:
    """A paid call was cut short by a death or a fault of ours. Says what becomes of its row.

    While the task is still queued its bytes cannot have left: they only do after the send mark is committed.
    A restored backup knows nothing of marks that came after it, so there a queued call is in doubt as well.
    """
    found = await tools.claimed_task(claim)
    if found is None or found.status not in {Status.QUEUED, Status.SUBMITTING}:
        return RowState.DONE
    if found.status is Status.QUEUED and not claim.restored:
        return RowState.READY
    await tools.service.hear(found.id, SubmissionStarted())
    await tools.service.hear(found.id, SubmissionLost())
    return RowState.UNKNOWN


async def _request(tools: Tools, claim: Claim, task: Task) -> Request:
    """The kept request, byte for byte, when there is one: of an unsent try, or of the lost one before."""
    kept = await tools.store.sent_request(claim.key)
    if kept is None and task.resends:
        kept = await tools.store.sent_request(f"submit:{task.id}:{task.attempt}:{task.resends - 1}")
    if kept is not None:
        return tools.service.tokens.reveal(Request.from_json(kept), task)
    wish = await with_fresh_links(tools, task.generation)
    return tools.service.fresh_request(replace(task, generation=wish))


async def _send(tools: Tools, task: Task, request: Request) -> JobAccepted:
    provider = tools.service.provider_of(task)
    reply = await tools.senders[provider.name].send(request, provider.headers())
    return provider.read_submitted(reply, task.generation)


async def _refused_or_lost(tools: Tools, claim: Claim, task: Task, error: ProviderError) -> RowState:
    tools.metrics.provider_call(task.generation.provider, task.generation.call, type(error).__name__)
    match error:
        case NotSent() | RateLimited():
            return await _unsent(tools, claim, task, error)
        case Rejected() if task.resends and task.generation.source_job is not None:
            # The first try may have arrived late after all and made the job refuse the second: look again.
            await tools.service.hear(task.id, SubmissionLost())
            return RowState.UNKNOWN
        case Rejected():
            tools.patience.end(looking_for(task))
            await tools.service.hear(task.id, SubmissionRefused(reason=_sentence(tools, task, error)))
            if isinstance(error, OutOfCredit | KeysRefused):
                await tell_owner(tools, task, error)
            return RowState.FAILED
        case OutcomeUnknown() | _:
            await tools.service.hear(task.id, SubmissionLost())
            return RowState.UNKNOWN


async def _unsent(tools: Tools, claim: Claim, task: Task, error: NotSent | RateLimited) -> RowState:
    tools.patience.end(looking_for(task))  # whatever leaves later is waited for from then on
    tried_for = tools.clock.now() - max(claim.armed, tools.line.left_at(task.id) or claim.armed)
    if claim.attempts + 1 >= MOST_REFUSALS and tried_for >= tools.clock.paced(PATIENCE):
        label = tools.service.provider_of(task).label
        reason = text.provider_away(label) if isinstance(error, NotSent) else text.provider_busy(label)
        await tools.service.hear(task.id, SubmissionRefused(reason=reason))
        return RowState.FAILED
    await tools.service.hear(task.id, SubmissionNotSent())
    said: timedelta | None = error.wait if isinstance(error, RateLimited) else None
    raise Later(said if said is not None else backoff(claim.attempts, tools.clock), error.message)


def _sentence(tools: Tools, task: Task, error: Rejected) -> str:
    label = tools.service.provider_of(task).label
    match error:
        case _ if tools.service.provider_of(task).can.is_ours:
            return error.message
        case OutOfCredit():
            return text.out_of_credit(label)
        case KeysRefused():
            return text.keys_refused(label)
        case JobGone():
            return text.job_gone(label)
        case _:
            return text.provider_refused(label, error.message)
