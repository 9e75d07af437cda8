"""Polling: always on, batched, further apart the longer a job takes. Webhooks only make it faster."""

import random
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.events import JobOverdue
from bot.domain.generation import JobId, Kind
from bot.domain.lifecycle import STALLED_LOOK
from bot.domain.task import TaskId
from bot.errors import KeysRefused, ProviderError, RateLimited, Rejected
from bot.outbox.tools import Tools
from bot.providers.provider import Job, Provider
from storage.store import OpenJob

GAPS: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
EVEN: Final = timedelta(seconds=1)
"""Reads fall on whole seconds, so that those of many jobs go in one call."""

AHEAD: Final = timedelta(seconds=2)
"""What is due this soon is read along, so that ten thousand jobs take a few calls a second, not one each."""

DEADLINES: Final[Mapping[Kind, timedelta]] = {
    Kind.IMAGE: timedelta(minutes=15),
    Kind.VIDEO: timedelta(minutes=45),
    Kind.AVATAR_VIDEO: timedelta(minutes=60),
    Kind.AUDIO: timedelta(minutes=30),
}


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


async def providers_due(tools: Tools, names: Collection[str]) -> Collection[str]:
    """Which of these providers have jobs to be read now, or so soon that one call may read them too."""
    return await tools.store.providers_with_checks(names, tools.clock.now() + tools.clock.paced(AHEAD))


async def sweep(tools: Tools, provider: Provider) -> int:
    """Read the jobs of one provider that are due, in one call, and say how many that were."""
    now = tools.clock.now()
    soon = now + tools.clock.paced(AHEAD)
    due = await tools.store.claim_checks(provider.name, soon, limit=provider.can.checks_at_once)
    if not due:
        return 0
    try:
        await _look_at(tools, provider, due, now)
    except Exception:  # whoever took them lets go of them, for others may read them as well
        await _put_off(tools, due, now)
        raise
    return len(due)


async def _look_at(tools: Tools, provider: Provider, due: Sequence[OpenJob], now: datetime) -> None:
    least: timedelta | None = None
    jobs: Mapping[JobId, Job] = {}
    try:
        jobs = await read_jobs(tools, provider, [check.job_id for check in due])
    except ProviderError as error:  # no answer is no news, and yet the deadline of a job may be over
        least = error.wait if isinstance(error, RateLimited) else None
    running = [check for check in due if not await _settle(tools, provider, check, jobs.get(check.job_id))]
    await _put_off(tools, running, now, least=least)
    await tools.store.end_checks([check.row for check in due if check not in running])


async def read_jobs(tools: Tools, provider: Provider, jobs: Sequence[JobId]) -> Mapping[JobId, Job]:
    """What our own authenticated read says of these jobs: the only authority there is.

    One id that the provider does not like must not hide the others: they are read one by one then.
    """
    try:
        return await _in_full(tools, provider, jobs, await _read_together(tools, provider, jobs))
    except Rejected as error:
        if len(jobs) == 1 or isinstance(error, KeysRefused):
            raise
    found: dict[JobId, Job] = {}
    for job in jobs:
        with suppress(Rejected, ValueError):  # an answer that holds no job is none either
            found[job] = await _read_alone(tools, provider, job)
    return found


async def _in_full(
    tools: Tools, provider: Provider, asked: Sequence[JobId], jobs: Mapping[JobId, Job]
) -> Mapping[JobId, Job]:
    """What `jobs` holds under the ids as we know them, which a provider may spell otherwise, with those read
    alone of which the read of many says no more than that they ended."""
    found = {job: jobs[job] for job in asked if job in jobs}
    for job in [job for job, read in found.items() if read.is_brief]:
        with suppress(ProviderError, ValueError):  # it stays brief, and is read again with the others
            found[job] = await _read_alone(tools, provider, job)
    return found


async def _read_alone(tools: Tools, provider: Provider, job: JobId) -> Job:
    """Raises ProviderError, and ValueError for an answer that holds no job or several."""
    (read,) = (await _read_together(tools, provider, [job])).values()
    return read


async def _read_together(tools: Tools, provider: Provider, jobs: Sequence[JobId]) -> Mapping[JobId, Job]:
    reply = await tools.senders[provider.name].send(provider.read(jobs), provider.headers())
    found = provider.read_jobs(reply)
    tools.metrics.provider_call(provider.name, "read", "ok")
    return found


async def settle(tools: Tools, provider: Provider, task_id: TaskId, job: Job) -> bool:
    """Tell the task what a read of its job means. False while the job goes on."""
    task = await tools.store.load(task_id)
    if task is None:
        return True
    outcome = provider.outcome(job, task.generation)
    if outcome is None:
        return False
    await tools.service.hear(task.id, outcome)
    return True


async def _settle(tools: Tools, provider: Provider, check: OpenJob, job: Job | None) -> bool:
    if job is not None and _has_news(job, check.kind) and await settle(tools, provider, check.task, job):
        return True
    if not check.stalled and tools.clock.now() - check.since > tools.clock.paced(DEADLINES[check.kind]):
        await tools.service.hear(check.task, JobOverdue())
        return True
    return False


def _has_news(job: Job, goal: Kind) -> bool:
    return goal in job.done or job.failed is not None


async def _put_off(
    tools: Tools, checks: Sequence[OpenJob], now: datetime, *, least: timedelta | None = None
) -> None:
    await tools.store.put_off_checks({check.row: _next_read(tools, check, now, least) for check in checks})


def _next_read(tools: Tools, check: OpenJob, now: datetime, least: timedelta | None) -> datetime:
    """Jitter and rounding only shorten, so that the longest gap is a promise."""
    usual = STALLED_LOOK if check.stalled else GAPS[min(check.reads, len(GAPS) - 1)]
    due = now + tools.clock.paced(usual) * random.uniform(0.8, 1.0)  # noqa: S311 - spreads load, guards nothing
    due -= (due - _EPOCH) % tools.clock.paced(EVEN)
    return max(due, now + least) if least else due
