"""Keeps messages true: each is drawn from the task as it is now, so a burst of changes is one edit."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from bot.domain.events import Refused, StatusShown, ThreadMoved
from bot.domain.task import Status, Task, TaskId
from bot.errors import SlackError
from bot.outbox.batches import show_row
from bot.outbox.follow import again
from bot.outbox.posts import Thread, post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import comes_back, is_passing, sentence
from bot.slack import Trouble, trouble
from bot.views import text
from bot.views.lineage import final_of
from bot.views.message import Block, Message
from bot.views.result import result_message
from bot.views.status import status_message
from storage.store import Claim, NewEffect

MOST_MOVES = 3
"""How often a redraw may post a lost root anew, should Slack deny every message that it just took."""

HISTORY = 20
"""How many finished jobs of the same call the usual time is taken from."""


async def draw_status(tools: Tools, claim: Claim) -> None:
    """Post the task's status message once, edit it ever after."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    if task.is_row:
        await show_row(tools, task)
        return
    if _is_unseen(task):
        return
    if task.shown.status_ts is None:
        await _post_status(tools, claim, task)
    else:
        await redraw_status(tools, task)


async def redraw_status(tools: Tools, task: Task) -> None:
    """Edit the status message. A root that is gone is posted anew and the lineage moves there.

    What Slack refuses for good is left as it stands: outcomes are said in messages of their own. A row of a
    batch has no such message, and the batch's shows changes of state, not progress. One edit
    at a time, each of the task as it is by then: a progress edit that comes late must not undo the last word.
    Where another process may have said that meanwhile, it is said again.
    """
    if task.is_row:
        return
    async with tools.lock(TaskId(f"draw:{task.id}")):
        task = await tools.service.task(task.id)
        await _redraw_now(tools, task)
        while tools.store.turns is not None and (newer := await _newer(tools, task)):
            task = newer
            await _redraw_now(tools, task)


async def _newer(tools: Tools, task: Task) -> Task | None:
    now = await tools.service.task(task.id)
    return now if now.version != task.version else None


async def _redraw_now(tools: Tools, task: Task) -> None:
    if task.shown.status_ts is None:
        return
    message = await status_of(tools, task)
    try:
        await tools.slack.update(task.channel, task.shown.status_ts, message.text, message.blocks)
    except SlackError as error:
        if is_passing(error):
            raise
        if trouble(error) is Trouble.MESSAGE_GONE and task.is_root:
            await _replace_root(tools, task)


async def draw_result(tools: Tools, claim: Claim) -> None:
    """Edit the result message: its notes and buttons follow the task."""
    task = await tools.claimed_task(claim)
    if task is None or task.shown.result_ts is None:
        return
    for with_picture in (True, False):
        message = await result_of(tools, task, with_picture=with_picture)
        try:
            await tools.slack.update(task.channel, task.shown.result_ts, message.text, message.blocks)
        except SlackError as error:
            if is_passing(error):
                raise
            if error.code == "invalid_blocks":
                continue
        return


async def draw_thread(tools: Tools, claim: Claim) -> None:
    """What each version offers hangs on which one is final."""
    task = await tools.claimed_task(claim)
    if task is None:
        return
    others = [it for it in await tools.lineage(task) if it.id != task.id and it.shown.result_ts is not None]
    await tools.service.add([_result_row(tools, other) for other in others])


def _result_row(tools: Tools, task: Task) -> NewEffect:
    return NewEffect(
        key=f"result:{task.id}",
        name="DrawResult",
        task=task.id,
        channel=task.channel,
        due=tools.clock.now(),
        payload={},
        repeats=True,
    )


async def status_of(tools: Tools, task: Task) -> Message:
    """The status message of a task as it is now."""
    call = task.generation
    times = await tools.store.usual_times(call.provider, call.call, HISTORY)
    return status_message(
        task,
        lineage=await tools.lineage(task),
        usual=timedelta(seconds=median(time.total_seconds() for time in times)) if times else None,
        now=tools.clock.now(),
        prices=tools.prices,
        provider_label=tools.service.provider_of(task).label,
        again=again(tools, task),
        ahead=await tools.store.ahead(task) if task.status is Status.QUEUED else 0,
        quorum=await tools.people.quorum(task),
        final_link=await _final_link(tools, task),
    )


async def _final_link(tools: Tools, root: Task) -> str:
    """Where the chosen version stands; empty where there is none, or Slack does not say."""
    final = final_of(await tools.lineage(root)) if root.is_root else None
    if final is None or final.shown.result_ts is None:
        return ""
    known = tools.permalinks.get(final.id)
    if known is not None:
        return known
    try:
        link = await tools.slack.permalink(final.channel, final.shown.result_ts)
    except SlackError as error:
        if is_passing(error):
            raise
        return ""
    tools.permalinks.keep(final.id, link)
    return link


async def result_of(tools: Tools, task: Task, *, with_picture: bool = True) -> Message:
    """The result message of a task as it is now."""
    picture = task.media.slack_file if task.media and with_picture else None
    return result_message(
        task,
        lineage=await tools.lineage(task),
        prices=tools.prices,
        can=tools.service.provider_of(task).can,
        picture=picture,
        mixes=any(provider.can.mixes for provider in tools.service.providers.values()),
        quorum=await tools.people.quorum(task),
    )


async def live_buttons(tools: Tools, task: Task) -> Sequence[Block]:
    """The rows of buttons that stand under the task in its thread now; none without its provider."""
    if task.generation.provider not in tools.service.providers:
        return ()
    is_reviewed = task.status in {Status.DELIVERED, Status.APPROVED}
    message = await result_of(tools, task) if is_reviewed else await status_of(tools, task)
    return [block for block in message.blocks if block["type"] == "actions"]


async def _post_status(tools: Tools, claim: Claim, task: Task) -> None:
    """What a restored backup had not shown yet may have been shown and paid since: a person decides."""
    if claim.restored:
        await tools.service.hear(task.id, Refused(reason=text.restored_from_backup()))
        return
    message = await status_of(tools, task)
    try:
        ts = await post_once(tools, claim, task, message)
    except SlackError as error:
        if comes_back(error, claim):
            raise
        tools.people.forget(task.channel)
        await tools.service.hear(task.id, Refused(reason=sentence(error)))
    else:
        await tools.service.hear(task.id, StatusShown(ts=ts))


async def _replace_root(tools: Tools, task: Task) -> None:
    history = await tools.store.history(task.id)
    if sum(line.what == ThreadMoved.__name__ for line in history) >= MOST_MOVES:
        return
    try:
        await Thread(tools).move(task, gone=task.shown.status_ts)
    except SlackError as error:
        if is_passing(error):
            raise


def _is_unseen(task: Task) -> bool:
    """Nothing is shown of what was not admitted or was turned down before it began."""
    silent = {Status.REQUESTED, Status.REFUSED, Status.CANCELLED, Status.EXPIRED}
    return task.shown.status_ts is None and task.status in silent
