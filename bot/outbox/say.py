"""New messages that somebody should notice: outcomes, finished work, approved films, private refusals."""

from collections.abc import Awaitable
from dataclasses import replace

from bot.domain.task import ChannelId, Status, Task, Ts
from bot.errors import SlackError
from bot.logs import get_logger
from bot.outbox.draw import live_buttons, status_of
from bot.outbox.posts import post_alone, post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views import text
from bot.views.batch import row_message
from bot.views.outcome import ended_words, outcome_message
from storage.store import Claim

log = get_logger()


async def say_outcome(tools: Tools, claim: Claim) -> None:
    """Mention the requester in the thread. Where the channel is closed to us, tell them elsewhere, with
    the buttons that cannot be drawn in the thread any more."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    label = tools.service.provider_of(task).label
    said = outcome_message(task, prices=tools.prices, provider_label=label)
    if task.is_row:
        said = row_message(task, ended_words(task, tools.prices, label), await live_buttons(tools, task))
    try:
        await post_once(tools, claim, task, said)
    except SlackError as error:
        if is_passing(error):
            raise
        await _unless_refused(
            tools.private.outside(task, replace(said, blocks=(await status_of(tools, task)).blocks))
        )


async def tell_requester(tools: Tools, claim: Claim) -> None:
    """Say in private why nothing was started, with a button to try again."""
    task = await tools.claimed_task(claim)
    if task is not None and task.is_row:
        await say_outcome(tools, claim)
    elif task is not None:
        await _unless_refused(tools.private.message(task, text.refused_privately(task)))


async def notify_channels(tools: Tools, claim: Claim) -> None:
    """Tell the channel that asked to hear of finished work, with a link to the thread."""
    task = await tools.claimed_task(claim)
    if task is None or task.shown.result_ts is None or not task.status.has_result or task.is_row:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if policy.also_notify is None or policy.also_notify == task.channel:
        return
    await _unless_refused(_notify(tools, claim, task, task.shown.result_ts, policy.also_notify))


async def broadcast_result(tools: Tools, claim: Claim) -> None:
    """Show an approved final video to the whole channel, as a reply that is also sent there."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.APPROVED or task.shown.result_ts is None:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if not policy.broadcast_approved:
        return
    await _unless_refused(_broadcast(tools, claim, task, task.shown.result_ts))


async def announce_final(tools: Tools, claim: Claim) -> None:
    """Tell the channel that hears of finished work which version was chosen."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.APPROVED or task.shown.result_ts is None:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if policy.also_notify is not None and policy.also_notify != task.channel:
        await _unless_refused(_announce(tools, claim, task, task.shown.result_ts, policy.also_notify))


async def _announce(tools: Tools, claim: Claim, task: Task, result: Ts, channel: ChannelId) -> None:
    link = await tools.slack.permalink(task.channel, result)
    await post_alone(tools, claim, channel, text.approved_film(task, link))


async def _notify(tools: Tools, claim: Claim, task: Task, result: Ts, channel: ChannelId) -> None:
    """In another channel it is no reply."""
    link = await tools.slack.permalink(task.channel, result)
    await post_alone(tools, claim, channel, text.finished_elsewhere(task, link))


async def _broadcast(tools: Tools, claim: Claim, task: Task, result: Ts) -> None:
    link = await tools.slack.permalink(task.channel, result)
    await post_once(tools, claim, task, text.approved_film(task, link), broadcast=True)


async def _unless_refused(saying: Awaitable[None]) -> None:
    """What Slack refuses for good is dropped: the same call again would be refused again."""
    try:
        await saying
    except SlackError as error:
        if is_passing(error):
            raise
        log.warning("slack refused a message", error=str(error))
