"""`/greenlight …`: help, tasks, one task, cancel, settings, budget, balance; from what is kept here."""

import asyncio
from datetime import timedelta
from typing import Final, assert_never

from bot.domain.budgets import month_of
from bot.domain.policy import Action, can
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import GreenlightError, NotAllowed, PersonError
from bot.views import ids, lists, text
from bot.views.budget import budget_message
from bot.views.commands import (
    CancelTask,
    Help,
    NoteRefund,
    OpenBatch,
    OpenPresets,
    OpenSettings,
    ShowBalance,
    ShowBudget,
    ShowTask,
    read_greenlight,
)
from bot.views.filters import ListTasks
from bot.views.message import Message
from handlers import history
from handlers.batch import open_batch
from handlers.buttons import click_row
from handlers.desk import Desk, Payload
from handlers.presets import open_presets
from handlers.rights import check_may, check_visible
from handlers.settings import open_settings

NO_ANSWER: Final = "no answer just now"
BALANCE_WITHIN: Final = timedelta(seconds=3)
"""How long a provider may take to say what is left; the others' answers wait for it."""


async def greenlight(desk: Desk, body: Payload) -> Message | None:
    """What the person reads at once; None when the answer comes by another way. Raises PersonError."""
    known = desk.service.all_providers
    wish = read_greenlight(body.get("text") or "", now=desk.clock.now(), providers=known)
    match wish:
        case Help(hint=hint):
            return lists.help_message(hint)
        case ListTasks():
            return await history.tasks(desk, body, wish)
        case ShowTask(task=task):
            await history.show(desk, body, await desk.service.task(task))
            return None
        case CancelTask(task=task):
            return await _cancel(desk, body, await desk.service.task(task))
        case OpenSettings():
            desk.supervise(open_settings(desk, body), what="open settings")
            return None
        case OpenPresets():
            desk.supervise(open_presets(desk, body), what="open presets")
            return None
        case OpenBatch():
            desk.supervise(open_batch(desk, body), what="open batch")
            return None
        case ShowBalance():
            desk.supervise(_say_balance(desk, body), what="balance")
            return None
        case NoteRefund(task=task):
            return await _refunded(desk, body, await desk.service.task(task))
        case ShowBudget():
            return await _budget(desk, body)
        case _:
            assert_never(wish)


async def _cancel(desk: Desk, body: Payload, task: Task) -> Message:
    """Written down like a click on Cancel, so that rights and state are checked the same way."""
    row = click_row(
        desk,
        {"user": {"id": body["user_id"]}, "channel": {"id": body["channel_id"]}},
        ids.CANCEL,
        task.id,
        dedupe=f"command:{body['trigger_id']}",
        response_url=str(body.get("response_url", "")),
    )
    await desk.service.add([row])
    return text.plain(text.cancelling(task.id))


async def _say_balance(desk: Desk, body: Payload) -> None:
    person, channel = UserId(body["user_id"]), ChannelId(body["channel_id"])
    try:
        await check_may(desk, UserId(body["user_id"]), Action.BALANCE, ChannelId(body["channel_id"]))
        message = lists.balance_message(await balances(desk))
    except PersonError as error:
        message = text.plain(str(error))
    await desk.private.tell(channel, person, message, response_url=str(body.get("response_url", "")))


async def _budget(desk: Desk, body: Payload) -> Message:
    await check_may(desk, UserId(body["user_id"]), Action.BALANCE, ChannelId(body["channel_id"]))
    channel, store = ChannelId(body["channel_id"]), desk.service.store
    month = month_of(desk.clock.now())
    policy = await store.policy(desk.team, channel)
    return budget_message(
        await store.monthly_spends(desk.team, month, channel=channel),
        month=month,
        policy=policy,
        prices=desk.prices,
        labels={name: provider.label for name, provider in desk.service.providers.items()},
    )


async def _refunded(desk: Desk, body: Payload, task: Task) -> Message:
    """For those who may change a budget: what a provider paid back counts against it no more."""
    person = UserId(body["user_id"])
    await check_visible(desk, here=ChannelId(body["channel_id"]), person=person, task=task)
    actor = await desk.told(desk.people.actor(desk.team, person))
    policy = await desk.told(desk.people.policy(task.team, task.channel))
    ruling = can(actor, Action.SETTINGS, task, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
    is_noted = await desk.service.store.refunded(task.id, by=person, now=desk.clock.now())
    return text.plain(text.refund_noted(task.id) if is_noted else text.nothing_to_refund(task.id))


async def balances(desk: Desk) -> dict[str, str]:
    """All asked at once: one that hangs does not hide the others."""
    providers = {name: it for name, it in desk.service.providers.items() if not it.can.is_ours}
    said = await asyncio.gather(*(_balance(desk, name) for name in providers))
    return {provider.label: words for provider, words in zip(providers.values(), said, strict=True)}


async def _balance(desk: Desk, name: str) -> str:
    provider = desk.service.providers[name]
    try:
        async with asyncio.timeout(BALANCE_WITHIN.total_seconds()):
            reply = await desk.senders[name].send(provider.balance(), provider.headers())
        return provider.read_balance(reply)
    except (GreenlightError, TimeoutError):
        return NO_ANSWER
