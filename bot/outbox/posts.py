"""Posts into a thread exactly once, and keeps the thread whole when a person deleted its root."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.batch import Batch
from bot.domain.events import ThreadMoved
from bot.domain.task import ChannelId, Task, TaskId, Ts
from bot.errors import SlackError, SlackQueued
from bot.outbox.doubles import expect_double
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.slack import Trouble, trouble
from bot.views.batch import batch_message
from bot.views.message import Message
from bot.views.status import status_message
from storage.store import Claim

TRIES_TO_TAKE_BACK: Final = 2
WHILE_OTHERS_MOVE: Final = timedelta(seconds=2)


async def post_once(
    tools: Tools, claim: Claim, task: Task, message: Message, *, broadcast: bool = False
) -> Ts:
    """Post `message` where the task's messages belong, and say under which ts it stands.

    The claim's key travels in the message's metadata; a post whose answer was lost is looked for first.
    Where it cannot be looked for it is posted again: twice is better than never. One that comes after all is
    taken back later.
    """
    thread = Thread(tools)
    root = await thread.root_ts(task)
    if claim.unsure:
        if found := await thread.find(task, claim.key, root):
            return found
        await expect_double(tools, claim, task.channel, thread_ts=root, around=task.created_at)
    posted = await tools.slack.post(
        task.channel, message.text, message.blocks, thread_ts=root, key=claim.key, broadcast=broadcast
    )
    if root is None or posted.thread_ts == root or await thread.stands(task, root):
        return posted.ts
    return await thread.repost(task, message, stray=posted.ts, gone=root, key=claim.key, broadcast=broadcast)


async def post_alone(tools: Tools, claim: Claim, channel: ChannelId, message: Message) -> Ts:
    """The same of a message that belongs into no thread. Raises SlackError where it cannot be looked for."""
    if claim.unsure:
        if found := await tools.slack.find_post(channel, claim.key, thread_ts=None, around=claim.armed):
            return found
        await expect_double(tools, claim, channel, thread_ts=None, around=claim.armed)
    posted = await tools.slack.post(channel, message.text, message.blocks, key=claim.key)
    return posted.ts


async def post_batch(tools: Tools, claim: Claim, batch: Batch) -> None:
    """The message that all rows of a batch hang on, posted once."""
    message = batch_message(batch, (), prices=tools.prices)
    await tools.store.move_batch(batch.id, await post_alone(tools, claim, batch.channel, message))


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of a lineage: the root message and the replies below it."""

    tools: Tools

    async def root(self, task: Task) -> Task:
        """The task whose status message is the root."""
        return task if task.is_root else await self.tools.service.task(task.lineage)

    async def root_ts(self, task: Task) -> Ts | None:
        """What replies of this task hang on; None for the message that is the root itself."""
        return await self._ts(await self.root(task))

    async def stands(self, task: Task, ts: Ts) -> bool:
        """Whether the root is there: an answer that names no thread may be merely short.

        A message that is gone cannot be edited, and to edit one that is there does no harm.
        """
        message = await self._root_message(await self.root(task))
        try:
            await self.tools.slack.update(task.channel, ts, message.text, message.blocks)
        except SlackError as error:
            if is_passing(error):
                raise
            return trouble(error) not in {Trouble.MESSAGE_GONE, Trouble.NOT_OURS}
        return True

    async def find(self, task: Task, key: str, root: Ts | None) -> Ts | None:
        """The message that carries `key`, None when there is none or Slack does not let us look."""
        try:
            return await self.tools.slack.find_post(task.channel, key, thread_ts=root, around=task.created_at)
        except SlackError as error:
            if is_passing(error):
                raise
            return None

    async def repost(
        self, task: Task, message: Message, *, stray: Ts, gone: Ts, key: str, broadcast: bool
    ) -> Ts:
        """A reply landed loose in the channel: its root is gone. Take it back, move the thread, repost."""
        await self._take_back(task, stray)
        moved = await self.move(task, gone=gone)
        posted = await self.tools.slack.post(
            task.channel, message.text, message.blocks, thread_ts=moved, key=key, broadcast=broadcast
        )
        return posted.ts

    async def move(self, task: Task, *, gone: Ts | None) -> Ts:
        """Post one new root in place of the one that is `gone` and hang the lineage there.

        Several messages may meet the gap at once: the first posts, the others find it done. Raises
        SlackQueued while another process is at it.
        """
        thread = task.batch or task.lineage
        async with self.tools.lock(TaskId(thread)):
            if stands := await self._moved(task, gone):
                return stands
            async with self._alone(f"move:{thread}"):
                return await self._moved(task, gone) or await self._move(task, gone)

    async def _moved(self, task: Task, gone: Ts | None) -> Ts | None:
        """Where the root stands by now, if elsewhere."""
        stands = await self.root_ts(await self.tools.service.task(task.id))
        return stands if stands != gone else None

    async def _move(self, task: Task, gone: Ts | None) -> Ts:
        root = await self.root(task)
        key = f"root:{root.id}:{gone}"
        ts = await self.find(root, key, None) or await self._post_root(root, key)
        if root.batch is not None:
            await self.tools.store.move_batch(root.batch, ts)
        await self.tools.service.hear(root.id, ThreadMoved(ts=ts))
        return ts

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        if not await self.tools.store.take_alone(key):
            raise SlackQueued("chat.postMessage", self.tools.clock.paced(WHILE_OTHERS_MOVE))
        try:
            yield
        finally:
            await self.tools.store.leave_alone(key)

    async def _ts(self, root: Task) -> Ts | None:
        """Where the root stands; that of a row is its batch's message."""
        if root.batch is None:
            return root.shown.status_ts
        batch = await self.tools.store.batch(root.batch)
        return batch.ts if batch else None

    async def _post_root(self, root: Task, key: str) -> Ts:
        message = await self._root_message(root)
        posted = await self.tools.slack.post(root.channel, message.text, message.blocks, key=key)
        return posted.ts

    async def _take_back(self, task: Task, stray: Ts) -> None:
        """What Slack does not let us delete stays: better than no result, or one more stray."""
        for _ in range(TRIES_TO_TAKE_BACK):
            try:
                await self.tools.slack.delete(task.channel, stray)
            except SlackError as error:
                if not is_passing(error):
                    return
            else:
                return

    async def _root_message(self, root: Task) -> Message:
        batch = await self.tools.store.batch(root.batch) if root.batch else None
        if batch is not None:
            tasks = await self.tools.store.batch_tasks(batch.id)
            return batch_message(batch, tasks, prices=self.tools.prices)
        return status_message(
            root,
            lineage=await self.tools.lineage(root),
            usual=None,
            now=self.tools.clock.now(),
            prices=self.tools.prices,
            provider_label=self.tools.service.provider_of(root).label,
            quorum=await self.tools.people.quorum(root),
        )
