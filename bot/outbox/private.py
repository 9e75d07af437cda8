"""Words for one person only: by response_url, else ephemeral in the channel, else by direct message."""

from bot.domain.task import ChannelId, Task, Ts, UserId
from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import Slack
from bot.views.message import Message


class PrivateWords:
    """Finds the way that still works. Telling somebody twice is better than not at all."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def message(self, task: Task, message: Message) -> None:
        """Tell the requester of `task`."""
        await self.tell(task.channel, task.requester, message, response_url=task.reply_to)

    async def tell(
        self,
        channel: ChannelId,
        person: UserId,
        message: Message,
        *,
        response_url: str = "",
        thread_ts: Ts | None = None,
    ) -> None:
        """Raises SlackError when no way works; SlackBusy and SlackDown when a later try may."""
        if response_url and await self._answered(response_url, message, thread_ts):
            return
        try:
            await self._slack.whisper(channel, person, message.text, message.blocks, thread_ts=thread_ts)
        except (SlackBusy, SlackDown):
            raise
        except SlackError:
            await self._slack.direct(person, message.text, message.blocks)

    async def outside(self, task: Task, message: Message) -> None:
        """Tell the requester where the channel is closed to us: by direct message, which stays, else by the
        response_url of the order. Raises like `tell`."""
        try:
            await self._slack.direct(task.requester, message.text, message.blocks)
        except (SlackBusy, SlackDown, SlackUnsure):
            raise
        except SlackError:
            if not task.reply_to or not await self._answered(task.reply_to, message, None):
                raise

    async def _answered(self, response_url: str, message: Message, thread_ts: Ts | None) -> bool:
        try:
            await self._slack.respond(response_url, message.text, message.blocks, thread_ts=thread_ts)
        except SlackError:
            return False
        return True
