"""All that is asked of Slack's Web API; the one user of its client."""

from bot.slack.answers import (
    ChannelFacts,
    Identity,
    OpenView,
    Posted,
    Share,
    SlackFile,
    UploadSlot,
    UserGroup,
)
from bot.slack.api import Slack
from bot.slack.client import make_client, open_session
from bot.slack.troubles import SLACK_TROUBLES, Trouble, trouble

__all__ = [
    "SLACK_TROUBLES",
    "ChannelFacts",
    "Identity",
    "OpenView",
    "Posted",
    "Share",
    "Slack",
    "SlackFile",
    "Trouble",
    "UploadSlot",
    "UserGroup",
    "make_client",
    "open_session",
    "trouble",
]
