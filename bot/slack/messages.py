"""Messages: posted, redrawn, deleted, whispered and found again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.domain.generation import Json
from bot.domain.task import ChannelId, Ts, UserId
from bot.errors import SlackError
from bot.slack.answers import Posted
from bot.slack.readings import Done, Messages, OpenedChannel, Permalink, PostedMessage
from bot.slack.wire import Arguments, Wire

Blocks: TypeAlias = Sequence[Mapping[str, Json]]

EVENT_TYPE: Final = "greenlight"
PAGE: Final = 200
MOST_PAGES: Final = 10
CLOCKS_APART: Final = timedelta(minutes=5)


class MessageCalls:
    """What can be done with messages. All raise SlackError and its leaves."""

    _wire: Wire

    async def post(
        self,
        channel: ChannelId,
        text: str,
        blocks: Blocks,
        *,
        key: str,
        thread_ts: Ts | None = None,
        broadcast: bool = False,
    ) -> Posted:
        """Post a message that carries `key`, by which `find_post` finds it again.

        Look at `thread_ts` of what comes back: Slack does not fail a reply to a deleted root.
        https://docs.slack.dev/reference/methods/chat.postMessage
        """
        more: dict[str, Json] = {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}}}
        if thread_ts is not None:
            more |= {"thread_ts": thread_ts, "reply_broadcast": broadcast}
        return await self._post(channel, text, blocks, more)

    async def direct(self, user: UserId, text: str, blocks: Blocks) -> Posted:
        """A direct message; https://docs.slack.dev/reference/methods/conversations.open"""
        opened = await self._wire.call(OpenedChannel, "conversations.open", form={"users": user})
        return await self._post(ChannelId(opened.channel.id), text, blocks, {})

    async def _post(self, channel: ChannelId, text: str, blocks: Blocks, more: Arguments) -> Posted:
        arguments = {**_content(channel, text, blocks), "unfurl_links": False, "unfurl_media": False, **more}
        answer = await self._wire.call(PostedMessage, "chat.postMessage", json=arguments, channel=channel)
        return answer.value()

    async def update(self, channel: ChannelId, ts: Ts, text: str, blocks: Blocks) -> None:
        """Redraw a message of ours. Text and blocks are both replaced, whatever was there.

        https://docs.slack.dev/reference/methods/chat.update
        """
        arguments = {**_content(channel, text, blocks), "ts": ts}
        await self._wire.call(Done, "chat.update", json=arguments, channel=channel)

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        """https://docs.slack.dev/reference/methods/chat.delete"""
        form = {"channel": channel, "ts": ts}
        await self._wire.call(Done, "chat.delete", form=form, channel=channel)

    async def whisper(
        self,
        channel: ChannelId,
        user: UserId,
        text: str,
        blocks: Blocks,
        *,
        thread_ts: Ts | None = None,
    ) -> None:
        """A message that one person sees; https://docs.slack.dev/reference/methods/chat.postEphemeral"""
        arguments = {**_content(channel, text, blocks), "user": user}
        if thread_ts is not None:
            arguments["thread_ts"] = thread_ts
        await self._wire.call(Done, "chat.postEphemeral", json=arguments, channel=channel)

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        """https://docs.slack.dev/reference/methods/chat.getPermalink"""
        form = {"channel": channel, "message_ts": ts}
        answer = await self._wire.call(Permalink, "chat.getPermalink", form=form, channel=channel)
        return answer.permalink

    async def find_post(
        self, channel: ChannelId, key: str, *, around: datetime, thread_ts: Ts | None = None
    ) -> Ts | None:
        """The message that carries `key`: in the thread, else among what the channel got since `around`.

        None means that it surely is not there. Raises SlackError when that cannot be known: a scope is
        missing, or there is too much to look through.
        https://docs.slack.dev/messaging/message-metadata
        """
        found = await self._search(channel, key, around=around, thread_ts=thread_ts, enough=1)
        return found[0] if found else None

    async def find_posts(
        self, channel: ChannelId, key: str, *, around: datetime, thread_ts: Ts | None = None
    ) -> tuple[Ts, ...]:
        """All messages that carry `key`, likewise."""
        return tuple(await self._search(channel, key, around=around, thread_ts=thread_ts, enough=None))

    async def _search(
        self, channel: ChannelId, key: str, *, around: datetime, thread_ts: Ts | None, enough: int | None
    ) -> Sequence[Ts]:
        if thread_ts is None:
            oldest = f"{(around - CLOCKS_APART).timestamp():.6f}"
            return await self._carrying(key, "conversations.history", channel, {"oldest": oldest}, enough)
        try:
            return await self._carrying(key, "conversations.replies", channel, {"ts": thread_ts}, enough)
        except SlackError as error:
            if error.code == "thread_not_found":
                return ()
            raise

    async def _carrying(
        self, key: str, method: str, channel: ChannelId, where: Mapping[str, str], enough: int | None
    ) -> Sequence[Ts]:
        form = {"channel": channel, "include_all_metadata": "true", "limit": str(PAGE), **where}
        found: list[Ts] = []
        for _ in range(MOST_PAGES):
            page = await self._wire.call(Messages, method, form=form, channel=channel)
            found += page.carrying(EVENT_TYPE, key)
            if not page.cursor or (enough and len(found) >= enough):
                return found
            form["cursor"] = page.cursor
        raise SlackError(method, "search_cut", f"{key} is not among the last {PAGE * MOST_PAGES} messages")


def _content(channel: ChannelId, text: str, blocks: Blocks) -> dict[str, Json]:
    return {"channel": channel, "text": text, "blocks": [dict(block) for block in blocks]}
