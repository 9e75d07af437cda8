"""The provider's own copy of a result: deleted there, or why it stays and whether that passes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.generation import JobId
from bot.domain.task import Status, Task
from bot.errors import JobGone, KeysRefused, ProviderError, RateLimited, Rejected
from bot.outbox.checks import read_jobs
from bot.outbox.tools import Tools
from bot.providers.provider import Provider
from bot.views import text

_LET_GO: Final = frozenset(
    {Status.FAILED, Status.CANCELLED, Status.REFUSED, Status.EXPIRED, Status.DELETING, Status.DELETED}
)
"""What has no result to lose, so that the job it shares may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What became of it. `stays`: the sentence that says why, "" once it is gone.

    `passes`: a later try may go through, and not before `wait` where the provider asked for one.
    """

    stays: str = ""
    passes: bool = False
    wait: timedelta | None = None


GONE: Final = Copy()


async def delete_copy(tools: Tools, task: Task) -> Copy:
    """Have the provider delete the job of this task. Gone already is as good as deleted."""
    provider = tools.service.provider_of(task)
    if not provider.can.deletes:
        return Copy(stays=text.no_delete_call(provider.label))
    if task.job_id is None:
        return GONE
    if sharer := await _sharer(tools, task, task.job_id):
        return Copy(stays=text.copy_shared(provider.label, sharer.id))
    try:
        return await _deleted(tools, provider, task.job_id)
    except JobGone:
        return GONE
    except KeysRefused:
        return Copy(stays=text.copy_behind_keys(provider.label))
    except Rejected as error:
        return Copy(stays=text.copy_kept(provider.label, error.message))
    except ProviderError as error:
        wait = error.wait if isinstance(error, RateLimited) else None
        return Copy(stays=text.copy_unanswered(provider.label), passes=True, wait=wait)


async def _sharer(tools: Tools, task: Task, job: JobId) -> Task | None:
    """Another task whose result lies in the same job."""
    owners = await tools.store.by_job(task.generation.provider, job)
    return next((it for it in owners if it.id != task.id and it.status not in _LET_GO), None)


async def _deleted(tools: Tools, provider: Provider, job: JobId) -> Copy:
    """One refused is read: a provider's words may change, but a job that is worked on can be deleted later,
    and one that is not found is gone."""
    reply = await tools.senders[provider.name].send(provider.delete([job]), provider.headers())
    deleted = provider.read_deleted(reply, [job])
    if job in deleted.gone:
        return GONE
    found = (await read_jobs(tools, provider, [job])).get(job)
    if found is None:
        return GONE
    if found.busy_with:
        return Copy(stays=text.copy_busy(provider.label), passes=True)
    return Copy(stays=text.copy_kept(provider.label, deleted.kept.get(job, "")))
