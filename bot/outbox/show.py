"""Brings an archived result into its thread: upload once, wait for Slack, post the result message."""

from datetime import timedelta
from typing import Final

from bot.domain.events import DeliveryFailed, FileLost, FileStored, ResultShown
from bot.domain.generation import Kind
from bot.domain.task import Status, Task
from bot.errors import SlackError, SlackUnsure
from bot.outbox.draw import result_of
from bot.outbox.posts import Thread, post_once
from bot.outbox.tools import Later, Tools
from bot.outbox.troubles import is_passing, sentence
from bot.slack import SlackFile
from bot.views import text
from storage.store import Claim

LOOKS: Final = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1, 2, 4, 8))
"""Slack reads and shares a file some time after the upload; its own measure, so these are not paced."""

MOST_UPLOADS: Final = 2
GIVE_UP: Final = timedelta(seconds=100)


async def show(tools: Tools, claim: Claim) -> None:
    """Upload and post; what stays refused makes the task `undelivered`, for a free Try again."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.FETCHING or task.media is None:
        return
    try:
        await _show(tools, claim, task)
    except SlackError as error:
        if is_passing(error) and tools.clock.now() - claim.armed < GIVE_UP:
            raise
        await tools.service.hear(task.id, DeliveryFailed(reason=sentence(error)))


async def _show(tools: Tools, claim: Claim, task: Task) -> None:
    in_thread = task.kind is not Kind.IMAGE
    stored = await _stored_file(tools, task, in_thread=in_thread)
    if in_thread:
        await _post(tools, claim, stored, with_picture=False)
        return
    try:
        await _post(tools, claim, stored, with_picture=True)
    except SlackError as error:
        if error.code != "invalid_blocks":
            raise
        shared = await _shared_instead(tools, stored)
        await _post(tools, claim, shared, with_picture=False)


async def _post(tools: Tools, claim: Claim, task: Task, *, with_picture: bool) -> None:
    policy = await tools.store.policy(task.team, task.channel)
    message = await result_of(tools, task, with_picture=with_picture)
    ts = await post_once(tools, claim, task, message, broadcast=policy.broadcast_results)
    await tools.service.hear(task.id, ResultShown(ts=ts))


async def _stored_file(tools: Tools, task: Task, *, in_thread: bool) -> Task:
    """The task with a file in Slack that can be seen; an upload that was cut short is taken up again."""
    for _ in range(MOST_UPLOADS):
        if task.media is None or task.media.slack_file is None or await _is_missing(tools, task):
            task = await _upload(tools, task, in_thread=in_thread)
        if await _settled(tools, task, in_thread=in_thread):
            return task
        task = await tools.service.hear(task.id, FileLost())
    raise SlackError("files.completeUploadExternal", "file_never_shared")


async def _is_missing(tools: Tools, task: Task) -> bool:
    """Whether the stored id leads to nothing: its upload was cut before the bytes were all there."""
    file = await _file(tools, task)
    return file is None or not file.exists


async def _upload(tools: Tools, task: Task, *, in_thread: bool) -> Task:
    """Ask for a slot, commit its id, send the bytes, complete."""
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


async def _settled(tools: Tools, task: Task, *, in_thread: bool) -> bool:
    """Wait until Slack has read the picture, or has shared the video into the thread."""
    for wait in LOOKS:
        file = await _file(tools, task)
        if file is not None and _is_ready(file, task, in_thread=in_thread):
            return not in_thread or await _in_our_thread(tools, task, file)
        await tools.clock.sleep(wait)
    return False


def _is_ready(file: SlackFile, task: Task, *, in_thread: bool) -> bool:
    return task.channel in file.shares if in_thread else file.is_ready


async def _in_our_thread(tools: Tools, task: Task, file: SlackFile) -> bool:
    """A share that landed loose means that the root is gone: take it back, move the thread, upload again."""
    root = await Thread(tools).root_ts(task)
    share = file.shares[task.channel]
    if share.thread_ts is not None or root is None:
        return True
    await tools.slack.delete_file(file.id)
    await Thread(tools).move(task, gone=root)
    return False


async def _shared_instead(tools: Tools, task: Task) -> Task:
    """Slack refuses the picture inside a message: put the file itself into the thread."""
    if task.media is not None and task.media.slack_file is not None:
        await _forget_file(tools, task.media.slack_file)
    lost = await tools.service.hear(task.id, FileLost())
    return await _stored_file(tools, lost, in_thread=True)


async def _forget_file(tools: Tools, file_id: str) -> None:
    try:
        await tools.slack.delete_file(file_id)
    except SlackError as error:
        if is_passing(error):
            raise Later(tools.clock.paced(LOOKS[0]), str(error)) from error


async def _file(tools: Tools, task: Task) -> SlackFile | None:
    if task.media is None or task.media.slack_file is None:
        return None
    return await tools.slack.file(task.media.slack_file)
