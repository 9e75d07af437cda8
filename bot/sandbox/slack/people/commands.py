"""Slash commands: typed by a person, carried to the app, its answer shown.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import html
import re

from bot.sandbox.config import Command
from bot.sandbox.slack import cast
from bot.sandbox.slack.answers import FAILED, Answer
from bot.sandbox.slack.events import VERIFICATION_TOKEN
from bot.sandbox.slack.people.payloads import Refused, joined_channel, person, shown_name
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel, Message, User
from bot.sandbox.slack.wire import Json, SlackError

_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+")
_MENTION = re.compile(r"(?<!\w)([@#])([\w.-]+)")


async def command(slack: Slack, user_id: str, channel_id: str, typed: str) -> Json:
    """Run a slash command as if typed into the composer of a channel."""
    user = person(slack, user_id)
    channel = joined_channel(slack, user, channel_id)
    name, text = [*typed.split(maxsplit=1), "", ""][:2]
    if name in {"/invite", "/remove"}:
        return _membership(slack, user, channel, name, text.strip())
    known = next((c for c in slack.config.manifest.commands if c.command == name), None)
    if known is None or user.is_stranger:
        slack.stage.notice(user.id, channel.id, f"{name} is not a valid command.")
        return {"ok": False, "error": "invalid_command"}
    if channel.is_archived:
        raise Refused("is_archived")
    answer = await slack.line.send(
        "slash_commands", _fields(slack, user, channel, known, text), within=slack.config.timing.ack
    )
    return await _show(slack, user, channel, typed.strip(), answer)


def _fields(slack: Slack, user: User, channel: Channel, known: Command, text: str) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": cast.TEAM,
        "team_domain": cast.TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": known.command,
        "text": escaped(slack, text.strip()) if known.should_escape else text.strip(),
        "api_app_id": cast.APP,
        "is_enterprise_install": "false",
        "response_url": slack.hooks.issue("commands", user.id, channel.id),
        "trigger_id": slack.triggers.issue(user.id, channel=channel.id),
    }


def escaped(slack: Slack, text: str) -> str:
    """What `should_escape` makes of a text: entities, then mentions and links in angle brackets."""
    linked = _LINK.sub(lambda found: f"<{found[0]}>", html.escape(text, quote=False))
    return _MENTION.sub(lambda found: _mention(slack, found), linked)


def _mention(slack: Slack, found: re.Match[str]) -> str:
    sign, name = found[1], found[2]
    if sign == "#":
        channel = slack.workspace.channel_of(f"#{name}")
        return f"<#{channel.id}|{channel.name}>" if channel is not None else found[0]
    user = next((u for u in slack.workspace.users.values() if name in {u.name, u.real_name}), None)
    return f"<@{user.id}|{user.name}>" if user is not None else found[0]


async def _show(slack: Slack, user: User, channel: Channel, typed: str, answer: Answer) -> Json:
    if not answer.is_accepted:
        return _failed(slack, user, channel, typed, answer.failure)
    if answer.is_empty:
        return {"ok": True}
    told = answer.read()
    if told is None:
        told = {"text": answer.body.decode(errors="replace")}
    if told.get("response_type") == "in_channel":
        _echo(slack, user, channel, typed)
    if not (told.get("text") or told.get("blocks") or told.get("attachments")):
        return {"ok": True}
    try:
        await slack.hooks.answer(user.id, channel.id, told)
    except SlackError as error:
        return _failed(slack, user, channel, typed, error.error)
    return {"ok": True, "told": told.get("text") or ""}


def _failed(slack: Slack, user: User, channel: Channel, typed: str, error: str) -> Json:
    name = typed.partition(" ")[0]
    slack.stage.notice(user.id, channel.id, f'{name} failed with the error "{error}"')
    return {"ok": False, "error": error or FAILED}


def _echo(slack: Slack, user: User, channel: Channel, typed: str) -> None:
    slack.stage.post(
        Message(ts=slack.workspace.new_ts(), channel=channel.id, user=user.id, text=html.escape(typed))
    )


def _membership(slack: Slack, user: User, channel: Channel, name: str, whom: str) -> Json:
    """Slack's own /invite and /remove."""
    wanted = whom.strip("<@>").partition("|")[0].lower()
    names = {
        u.id: {u.id.lower(), u.name.lower(), u.real_name.lower()} for u in slack.workspace.users.values()
    }
    found = next((user_id for user_id, known in names.items() if wanted in known), None)
    if found is None or channel.is_im or channel.is_archived:
        slack.stage.notice(user.id, channel.id, f"{name} {whom} is not possible here.")
        return {"ok": False, "error": "invalid_command"}
    if name == "/invite":
        slack.stage.join(channel, found, inviter=user.id)
    else:
        slack.stage.leave(channel, found)
    return {"ok": True}
