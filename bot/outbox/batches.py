"""Batches: one message, a task for each row, results in its thread, and one mention at the end."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from bot.domain.batch import Batch, BatchRow
from bot.domain.events import StatusShown
from bot.domain.generation import Generation
from bot.domain.policy import Action, can
from bot.domain.task import BatchId, Status, Task
from bot.errors import NotAllowed, SlackError
from bot.logs import get_logger
from bot.outbox.posts import Thread, post_batch, post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing, refusal, without_button
from bot.service import Order
from bot.slack import Trouble, trouble
from bot.views import text
from bot.views.batch import batch_message, batch_over, batch_prices, is_over
from storage.store import Claim, NewEffect

AT_ONCE: Final = 50
"""Orders that are written down together."""

BURST: Final = timedelta(seconds=2)
NOW: Final = timedelta()

_UNSEEN: Final = frozenset({Status.REQUESTED, Status.REFUSED, Status.CANCELLED, Status.EXPIRED})

_Good: TypeAlias = tuple[BatchRow, Generation]

log = get_logger()


async def start_batch(tools: Tools, claim: Claim) -> None:
    """Post the message, then order every good row. Done twice it orders nothing twice."""
    batch = await _claimed(tools, claim)
    if batch is None:
        return
    if batch.ts is None:
        try:
            await _check(tools, batch)
            await post_batch(tools, claim, batch)
        except NotAllowed as error:
            await _refuse(tools, claim, batch, str(error))
            return
        except SlackError as error:
            if is_passing(error):
                raise
            await _refuse(tools, claim, batch, without_button(refusal(error, claim)))
            return
    for rows in _portions(batch.good):
        await asyncio.gather(*(tools.service.request(_order(batch, row, wish)) for row, wish in rows))
    await tools.service.add([drawing(tools, batch.id, batch.channel)])


async def show_row(tools: Tools, task: Task) -> None:
    """A row has no message of its own: the batch's is drawn anew, and counts as the row's."""
    batch = await tools.store.batch(task.batch) if task.batch else None
    if batch is None:
        return
    if task.shown.status_ts is None and batch.ts is not None and task.status not in _UNSEEN:
        await tools.service.hear(task.id, StatusShown(ts=batch.ts))
    await tools.service.add([drawing(tools, batch.id, task.channel)])


async def draw_batch(tools: Tools, claim: Claim) -> None:
    """Edit the message as the batch is now; when nothing goes on any more, that is said once."""
    batch = await _claimed(tools, claim)
    if batch is None or batch.ts is None:
        return
    tasks = await tools.store.batch_tasks(batch.id)
    message = batch_message(batch, tasks, prices=tools.prices)
    try:
        await tools.slack.update(batch.channel, batch.ts, message.text, message.blocks)
    except SlackError as error:
        if is_passing(error):
            raise
        if trouble(error) is Trouble.MESSAGE_GONE and tasks:
            await Thread(tools).move(tasks[0], gone=batch.ts)
    if is_over(batch, tasks):
        await tools.service.add([_effect(tools, "EndBatch", batch.id, claim.channel)])


async def end_batch(tools: Tools, claim: Claim) -> None:
    """Mention whoever ordered it, and tell the channel that hears of finished work."""
    batch = await _claimed(tools, claim)
    tasks = await tools.store.batch_tasks(batch.id) if batch else ()
    if batch is None or not tasks:
        return
    message = batch_over(batch, tasks, prices=tools.prices)
    try:
        await post_once(tools, claim, tasks[0], message)
    except SlackError as error:
        if is_passing(error):
            raise
        await tools.private.tell(batch.channel, batch.person, message)


def drawing(tools: Tools, batch: BatchId, channel: str) -> NewEffect:
    """A burst of changes is one edit."""
    return _effect(tools, "DrawBatch", batch, channel, repeats=True, wait=tools.clock.paced(BURST))


def _effect(
    tools: Tools, name: str, batch: BatchId, channel: str, *, repeats: bool = False, wait: timedelta = NOW
) -> NewEffect:
    return NewEffect(
        key=f"{name.lower()}:{batch}",
        name=name,
        task=None,
        channel=channel,
        due=tools.clock.now() + wait,
        payload={"batch": batch},
        repeats=repeats,
    )


async def _claimed(tools: Tools, claim: Claim) -> Batch | None:
    return await tools.store.batch(BatchId(str(claim.payload["batch"])))


async def _check(tools: Tools, batch: Batch) -> None:
    """For all rows at once what admission asks of each; the limit is held against the whole price too, lest
    a table be a way around it. Raises NotAllowed."""
    channel = await tools.people.channel(batch.channel)
    if not channel.is_member:
        raise NotAllowed(without_button(text.not_in_channel()))
    if channel.is_archived:
        raise NotAllowed(without_button(text.channel_archived()))
    policy = await tools.people.policy(batch.team, batch.channel)
    actor = await tools.people.actor(batch.team, batch.person)
    ruling = can(actor, Action.REQUEST, None, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
    may_approve = policy.own_approval and can(actor, Action.APPROVE_SPEND, None, policy).allowed
    for provider, price in batch_prices(batch, tools.prices).items():
        if policy.limit is not None and price > policy.limit and not may_approve:
            raise NotAllowed(text.batch_over_limit(tools.prices.words(provider, policy.limit)))


async def _refuse(tools: Tools, claim: Claim, batch: Batch, why: str) -> None:
    await tools.private.tell(
        batch.channel, batch.person, text.plain(why), response_url=str(claim.payload["response_url"])
    )


def _order(batch: Batch, row: BatchRow, wish: Generation) -> Order:
    return Order(
        team=batch.team,
        channel=batch.channel,
        person=batch.person,
        generation=wish,
        dedupe=f"batch:{batch.id}:{row.number}",
        confirmed=True,
        follow_up=row.follow_up,
        batch=batch.id,
        batch_row=row.number,
    )


def _portions(rows: Sequence[_Good]) -> list[Sequence[_Good]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]
