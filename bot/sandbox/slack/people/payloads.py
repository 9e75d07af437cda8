"""The pieces that interaction payloads are built from.

https://docs.slack.dev/reference/interaction-payloads
"""

from bot.sandbox.slack import cast
from bot.sandbox.slack.events import VERIFICATION_TOKEN
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Channel, Message, User
from bot.sandbox.slack.wire import Json


class Refused(Exception):
    """The workspace does not let a person do that; the text is a Slack-like error name."""


def person(slack: Slack, user_id: str) -> User:
    user = slack.workspace.users.get(user_id)
    if user is None or user.is_bot:
        raise Refused("user_not_found")
    return user


def joined_channel(slack: Slack, user: User, channel_id: str) -> Channel:
    """A channel the person is in. Raises Refused."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or user.id not in channel.members:
        raise Refused("channel_not_found")
    return channel


def envelope(kind: str, user: User) -> Json:
    """What every interaction payload begins with."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}
    return {
        "type": kind,
        "team": {"id": cast.TEAM, "domain": cast.TEAM_DOMAIN},
        "user": who,
        "api_app_id": cast.APP,
        "token": VERIFICATION_TOKEN,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def channel_field(channel: Channel) -> Json:
    return {"id": channel.id, "name": shown_name(channel)}


def shown_name(channel: Channel) -> str:
    """Slack hides the names of private places from payloads."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def message_container(message: Message) -> Json:
    thread = {"thread_ts": message.thread_ts} if message.thread_ts is not None else {}
    return {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.is_ephemeral,
        **thread,
    }
