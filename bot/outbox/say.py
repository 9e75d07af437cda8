"""New messages that somebody should notice: outcomes, finished work, approved films, private refusals."""

from bot.domain.task import ChannelId, Status
from bot.errors import SlackError
from bot.outbox.posts import post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views import text
from bot.views.message import Message
from bot.views.outcome import outcome_message
from storage.store import Claim


async def say_outcome(tools: Tools, claim: Claim) -> None:
    """Mention the requester in the thread; where the channel is closed to us, write to them directly."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    message = outcome_message(task, prices=tools.prices, provider_label=tools.service.provider_of(task).label)
    try:
        await post_once(tools, claim, task, message)
    except SlackError as error:
        if is_passing(error):
            raise
        await tools.slack.direct(task.requester, message.text, message.blocks)


async def tell_requester(tools: Tools, claim: Claim) -> None:
    """Say in private why nothing was started, with a button to try again."""
    task = await tools.claimed_task(claim)
    if task is not None:
        await tools.private.message(task, text.refused_privately(task))


async def notify_channels(tools: Tools, claim: Claim) -> None:
    """Tell the channel that asked to hear of finished work, with a link to the thread."""
    task = await tools.claimed_task(claim)
    if task is None or task.shown.result_ts is None or not task.status.has_result:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if policy.also_notify is None or policy.also_notify == task.channel:
        return
    link = await tools.slack.permalink(task.channel, task.shown.result_ts)
    await _post_elsewhere(tools, claim, policy.also_notify, text.finished_elsewhere(task, link))


async def broadcast_result(tools: Tools, claim: Claim) -> None:
    """Show an approved final video to the whole channel, as a reply that is also sent there."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.APPROVED or task.shown.result_ts is None:
        return
    policy = await tools.store.policy(task.team, task.channel)
    if not policy.broadcast_approved:
        return
    link = await tools.slack.permalink(task.channel, task.shown.result_ts)
    await post_once(tools, claim, task, text.approved_film(task, link), broadcast=True)


async def _post_elsewhere(tools: Tools, claim: Claim, channel: ChannelId, message: Message) -> None:
    """In another channel it is no reply; refused there, it is dropped: the thread has it anyway."""
    try:
        if claim.unsure and await tools.slack.find_post(
            channel, claim.key, thread_ts=None, around=claim.armed
        ):
            return
        await tools.slack.post(channel, message.text, message.blocks, key=claim.key)
    except SlackError as error:
        if is_passing(error):
            raise
