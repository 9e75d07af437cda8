"""Response URLs: five answers within half an hour to one command or click.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.sandbox.slack import cast
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.content import Content, ContentReader
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.state import Message
from bot.sandbox.slack.wire import Json, SlackError
from bot.sandbox.slack.workspace import Workspace

_MOST_USES: Final = 5
_REMEMBERED: Final = 10_000


@dataclass(slots=True, kw_only=True)
class _Hook:
    user: str
    channel: str
    original: str
    issued: float
    uses: int = 0


class Hooks:
    def __init__(
        self,
        workspace: Workspace,
        stage: Stage,
        reader: ContentReader,
        lifetime: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspace = workspace
        self._stage = stage
        self._reader = reader
        self._lifetime = lifetime
        self._now = now
        self._hooks: dict[str, _Hook] = {}

    def issue(self, kind: str, user: str, channel: str, original: str = "") -> str:
        """A URL for answers to `user` in `channel`; `original` is the ts of the message clicked."""
        token = self._workspace.secret()
        self._hooks[token] = _Hook(user=user, channel=channel, original=original, issued=self._now())
        if len(self._hooks) > _REMEMBERED:
            del self._hooks[next(iter(self._hooks))]
        return f"{self._workspace.config.public_url}/hooks/{kind}/{cast.TEAM}/{token}"

    async def receive(self, request: web.Request) -> web.StreamResponse:
        hook = self._hooks.get(request.match_info["token"])
        if hook is None or self._now() - hook.issued > self._lifetime:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if hook.uses >= _MOST_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        hook.uses += 1
        try:
            await self.answer(hook.user, hook.channel, await _payload(request), original=hook.original)
        except SlackError as error:
            return web.json_response(error.body())
        return web.Response(text="ok")

    async def answer(self, user: str, channel: str, payload: Json, *, original: str = "") -> None:
        """Do what an answer asks: post, replace or delete. Raises SlackError."""
        args = Arguments(payload)
        message = self._workspace.seen_message(user, channel, original) if original else None
        if args.flag("delete_original"):
            if message is not None:
                self._stage.remove(message)
            return
        content = await self._reader.read(args, from_response_url=True)
        if content.is_empty:
            raise SlackError("no_text")
        if args.flag("replace_original") and message is not None and message.by_app:
            self._replace(message, content)
            return
        self._post(user, channel, content, args)

    def _replace(self, message: Message, content: Content) -> None:
        message.text = content.text or ""
        message.blocks = content.blocks
        message.attachments = content.attachments
        if content.metadata is not None:
            message.metadata = content.metadata or None
        if not message.is_ephemeral and content.blocks is None:
            message.edited_ts = self._workspace.new_ts()
        self._stage.changed(message)

    def _post(self, user: str, channel: str, content: Content, args: Arguments) -> None:
        in_channel = args.text("response_type") == "in_channel"
        if self._workspace.channels[channel].is_archived:
            raise SlackError("is_archived")
        thread = args.text("thread_ts") or None
        parent = self._workspace.living_parent(channel, thread)
        self._stage.post(
            Message(
                ts=self._workspace.new_ts(),
                channel=channel,
                user=self._workspace.bot.id,
                by_app=True,
                text=content.text or "",
                blocks=content.blocks,
                attachments=content.attachments,
                metadata=content.metadata or None,
                thread_ts=parent.ts if parent is not None else None,
                only_for="" if in_channel else user,
            )
        )


async def _payload(request: web.Request) -> Json:
    """The JSON body, or the same in a form field `payload`. Raises SlackError."""
    raw: object = await request.read()
    if request.content_type == "application/x-www-form-urlencoded":
        raw = (await request.post()).get("payload", "")
    try:
        parsed = json.loads(raw) if isinstance(raw, str | bytes) else None
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise SlackError("invalid_payload")
    return parsed
