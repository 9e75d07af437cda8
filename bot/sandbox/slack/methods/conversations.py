"""conversations.*: channels, who is in them, what was said. https://docs.slack.dev/reference/methods#conversations"""

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.methods.method import next_page, page, visible_channel
from bot.sandbox.slack.shapes import channel_json, message_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.wire import Json, SlackError
from bot.sandbox.slack.workspace import is_ts

_SCOPE = {"public": "channels", "private": "groups", "im": "im"}
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


async def info(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    channel = _readable(slack, args, "read")
    return {"ok": True, "channel": channel_json(slack.workspace, channel)}


async def list_conversations(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    kinds = _kinds(slack, args)
    found = [c for c in slack.workspace.channels.values() if c.kind in kinds and slack.workspace.bot_sees(c)]
    return _listed(slack, args, found)


async def list_users_conversations(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations"""
    kinds = _kinds(slack, args)
    user = args.text("user") or slack.workspace.bot.id
    if user not in slack.workspace.users:
        raise SlackError("user_not_found")
    found = [c for c in slack.workspace.channels_of(user) if c.kind in kinds and slack.workspace.bot_sees(c)]
    return _listed(slack, args, found)


def _kinds(slack: Slack, args: Arguments) -> set[str]:
    types = args.words("types") or ["public_channel"]
    if not set(types) <= set(_TYPES):
        raise SlackError("invalid_types")
    for name in types:
        slack.require_scope(f"{_SCOPE.get(_TYPES[name], 'mpim')}:read")
    return {_TYPES[name] for name in types}


def _listed(slack: Slack, args: Arguments, found: list[Channel]) -> Json:
    if args.flag("exclude_archived"):
        found = [channel for channel in found if not channel.is_archived]
    shown, cursor = page(found, args, default=100, most=1000)
    shapes = [channel_json(slack.workspace, channel) for channel in shown]
    return {"ok": True, "channels": shapes, **next_page(cursor)}


async def members(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    channel = _readable(slack, args, "read")
    shown, cursor = page(channel.members, args, default=100, most=1000)
    return {"ok": True, "members": shown, **next_page(cursor)}


async def join(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = slack.workspace.channels.get(args.required("channel"))
    if channel is None or (channel.is_private and not slack.workspace.bot_is_in(channel)):
        raise SlackError("channel_not_found")
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = slack.workspace.bot_is_in(channel)
    slack.stage.join(channel, slack.workspace.bot.id)
    answer = {"ok": True, "channel": channel_json(slack.workspace, channel)}
    if already:
        answer |= {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    return answer


async def open_conversation(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open"""
    if args.given("channel"):
        return _reopened(slack, args)
    users = args.words("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if any(user not in slack.workspace.users for user in users):
        raise SlackError("user_not_found")
    if len(users) > 1:
        slack.require_scope("mpim:write")
        raise SlackError("restricted_action")
    if slack.workspace.users[users[0]].is_bot:
        raise SlackError("cannot_dm_bot")
    known = slack.workspace.find_direct_message(users[0])
    if known is None and args.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    channel = slack.workspace.direct_message(users[0])
    if known is None:
        slack.stage.show_channel(channel)
    return _opened(slack, args, channel, already=known is not None)


def _reopened(slack: Slack, args: Arguments) -> Json:
    channel = visible_channel(slack, args.text("channel"))
    if not channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    return _opened(slack, args, channel, already=True)


def _opened(slack: Slack, args: Arguments, channel: Channel, *, already: bool) -> Json:
    full = args.flag("return_im")
    shape = channel_json(slack.workspace, channel) if full else {"id": channel.id}
    known = {"no_op": True, "already_open": True} if already else {}
    return {"ok": True, **known, "channel": shape}


async def history(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history"""
    channel = _readable(slack, args, "history")
    _refuse_outsider(slack, channel)
    every = slack.workspace.messages.get(channel.id, {}).values()
    standing = [m for m in every if (m.thread_ts is None or m.broadcast) and _within(m, args)]
    newest_first = sorted(standing, key=lambda message: message.ts, reverse=True)
    shown, cursor = page(newest_first, args, default=100, most=999)
    answer = _messages(slack, args, shown, cursor)
    return answer | {"pin_count": 0}


async def replies(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies"""
    channel = _readable(slack, args, "history")
    _refuse_outsider(slack, channel)
    named = slack.workspace.message(channel.id, args.required("ts"))
    if named is None:
        raise SlackError("thread_not_found")
    thread = named
    if named.thread_ts is not None:
        thread = slack.workspace.message(channel.id, named.thread_ts) or named
    following = [reply for reply in slack.workspace.replies(thread) if _within(reply, args)]
    shown, cursor = page([thread, *following], args, default=1000, most=1000)
    return _messages(slack, args, shown, cursor)


def _readable(slack: Slack, args: Arguments, what: str) -> Channel:
    """The scope that opens it depends on the kind of conversation it turns out to be."""
    channel = visible_channel(slack, args.required("channel"))
    slack.require_scope(f"{_SCOPE[channel.kind]}:{what}")
    return channel


def _refuse_outsider(slack: Slack, channel: Channel) -> None:
    if not slack.workspace.bot_is_in(channel):
        raise SlackError("not_in_channel")


def _within(message: Message, args: Arguments) -> bool:
    oldest, latest = args.text("oldest"), args.text("latest")
    for name, bound in (("oldest", oldest), ("latest", latest)):
        if bound and not _is_moment(bound):
            raise SlackError(f"invalid_ts_{name}")
    inclusive = args.flag("inclusive")
    at = float(message.ts)
    after = not oldest or at > float(oldest) or (inclusive and message.ts == oldest)
    before = not latest or latest == "now" or at < float(latest) or (inclusive and message.ts == latest)
    return after and before


def _is_moment(bound: str) -> bool:
    return bound == "now" or is_ts(bound) or bound.replace(".", "", 1).isdigit()


def _messages(slack: Slack, args: Arguments, shown: list[Message], cursor: str) -> Json:
    with_metadata = args.flag("include_all_metadata")
    if with_metadata:
        slack.require_scope("metadata.message:read")
    shapes = [message_json(slack.workspace, m, with_metadata=with_metadata) for m in shown]
    return {"ok": True, "messages": shapes, "has_more": bool(cursor), **next_page(cursor)}
