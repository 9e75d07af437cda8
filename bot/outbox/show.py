"""Brings an archived result into its thread: upload once, wait for Slack, post the result message."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.events import DeliveryFailed, FileLost, FileStored, ResultShown
from bot.domain.task import Status, Task, Ts
from bot.errors import MediaError, ProviderError, SlackBusy, SlackError, SlackQueued, SlackUnsure
from bot.outbox.draw import result_of
from bot.outbox.fetch import again_or_undelivered, archived_anew
from bot.outbox.posts import Thread, post_once
from bot.outbox.tools import Tools
from bot.outbox.troubles import NEVER_SHOWN, delivery_sentence, is_passing
from bot.slack import SlackFile
from bot.views import text
from bot.views.result import PICTURES
from storage.store import Claim

LOOKS: Final = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1, 2, 4, 8))
"""Slack reads and shares a file some time after the upload; its own measure, so these are not paced."""

LOOKS_FOR_MISSING: Final = 3
MOST_UPLOADS: Final = 2

_NO_PICTURE: Final = frozenset({"invalid_blocks", NEVER_SHOWN})
"""When Slack does not show a picture inside a message, the file itself goes into the thread.
https://github.com/slackapi/python-slack-sdk/issues/1818"""

MOST_TRIES: Final = 7
GIVE_UP: Final = timedelta(seconds=100)
"""How often and how long a passing fault is tried again, so that `undelivered` is said within two minutes.
Only what Slack itself asks us to wait for may come back more often."""


async def show(tools: Tools, claim: Claim) -> None:
    """Upload and post; what stays refused makes the task `undelivered`, for a free Try again."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.FETCHING or task.media is None:
        return
    try:
        await _show(tools, claim, task)
    except (MediaError, ProviderError) as error:  # nothing of it is shown yet
        await again_or_undelivered(tools, claim, task, error)
    except SlackError as error:
        if is_passing(error) and _has_patience(tools, claim, error):
            raise
        if posted := await _posted_after_all(tools, claim, task, error):
            await _shown(tools, task, posted)
        else:
            await tools.service.hear(task.id, DeliveryFailed(reason=delivery_sentence(error)))


def _has_patience(tools: Tools, claim: Claim, error: SlackError) -> bool:
    if isinstance(error, SlackQueued):
        return True
    is_early = tools.clock.now() - claim.armed < GIVE_UP
    return is_early and (isinstance(error, SlackBusy) or claim.attempts + 1 < MOST_TRIES)


async def _show(tools: Tools, claim: Claim, task: Task) -> None:
    if task.media is None or task.media.mime not in PICTURES:
        stored = await _stored_file(tools, task, in_thread=True)
        await _post(tools, claim, stored, with_picture=False)
        return
    stored = task
    try:
        stored = await _stored_file(tools, task, in_thread=False)
        await _post(tools, claim, stored, with_picture=True)
    except SlackError as error:
        if error.code not in _NO_PICTURE:
            raise
        shared = await _shared_instead(tools, stored)
        await _post(tools, claim, shared, with_picture=False)


async def _post(tools: Tools, claim: Claim, task: Task, *, with_picture: bool) -> None:
    policy = await tools.store.policy(task.team, task.channel)
    message = await result_of(tools, task, with_picture=with_picture)
    if not claim.unsure and await _was_given_up(tools, task):
        claim = replace(claim, unsure=True)
    ts = await post_once(tools, claim, task, message, broadcast=policy.broadcast_results and not task.is_row)
    await _shown(tools, task, ts)


async def _shown(tools: Tools, task: Task, ts: Ts) -> None:
    policy = await tools.store.policy(task.team, task.channel)
    await tools.service.hear(task.id, ResultShown(ts=ts, remind_after=policy.remind_after))


async def _was_given_up(tools: Tools, task: Task) -> bool:
    """Then the last post of that time may stand there: its answer was lost, and nobody looked any more."""
    return any(line.what == DeliveryFailed.__name__ for line in await tools.store.history(task.id))


async def _posted_after_all(tools: Tools, claim: Claim, task: Task, error: SlackError) -> Ts | None:
    """A last look, before it is called undelivered, for a post whose answer was lost."""
    if not (claim.unsure or isinstance(error, SlackUnsure)):
        return None
    thread = Thread(tools)
    with suppress(SlackError):
        return await thread.find(task, claim.key, await thread.root_ts(task))
    return None


async def _stored_file(tools: Tools, task: Task, *, in_thread: bool) -> Task:
    """The task with a file in Slack that can be seen; an upload that was cut short is taken up again.

    A picture that Slack holds and does not read is not uploaded twice: there is another way for it.
    """
    for _ in range(MOST_UPLOADS):
        if await _is_missing(tools, task):
            task = await _upload(tools, task, in_thread=in_thread)
        file = await _watched(tools, task, in_thread=in_thread)
        if file is not None and await _is_in_place(tools, task, file, in_thread=in_thread):
            return task
        task = await _without_file(tools, task)
        if file is not None and file.exists and not in_thread:
            break
    raise SlackError("files.completeUploadExternal", NEVER_SHOWN)


async def _is_missing(tools: Tools, task: Task) -> bool:
    """Whether the stored id leads to nothing: its upload was cut before the bytes were all there."""
    file = await _file(tools, task)
    return file is None or not file.exists


async def _upload(tools: Tools, task: Task, *, in_thread: bool) -> Task:
    """Ask for a slot, commit its id, send the bytes, complete."""
    if not await tools.returns.has(task):
        task = await archived_anew(tools, task)
    if task.media is None:
        raise ValueError(f"{task.id} has nothing to upload")
    name = text.file_name(task)
    slot = await tools.slack.upload_slot(name, task.media.size)
    task = await tools.service.hear(task.id, FileStored(slack_file=slot.file_id))
    await tools.slack.send_bytes(slot.url, tools.archive.path(task))
    await _complete(tools, task, slot.file_id, in_thread=in_thread)
    return task


async def _complete(tools: Tools, task: Task, file_id: str, *, in_thread: bool) -> None:
    """Raises SlackError. An answer that was lost decides nothing: `files.info` does, right after."""
    root = await Thread(tools).root_ts(task)
    channel = task.channel if in_thread else None
    try:
        await tools.slack.complete_upload(
            file_id, text.file_title(task), channel=channel, thread_ts=root if in_thread else None
        )
    except SlackUnsure:
        return


async def _watched(tools: Tools, task: Task, *, in_thread: bool) -> SlackFile | None:
    """Look until Slack has read the picture, or has shared the video; the last look is given back.

    A file that nobody knows a while after its upload will not come: its completion was lost on the way.
    """
    file = await _file(tools, task)
    for number, wait in enumerate(LOOKS):
        if file is None or _is_ready(file, task, in_thread=in_thread):
            break
        if not file.exists and number >= LOOKS_FOR_MISSING:
            break
        await tools.clock.sleep(wait)
        file = await _file(tools, task)
    return file


def _is_ready(file: SlackFile, task: Task, *, in_thread: bool) -> bool:
    return task.channel in file.shares if in_thread else file.is_ready


async def _is_in_place(tools: Tools, task: Task, file: SlackFile, *, in_thread: bool) -> bool:
    """A share that landed loose means that the root is gone: move the thread, and upload again there."""
    if not _is_ready(file, task, in_thread=in_thread):
        return False
    if not in_thread:
        return True
    root = await Thread(tools).root_ts(task)
    share = file.shares[task.channel]
    if share.thread_ts is not None or root is None or await Thread(tools).stands(task, root):
        return True
    await Thread(tools).move(task, gone=root)
    return False


async def _shared_instead(tools: Tools, task: Task) -> Task:
    """Slack refuses the picture inside a message: put the file itself into the thread."""
    return await _stored_file(tools, await _without_file(tools, task), in_thread=True)


async def _without_file(tools: Tools, task: Task) -> Task:
    """Give an upload up. It is removed first, lest Slack share it later beside the next one."""
    if task.media is not None and task.media.slack_file is not None:
        with suppress(SlackError):
            await tools.slack.delete_file(task.media.slack_file)
    return await tools.service.hear(task.id, FileLost())


async def _file(tools: Tools, task: Task) -> SlackFile | None:
    if task.media is None or task.media.slack_file is None:
        return None
    return await tools.slack.file(task.media.slack_file)
