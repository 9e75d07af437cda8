"""reactions.*"""

import re
from typing import Final

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.methods.method import visible_channel
from bot.sandbox.slack.shapes import message_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Message
from bot.sandbox.slack.wire import Json, SlackError

_EMOJI: Final = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")


async def add(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    message, name = _message(slack, args), _name(args)
    if not slack.stage.react(message, name, slack.workspace.bot.id, on=True):
        raise SlackError("already_reacted")
    return {"ok": True}


async def remove(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.remove"""
    message, name = _message(slack, args), _name(args)
    if not slack.stage.react(message, name, slack.workspace.bot.id, on=False):
        raise SlackError("no_reaction")
    return {"ok": True}


async def get(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.get"""
    message = _message(slack, args)
    shape = message_json(slack.workspace, message)
    return {"ok": True, "type": "message", "channel": message.channel, "message": shape}


def _message(slack: Slack, args: Arguments) -> Message:
    if not args.text("channel") or not args.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = visible_channel(slack, args.text("channel"))
    if channel.is_archived:
        raise SlackError("is_archived")
    message = slack.workspace.message(channel.id, args.text("timestamp"))
    if message is None or message.is_tombstone:
        raise SlackError("message_not_found")
    return message


def _name(args: Arguments) -> str:
    name = args.required("name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    return name
