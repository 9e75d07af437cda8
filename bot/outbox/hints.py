"""Webhooks, once they are kept: each is a hint to read the job, never news by itself."""

from datetime import timedelta
from typing import Final

from bot.domain.events import JobFound
from bot.domain.generation import JobId
from bot.domain.task import Status, Task
from bot.errors import JobGone, StaleTask
from bot.logs import get_logger
from bot.outbox.checks import read_jobs, settle
from bot.outbox.tools import Later, Tools
from bot.providers.provider import Job, Provider
from bot.service.tokens import token_sha256
from storage.store import Claim, Hook, NewEffect

AGAIN: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 10))
"""A hint that the read does not confirm yet is read again after these; then polling has it anyway."""

MOST_HOOKS: Final = 200

_UNANSWERED: Final = frozenset({Status.QUEUED, Status.SUBMITTING, Status.UNKNOWN})
"""Where a job may turn up. Queued is one of them: what is about to be sent once more may have arrived."""

log = get_logger()


async def take_hooks(tools: Tools) -> int:
    """Turn kept webhooks into reads, one row a task however many came, and say how many there were."""
    hooks = await tools.store.take_hooks(MOST_HOOKS)
    wishes = [wish for hook in hooks if (wish := _wish(tools, hook)) is not None]
    if wishes:
        await tools.service.add(wishes)
    if hooks:
        await tools.store.hooks_done([hook.id for hook in hooks])
    return len(hooks)


def _wish(tools: Tools, hook: Hook) -> NewEffect | None:
    provider = tools.service.providers.get(hook.provider)
    job = provider.hinted_job(hook.headers, hook.body) if provider else None
    if job is None or hook.task is None:
        return None
    return NewEffect(
        key=f"hint:{hook.task}:{job}",
        name="ReadHint",
        task=hook.task,
        channel="",
        due=tools.clock.now(),
        payload={"job": job},
        repeats=True,
        urgent=True,
    )


async def read_hint(tools: Tools, claim: Claim) -> None:
    """Read the hinted job with our own key and act on that alone."""
    task = await tools.claimed_task(claim)
    if task is None or task.status.is_settled:
        log.info("late news", task=claim.task, status=task.status if task else "", job=claim.payload["job"])
        return
    provider = tools.service.provider_of(task)
    job_id = task.job_id or JobId(str(claim.payload["job"]))
    try:
        job = (await read_jobs(tools, provider, [job_id])).get(job_id)
    except JobGone:
        return
    if job is None or not await _believed(tools, provider, task, job):
        _again(tools, claim)


async def _believed(tools: Tools, provider: Provider, task: Task, job: Job) -> bool:
    """Whether the read confirmed the hint. A job nobody owns is adopted only with our own token in it."""
    if task.job_id is None and not await _adopted(tools, task, job):
        return False
    return await settle(tools, provider, task.id, job)


async def _adopted(tools: Tools, task: Task, job: Job) -> bool:
    if task.status not in _UNANSWERED or not await _carries_ours(tools, task, job):
        return False
    try:
        await tools.service.hear(task.id, JobFound(job_id=job.id))
    except StaleTask:
        return False
    return True


async def _carries_ours(tools: Tools, task: Task, job: Job) -> bool:
    """Whether the job was sent for this task. One of an earlier attempt will do,
    unless another is on its way now."""
    if job.webhook_token is None:
        return False
    carried = token_sha256(job.webhook_token)
    if carried == tools.service.tokens.kept(task):
        return True
    return task.status is not Status.SUBMITTING and await tools.store.token_owner(carried) == task.id


def _again(tools: Tools, claim: Claim) -> None:
    if claim.attempts < len(AGAIN):
        raise Later(tools.clock.paced(AGAIN[claim.attempts]), "the read does not confirm the hint yet")
