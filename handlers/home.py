"""Events: the App Home tab is drawn when somebody opens it; what was known of a channel is asked anew once
that has changed."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.task import ChannelId, UserId
from bot.outbox.home import draw_home
from handlers.desk import Desk

MEMBERS: Final = frozenset({"member_joined_channel", "member_left_channel"})
CHANNELS: Final = MEMBERS | {
    "channel_archive",
    "channel_unarchive",
    "group_archive",
    "group_unarchive",
    "channel_shared",
    "channel_unshared",
}
"""What we know of the channel may be wrong from then on. https://docs.slack.dev/reference/events"""


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for all events."""

    async def on_event(ack: AsyncAck, event: dict[str, Any]) -> None:
        if event["type"] == "app_home_opened" and event.get("tab") == "home":
            desk.supervise(draw_home(desk.tools, desk.team, UserId(event["user"])), what="draw App Home")
        if event["type"] in MEMBERS:
            desk.people.forget_member(
                ChannelId(str(event.get("channel", ""))), UserId(str(event.get("user", "")))
            )
        if event["type"] in CHANNELS:
            desk.people.forget(ChannelId(str(event.get("channel", ""))))
        await ack()

    bolt.event(re.compile(r".*"))(on_event)
