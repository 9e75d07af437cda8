"""A Slack of a few lines in place of `bot.slack.Slack`: what people would see, and how often."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.domain.policy import Actor
from bot.domain.task import ChannelId, TeamId, Ts, UserId
from bot.errors import SlackError
from bot.slack import ChannelFacts, Posted, Share, SlackFile, UploadSlot
from tests.domain.examples import TEAM
from tests.hunt.leaping import LeapingClock


@dataclass(slots=True, kw_only=True)
class Post:
    """A message as it stands now."""

    channel: str
    ts: Ts
    text: str
    key: str = ""
    thread_ts: Ts | None = None
    deleted: bool = False
    to: str = ""


@dataclass(slots=True, kw_only=True)
class Workspace:
    """`fault` is asked before each call (None: it is done) and `lost` after it (None: the answer comes)."""

    clock: LeapingClock
    chance: Random
    fault: Callable[[str], SlackError | None] = field(default=lambda _method: None)
    lost: Callable[[str], SlackError | None] = field(default=lambda _method: None)
    posts: list[Post] = field(default_factory=list)
    files: dict[str, SlackFile] = field(default_factory=dict)
    calls: int = 0

    def spoken(self) -> list[str]:
        return [post.text for post in self.posts if not post.deleted]

    async def _call(self, method: str) -> None:
        self.calls += 1
        await asyncio.sleep(self.chance.uniform(0.01, 0.4))
        if error := self.fault(method):
            raise error

    async def _answer(self, method: str) -> None:
        if error := self.lost(method):
            raise error

    def _keep(self, channel: str, text: str, **more: Any) -> Post:
        post = Post(channel=channel, ts=Ts(f"1763733600.{len(self.posts):06d}"), text=text, **more)
        self.posts.append(post)
        return post

    async def channel(self, channel: ChannelId) -> ChannelFacts:
        await self._call("conversations.info")
        return ChannelFacts(id=channel, name="launch", is_member=True)

    async def person(self, user: UserId) -> Actor:
        await self._call("users.info")
        return Actor(id=user, team=TeamId(TEAM))

    async def post(
        self,
        channel: ChannelId,
        text: str,
        blocks: object,
        *,
        key: str,
        thread_ts: Ts | None = None,
        broadcast: bool = False,
    ) -> Posted:
        await self._call("chat.postMessage")
        post = self._keep(channel, text, key=key, thread_ts=thread_ts)
        await self._answer("chat.postMessage")
        return Posted(channel=channel, ts=post.ts, thread_ts=thread_ts)

    async def direct(self, user: UserId, text: str, blocks: object) -> Posted:
        await self._call("conversations.open")
        post = self._keep(f"D{user}", text, to=user)
        return Posted(channel=ChannelId(post.channel), ts=post.ts)

    async def whisper(
        self, channel: ChannelId, user: UserId, text: str, blocks: object, *, thread_ts: Ts | None = None
    ) -> None:
        await self._call("chat.postEphemeral")
        self._keep(channel, text, to=user)

    async def respond(
        self, response_url: str, text: str, blocks: object, *, thread_ts: Ts | None = None, **more: bool
    ) -> None:
        await self._call("response_url")
        self._keep("response_url", text, to=response_url)

    async def update(self, channel: ChannelId, ts: Ts, text: str, blocks: object) -> None:
        await self._call("chat.update")
        for post in self.posts:
            if post.ts == ts:
                post.text = text

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        await self._call("chat.delete")
        for post in self.posts:
            post.deleted = post.deleted or post.ts == ts

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        await self._call("chat.getPermalink")
        return f"https://acorn.slack.com/archives/{channel}/p{ts}"

    async def find_post(
        self, channel: ChannelId, key: str, *, around: datetime, thread_ts: Ts | None = None
    ) -> Ts | None:
        found = await self.find_posts(channel, key, around=around, thread_ts=thread_ts)
        return found[-1] if found else None

    async def find_posts(
        self, channel: ChannelId, key: str, *, around: datetime, thread_ts: Ts | None = None
    ) -> tuple[Ts, ...]:
        await self._call("conversations.history")
        return tuple(post.ts for post in self.posts if post.key == key and not post.deleted)

    async def upload_slot(self, filename: str, length: int) -> UploadSlot:
        await self._call("files.getUploadURLExternal")
        return UploadSlot(file_id=f"F{len(self.files)}{self.calls}", url="https://files.example/upload/1")

    async def send_bytes(self, url: str, path: Path) -> None:
        await asyncio.to_thread(path.read_bytes)
        await self._call("upload")

    async def complete_upload(
        self, file_id: str, title: str, *, channel: ChannelId | None = None, thread_ts: Ts | None = None
    ) -> None:
        await self._call("files.completeUploadExternal")
        shares = {channel: Share(ts=Ts("1763733600.999999"), thread_ts=thread_ts)} if channel else {}
        self.files[file_id] = SlackFile(id=file_id, mimetype="image/png", shares=shares)
        await self._answer("files.completeUploadExternal")

    async def file(self, file_id: str) -> SlackFile:
        await self._call("files.info")
        return self.files.get(file_id, SlackFile(id=file_id, exists=False))

    async def delete_file(self, file_id: str) -> None:
        await self._call("files.delete")
        self.files.pop(file_id, None)
