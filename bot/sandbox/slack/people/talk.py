"""What people write, attach, delete and think of it."""

import base64
import binascii
import html
import re

from bot.sandbox.slack.people.payloads import Refused, joined_channel, person
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Message, User
from bot.sandbox.slack.wire import Json

_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")
_OWN_TOKEN = re.compile(r"&lt;([@#][A-Z0-9]+)(?:\|[^&]*)?&gt;")


async def write(
    slack: Slack,
    user_id: str,
    channel_id: str,
    text: str,
    *,
    thread_ts: str | None = None,
    files: object = None,
) -> Json:
    """Post a message of a person's, with Slack's own formatting of links and mentions."""
    user = person(slack, user_id)
    channel = joined_channel(slack, user, channel_id)
    if channel.is_archived:
        raise Refused("is_archived")
    attached = files if isinstance(files, list) else []
    if not text.strip() and not attached:
        raise Refused("no_text")
    parent = slack.workspace.living_parent(channel.id, thread_ts)
    if thread_ts is not None and parent is None:
        raise Refused("thread_not_found")
    message = Message(
        ts=slack.workspace.new_ts(),
        channel=channel.id,
        user=user.id,
        text=_formatted(slack, text),
        thread_ts=parent.ts if parent is not None else None,
        files=[keep_file(slack, user, file) for file in attached],
    )
    slack.stage.post(message)
    return {"ok": True, "ts": message.ts, "files": message.files}


def keep_file(slack: Slack, user: User, file: object) -> str:
    """Store what a person attached: `{name, data_base64}`. Raises Refused for anything else."""
    if not isinstance(file, dict):
        raise Refused("invalid_file")
    try:
        content = base64.b64decode(str(file["data_base64"]), validate=True)
        name = str(file["name"])
    except (KeyError, binascii.Error) as error:
        raise Refused("invalid_file") from error
    return slack.uploads.keep(name, content, user.id).id


def _formatted(slack: Slack, text: str) -> str:
    safe = _OWN_TOKEN.sub(r"<\1>", html.escape(text, quote=False))
    linked = _LINK.sub(lambda found: f"<{found[0]}>", safe)
    bot = slack.workspace.bot
    return re.sub(rf"(?<!<)@{re.escape(bot.real_name)}\b", f"<@{bot.id}>", linked, flags=re.IGNORECASE)


async def delete(slack: Slack, user_id: str, channel_id: str, ts: str) -> Json:
    """A person deletes their own message; admins may delete anyone's, like the app's."""
    user = person(slack, user_id)
    channel = joined_channel(slack, user, channel_id)
    message = slack.workspace.message(channel.id, ts)
    ephemeral = slack.workspace.ephemeral(channel.id, ts)
    if message is None and ephemeral is not None and ephemeral.only_for == user.id:
        slack.stage.remove(ephemeral)
        return {"ok": True}
    if message is None or message.is_tombstone:
        raise Refused("message_not_found")
    if message.user != user.id and not user.is_admin:
        raise Refused("cant_delete_message")
    slack.stage.remove(message)
    return {"ok": True}


async def react(slack: Slack, user_id: str, channel_id: str, ts: str, name: str) -> Json:
    """A person adds a reaction, or takes theirs back."""
    user = person(slack, user_id)
    channel = joined_channel(slack, user, channel_id)
    message = slack.workspace.message(channel.id, ts)
    if message is None or message.is_tombstone or not name:
        raise Refused("message_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    has_it = user.id in message.reactions.get(name, ())
    slack.stage.react(message, name, user.id, on=not has_it)
    return {"ok": True}
