"""Looks for a paid job whose answer was lost: adopt it, send it once more, or put it before a person.

What a provider can do decides how: it answers a call with a key again, or has a list to find the job in, or
neither, and then only a late webhook or a person can tell.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from bot.domain.events import HistoryLine, JobAccepted, JobFound, JobNotFound, SearchEnded, SubmissionLost
from bot.domain.generation import JobId
from bot.domain.lifecycle import LOOK_APART
from bot.domain.task import Status, Task
from bot.errors import NotSent, OutcomeUnknown, ProviderError, RateLimited, StaleTask
from bot.outbox.replay import replayed
from bot.outbox.tools import Later, Tools, backoff
from bot.providers.provider import Lost, Reply, Request, Search
from bot.service.rows import looking_for, submit_key
from storage.store import Claim

LOOKS_NEEDED: Final = 2
SHORTEST_SETTLE: Final = timedelta(seconds=60)
ANY_TIME: Final = timedelta(days=366)
"""A provider that does not say its time leaves open by how much our own clock was wrong when we sent."""

MOST_UNANSWERED: Final = 6
"""Looks that got no readable answer before a person is told; the search can be asked for again."""


async def reconcile(tools: Tools, claim: Claim) -> None:
    """One look. Not finding counts only after the settle window, and twice, a minute apart.

    Until then the provider may still be working through the request that seemed lost.
    """
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.UNKNOWN:
        return
    can = tools.service.provider_of(task).can
    if not (can.finds_lost or can.replays_for) or await _has_other_secret(tools, task):
        await tools.service.hear(task.id, SearchEnded())
        return
    answer = await _replayed(tools, task)
    if isinstance(answer, JobAccepted):
        await _adopt(tools, task, answer)
        return
    if not can.finds_lost:
        _wait_for_a_clear_answer(tools, claim, answer)
        await tools.service.hear(task.id, SearchEnded())
        return
    try:
        found = await _look(tools, task)
    except ProviderError as error:
        await _unanswered(tools, claim, task, error)
        return
    match found:
        case Search.AMBIGUOUS:
            await tools.service.hear(task.id, SearchEnded())
        case Search.NOT_FOUND:
            _wait_for_a_clear_answer(tools, claim, answer)
            await _not_found(tools, task)
        case job:
            await _adopt(tools, task, JobFound(job_id=job))


async def _has_other_secret(tools: Tools, task: Task) -> bool:
    """Whether our secret has changed since it left: then it had another token, another key and another title
    than we could look for, and nothing that is not found would say that it is not there."""
    kept = await tools.store.sent_request(submit_key(task))
    tokens = tools.service.tokens
    return kept is not None and not tokens.is_whole(tokens.reveal(Request.from_json(kept), task))


async def _replayed(tools: Tools, task: Task) -> JobAccepted | ProviderError | None:
    """The answer to the same call with the same key, or what came in its place; None without a key."""
    try:
        return await replayed(tools, task)
    except ProviderError as error:
        return error


def _wait_for_a_clear_answer(tools: Tools, claim: Claim, answer: JobAccepted | ProviderError | None) -> None:
    """A provider that is still at work on the first call, or away, is soon asked again; for a while."""
    if not isinstance(answer, OutcomeUnknown | RateLimited | NotSent):
        return
    if claim.attempts + 1 < MOST_UNANSWERED:
        said = answer.wait if isinstance(answer, RateLimited) else None
        raise Later(said or backoff(claim.attempts, tools.clock), answer.message)


async def _look(tools: Tools, task: Task) -> JobId | Search:
    provider = tools.service.provider_of(task)
    lost = await _lost(tools, task)
    reply = await tools.senders[provider.name].send(provider.look_for(lost), provider.headers())
    lost = replace(lost, clocks_apart=_clocks_apart(reply, lost, now=tools.clock.now()))
    # An account's whole list can be megabytes, and read tens of them: one at a time is enough to hold, and
    # reading it must not hold up the answers to Slack.
    async with tools.reading_a_list:
        claimed = await tools.store.claimed_jobs(provider.name)
        return await asyncio.to_thread(provider.read_found, reply, lost, claimed=claimed)


async def _lost(tools: Tools, task: Task) -> Lost:
    """What was sent, at any time since the order: it may have arrived at any of the tries so far. After the
    restoring of a backup nobody kept it, and it is what would have been sent."""
    kept = await tools.store.sent_request(submit_key(task))
    tokens = tools.service.tokens
    return Lost(
        generation=task.generation,
        request=tokens.reveal(Request.from_json(kept), task) if kept else tools.service.fresh_request(task),
        sent_at=task.created_at,
        token_sha256=tokens.kept(task),
    )


def _clocks_apart(reply: Reply, lost: Lost, *, now: datetime) -> timedelta:
    """How far our clock is from the provider's, or was when we sent: an order from the future was not."""
    theirs = _date(reply.headers.get("date", ""))
    if theirs is None:
        return ANY_TIME
    return max(abs(now - theirs), lost.sent_at - now, timedelta())


def _date(text: str) -> datetime | None:
    """https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1"""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None


async def _adopt(tools: Tools, task: Task, found: JobFound | JobAccepted) -> None:
    """A job that another task owns already cannot be this one: a person decides."""
    try:
        await tools.service.hear(task.id, found)
    except StaleTask:
        await tools.service.hear(task.id, SearchEnded())
    tools.patience.end(looking_for(task))


async def _not_found(tools: Tools, task: Task) -> None:
    counts_from = counts_at(tools, task, await tools.store.history(task.id))
    early = max(counts_from - tools.clock.now(), _really_left(tools, task))
    if early > timedelta():
        raise Later(early, "it is too early for this look to count")
    tools.patience.end(looking_for(task))
    if task.needs_person:
        return
    looked = await tools.service.hear(task.id, JobNotFound())
    if looked.status is not Status.UNKNOWN:
        return
    if looked.looks < LOOKS_NEEDED:
        tools.patience.begin(looking_for(looked))
        return
    if looked.resends == 0:
        await tools.service.resend(task.id, JobNotFound())
    else:
        await tools.service.hear(task.id, SearchEnded())


def _really_left(tools: Tools, task: Task) -> timedelta:
    """What a clock that was set forward cannot shorten: the same wait, as this process lives through it."""
    wait = LOOK_APART if task.looks else _window(tools)
    return tools.patience.left(looking_for(task), tools.clock.paced(wait))


def counts_at(tools: Tools, task: Task, history: Sequence[HistoryLine]) -> datetime:
    """From when on *not found* counts: after the settle window, and a minute after a look that counted,
    whoever or whatever asked for this one."""
    looked = _last(history, JobNotFound) if task.looks else None
    apart = looked + tools.clock.paced(LOOK_APART) if looked else None
    settled = settles_at(tools, task, lost=_last(history, SubmissionLost))
    return max(settled, apart) if apart else settled


def settles_at(tools: Tools, task: Task, *, lost: datetime | None) -> datetime:
    """Twice the client timeout after sending, and never under a minute.

    No speed makes a provider answer faster, so it is also at least twice as long as we really waited.
    """
    sent = task.submitted_at or task.changed_at
    window = tools.clock.paced(_window(tools))
    waited = min(lost - sent, tools.client_timeout) if lost else timedelta()
    return sent + max(window, 2 * waited)


def _window(tools: Tools) -> timedelta:
    return max(2 * tools.client_timeout, SHORTEST_SETTLE)


def _last(history: Sequence[HistoryLine], event: type[JobNotFound | SubmissionLost]) -> datetime | None:
    return next((line.at for line in reversed(history) if line.what == event.__name__), None)


async def _unanswered(tools: Tools, claim: Claim, task: Task, error: ProviderError) -> None:
    """No answer is not *not found*: look again, and after a while tell a person that we cannot."""
    if claim.attempts + 1 < MOST_UNANSWERED:
        raise Later(backoff(claim.attempts + 2, tools.clock), error.message)
    await tools.service.hear(task.id, SearchEnded())
