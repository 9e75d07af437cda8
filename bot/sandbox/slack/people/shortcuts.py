"""Shortcuts and the App Home: the other ways into an app.

https://docs.slack.dev/interactivity/implementing-shortcuts
"""

from bot.sandbox.config import Shortcut
from bot.sandbox.slack.people.payloads import Refused, channel_field, envelope, joined_channel, person
from bot.sandbox.slack.shapes import message_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import User
from bot.sandbox.slack.wire import Json


async def shortcut(slack: Slack, user_id: str, callback_id: str, channel_id: str, message_ts: str) -> Json:
    """Run a shortcut from the composer, or from a message's menu."""
    user = person(slack, user_id)
    known = next((s for s in slack.config.manifest.shortcuts if s.callback_id == callback_id), None)
    if known is None or user.is_stranger:
        raise Refused("shortcut_not_found")
    if known.type == "global":
        payload = _global(slack, user, known, channel_id)
    else:
        payload = _on_message(slack, user, known, channel_id, message_ts)
    answer = await slack.line.send("interactive", payload, within=slack.config.timing.ack)
    if answer.is_accepted:
        return {"ok": True}
    slack.stage.notice(user.id, channel_id, f"{known.name} did not work. Try again?")
    return {"ok": False, "error": answer.failure}


def _global(slack: Slack, user: User, known: Shortcut, channel_id: str) -> Json:
    """A global shortcut knows no channel; only modals opened from it can default to the current one."""
    return envelope("shortcut", user) | {
        "callback_id": known.callback_id,
        "trigger_id": slack.triggers.issue(user.id, channel=channel_id),
        "action_ts": slack.workspace.new_ts(),
    }


def _on_message(slack: Slack, user: User, known: Shortcut, channel_id: str, message_ts: str) -> Json:
    channel = joined_channel(slack, user, channel_id)
    message = slack.workspace.message(channel.id, message_ts)
    if message is None or message.is_tombstone:
        raise Refused("message_not_found")
    return envelope("message_action", user) | {
        "callback_id": known.callback_id,
        "trigger_id": slack.triggers.issue(user.id, channel=channel.id),
        "action_ts": slack.workspace.new_ts(),
        "message_ts": message.ts,
        "response_url": slack.hooks.issue("app", user.id, channel.id, message.ts),
        "channel": channel_field(channel),
        "message": message_json(slack.workspace, message),
    }


async def open_home(slack: Slack, user_id: str) -> Json:
    """Open the app's home tab. https://docs.slack.dev/reference/events/app_home_opened"""
    user = person(slack, user_id)
    if user.is_stranger:
        raise Refused("app_not_found")
    channel = slack.workspace.direct_message(user.id)
    event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": "home"}
    view = slack.modals.home(user.id)
    if view is not None:
        event["view"] = slack.modals.as_json(view)
    slack.events.tell({**event, "event_ts": slack.workspace.new_ts()})
    return {"ok": True}
