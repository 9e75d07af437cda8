"""Sends a lost paid call again with its idempotency key: it is made once, and answered as it was before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.events import HistoryLine, JobAccepted, SendAsked, SubmissionStarted
from bot.domain.task import Task
from bot.errors import ProviderError
from bot.outbox.tools import Tools
from bot.providers.provider import Request
from bot.service.rows import submit_key

MARGIN: Final = timedelta(hours=1)
"""Before the end of a key's life from which on it is not trusted: what is under way may arrive later."""


async def replayed(tools: Tools, task: Task) -> JobAccepted | None:
    """What was answered to the lost call; None where no key would keep it from being made twice.

    Only the very bytes that left count as the same call, so there is nothing to replay where they were not
    kept. Raises what the provider's answer means.
    """
    provider = tools.service.provider_of(task)
    kept = await tools.store.sent_request(submit_key(task))
    began = first_sent_at(await tools.store.history(task.id))
    if kept is None or began is None:
        return None
    if not timedelta() <= tools.clock.now() - began < provider.can.replays_for - MARGIN:
        return None
    request = tools.service.tokens.reveal(Request.from_json(kept), task)
    try:
        reply = await tools.senders[provider.name].send(request, provider.headers())
        accepted = provider.read_submitted(reply, task.generation)
    except ProviderError as error:
        tools.metrics.provider_call(provider.name, task.generation.call, f"replay:{type(error).__name__}")
        raise
    tools.metrics.provider_call(provider.name, task.generation.call, "replayed")
    return accepted


def first_sent_at(history: Sequence[HistoryLine]) -> datetime | None:
    """When the present key was first used: each Send again of a person's made a new one."""
    first = None
    for line in history:
        if line.what == SendAsked.__name__:
            first = None
        elif line.what == SubmissionStarted.__name__ and first is None:
            first = line.at
    return first
