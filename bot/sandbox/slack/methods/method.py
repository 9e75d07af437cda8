"""What a Web API method is, and the look-ups that several share."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel
from bot.sandbox.slack.wire import Json, SlackError

Run: TypeAlias = Callable[[Slack, Arguments], Awaitable[Json]]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: what it does, which scopes open it (any of them), its rate tier, whose token it takes."""

    run: Run
    tier: int
    scopes: tuple[str, ...] = ()
    token: Literal["bot", "app"] = "bot"  # noqa: S105 - a kind of token


def visible_channel(slack: Slack, name: str) -> Channel:
    """A conversation by its id, if the app may know of it. Raises SlackError."""
    channel = slack.workspace.channels.get(name)
    if channel is None or not slack.workspace.bot_sees(channel):
        raise SlackError("channel_not_found")
    return channel


def postable_channel(slack: Slack, name: str) -> Channel:
    """Where the app may post, by id, name or person. Raises SlackError with the reason it may not."""
    channel = slack.workspace.channel_of(name)
    if channel is None or not slack.workspace.bot_sees(channel):
        raise SlackError("channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    if not slack.workspace.bot_is_in(channel) and not slack.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")
    if channel.is_im and not slack.config.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    if channel.restricted:
        raise SlackError(channel.restricted)
    return channel


def page(items: Sequence[_Item], args: Arguments, *, default: int, most: int) -> tuple[list[_Item], str]:
    """One page and the cursor of the next, empty at the end. Raises SlackError for a foreign cursor."""
    limit = args.number("limit", default)
    if not 1 <= limit <= most:
        limit = default if limit < 1 else most
    start = _offset(args.text("cursor"))
    following = start + limit
    cursor = base64.b64encode(f"offset:{following}".encode()).decode() if following < len(items) else ""
    return list(items[start:following]), cursor


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("offset:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None


def next_page(cursor: str) -> Json:
    return {"response_metadata": {"next_cursor": cursor}}
