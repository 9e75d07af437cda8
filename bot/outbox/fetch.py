"""Brings a finished result into the archive before its URL expires."""

import asyncio
from datetime import timedelta
from typing import Final, TypeAlias

from bot.domain.events import DeliveryFailed, JobSucceeded, MediaArchived
from bot.domain.generation import JobId
from bot.domain.task import Media, Status, Task
from bot.errors import MediaError, MediaExpired, MediaRefused, ProviderError, RateLimited, StorageFull
from bot.media import Fetched
from bot.outbox.checks import read_jobs
from bot.outbox.tools import Later, Tools, backoff
from bot.providers.provider import Request
from bot.service.rows import submit_key
from bot.views import text
from storage.store import Claim

GIVE_UP: Final = timedelta(seconds=100)
"""How long cuts and expired links are tried again, so that `undelivered` is said within two minutes."""


Fault: TypeAlias = MediaError | ProviderError | StorageFull
FAULTS: Final = (MediaError, ProviderError, StorageFull)
"""What may keep a result from being fetched."""


async def fetch(tools: Tools, claim: Claim) -> None:
    """Download, sniff, archive. A wrong thing is said at once, a cut is tried again for a while."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.FETCHING:
        return
    try:
        media = await _kept(tools, task) or await _archived(tools, task, first=claim.attempts == 0)
    except FAULTS as error:
        await again_or_undelivered(tools, claim, task, error)
    else:
        await tools.service.hear(task.id, MediaArchived(media=media))
        if task.job_id is not None and tools.service.provider_of(task).can.is_ours:
            tools.archive.made(task.job_id).unlink(missing_ok=True)


async def archived_anew(tools: Tools, task: Task) -> Task:
    """The task with its file here, though another process archived it and Slack does not have it yet."""
    media = await _archived(tools, task, first=True)
    if task.media is not None and media.sha256 == task.media.sha256:
        return task
    return await tools.service.hear(task.id, MediaArchived(media=media))


async def _kept(tools: Tools, task: Task) -> Media | None:
    """What was archived before and can be had still: tried again, only the showing is left to do."""
    return task.media if task.media is not None and await tools.returns.has(task) else None


async def _archived(tools: Tools, task: Task, *, first: bool) -> Media:
    """By the URL that the last read gave; by a fresh one when that has expired or failed before."""
    try:
        url = task.result_url if first and task.result_url else await _fresh_url(tools, task)
        return await _download(tools, task, url)
    except MediaExpired:
        if not first:
            raise
        return await _download(tools, task, await _fresh_url(tools, task))


async def _fresh_url(tools: Tools, task: Task) -> str:
    provider = tools.service.provider_of(task)
    if task.job_id is None:
        raise MediaExpired("The job is not known.")
    jobs = await read_jobs(tools, provider, [task.job_id])
    job = jobs.get(task.job_id)
    outcome = provider.outcome(job, task.generation) if job else None
    if not isinstance(outcome, JobSucceeded):
        raise MediaExpired(f"{provider.label} does not name the result any more.")
    return outcome.url


async def _download(tools: Tools, task: Task, url: str) -> Media:
    """What was made here is taken from where it lies; no link from elsewhere is ever read so."""
    if tools.service.provider_of(task).can.is_ours and task.job_id is not None:
        fetched = await _made_here(tools, task, task.job_id)
    else:
        fetched = await tools.downloader.fetch(url, kind=task.kind, into=tools.archive.incoming(task))
    return await asyncio.to_thread(tools.archive.keep, task, fetched)


async def _made_here(tools: Tools, task: Task, job: JobId) -> Fetched:
    """What another process made, for nothing, is made here once more."""
    try:
        return await asyncio.to_thread(tools.archive.take, job, task)
    except MediaExpired:
        kept = await tools.store.sent_request(submit_key(task))
        if kept is None:
            raise
        await tools.senders[task.generation.provider].send(Request.from_json(kept), {})
        return await asyncio.to_thread(tools.archive.take, job, task)


async def again_or_undelivered(tools: Tools, claim: Claim, task: Task, error: Fault) -> None:
    """Another try does not help a wrong thing. A wait that the provider asks for is not shortened; one that
    outlasts our patience is not begun."""
    if isinstance(error, MediaRefused):
        await _undelivered(tools, task, error)
        return
    asked = error.wait if isinstance(error, RateLimited) and error.wait else timedelta()
    wait = max(backoff(claim.attempts, tools.clock), asked)
    since = tools.clock.now() - claim.armed
    if since < tools.clock.paced(GIVE_UP) and asked < GIVE_UP - since:
        raise Later(wait, str(error))
    await _undelivered(tools, task, error)


async def _undelivered(tools: Tools, task: Task, error: Fault) -> None:
    label = tools.service.provider_of(task).label
    await tools.service.hear(task.id, DeliveryFailed(reason=text.download_failed(label, str(error))))
