"""Clicks on messages and in views, and the options of external selects.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from bot.sandbox.blockkit import problems_in_options
from bot.sandbox.slack.inputs import find_element, initial_state, states, typed_state
from bot.sandbox.slack.people.payloads import (
    Refused,
    channel_field,
    envelope,
    joined_channel,
    message_container,
    person,
)
from bot.sandbox.slack.shapes import message_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import Message, User, View
from bot.sandbox.slack.wire import Json

_STATELESS = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"})


async def click(
    slack: Slack, user_id: str, channel_id: str, ts: str, action_id: str, block_id: str, given: Json
) -> Json:
    """Use a button, menu or other element of a message."""
    user = person(slack, user_id)
    joined_channel(slack, user, channel_id)
    message = slack.workspace.seen_message(user.id, channel_id, ts)
    if message is None or not message.by_app:
        raise Refused("message_not_found")
    block, element = _wanted(message.blocks or [], action_id, block_id)
    typed = _note(element, given)
    action = _action(slack, block, element, typed, given)
    payload = _message_payload(slack, user, message, {block["block_id"]: {action_id: typed}} if typed else {})
    return await _send(slack, user, channel_id, payload | {"actions": [action]})


def _wanted(blocks: list[Json], action_id: str, block_id: str) -> tuple[Json, Json]:
    found = find_element(blocks, action_id, block_id)
    if found is None:
        raise Refused("action_not_found")
    return found


def _note(element: Json, given: Json) -> Json | None:
    """The element's new state, or None where it keeps none. Raises Refused for an option it lacks."""
    if element["type"] in _STATELESS or initial_state(element) is None:
        return None
    try:
        return typed_state(element, given)
    except ValueError as error:
        raise Refused(str(error)) from error


def _action(slack: Slack, block: Json, element: Json, typed: Json | None, given: Json) -> Json:
    action: Json = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    for name in ("text", "value", "style", "url", "placeholder", "confirm"):
        if name in element:
            action[name] = element[name]
    if element["type"] == "overflow":
        action["selected_option"] = _overflow_option(element, given)
    return action | (typed or {}) | {"action_ts": slack.workspace.new_ts()}


def _overflow_option(element: Json, given: Json) -> Json:
    chosen = given.get("selected_option", given.get("selected"))
    value = chosen.get("value") if isinstance(chosen, dict) else chosen
    found: Json | None = next((o for o in element["options"] if o.get("value") == value), None)
    if found is None:
        raise Refused("option_not_found")
    return found


def _message_payload(slack: Slack, user: User, message: Message, typed: Json) -> Json:
    channel = slack.workspace.channels[message.channel]
    payload = envelope("block_actions", user) | {
        "container": message_container(message),
        "trigger_id": slack.triggers.issue(user.id, channel=channel.id),
        "channel": channel_field(channel),
        "state": {"values": states(message.blocks or [], typed)},
        "response_url": slack.hooks.issue("actions", user.id, channel.id, message.ts),
    }
    if not message.is_ephemeral:
        payload["message"] = message_json(slack.workspace, message)
    return payload


async def act_in_view(
    slack: Slack, user_id: str, view_id: str, action_id: str, block_id: str, given: Json
) -> Json:
    """Use an element of a modal or home tab; inputs speak up only with `dispatch_action`."""
    user = person(slack, user_id)
    view = own_view(slack, user, view_id)
    block, element = _wanted(view.blocks, action_id, block_id)
    typed = _note(element, given)
    if typed is not None:
        view.typed.setdefault(block["block_id"], {})[action_id] = typed
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {"ok": True}
    payload = envelope("block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.triggers.issue(user.id, channel=view.channel, view=view.id),
        "view": slack.modals.as_json(view),
        "actions": [_action(slack, block, element, typed, given)],
    }
    return await _send(slack, user, view.channel, payload)


def own_view(slack: Slack, user: User, view_id: str) -> View:
    view = slack.modals.find(view_id)
    if view is None or view.user != user.id:
        raise Refused("view_not_found")
    return view


async def _send(slack: Slack, user: User, channel: str, payload: Json) -> Json:
    """The body of the acknowledgement is ignored for block actions."""
    answer = await slack.line.send("interactive", payload, within=slack.config.timing.ack)
    if answer.is_accepted:
        return {"ok": True}
    slack.stage.notice(user.id, channel, "Something went wrong with that button. Try again?")
    return {"ok": False, "error": answer.failure}


async def options(
    slack: Slack,
    user_id: str,
    action_id: str,
    block_id: str,
    value: str,
    *,
    view_id: str,
    channel: str,
    ts: str,
) -> Json:
    """Ask the app for the choices of an external select.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    user = person(slack, user_id)
    payload = envelope("block_suggestion", user) | {"action_id": action_id, "value": value}
    if view_id:
        view = own_view(slack, user, view_id)
        block, element = _wanted(view.blocks, action_id, block_id)
        payload |= {"container": {"type": "view", "view_id": view.id}, "view": slack.modals.as_json(view)}
    else:
        message = slack.workspace.seen_message(user.id, channel, ts)
        if message is None:
            raise Refused("message_not_found")
        block, element = _wanted(message.blocks or [], action_id, block_id)
        payload |= {
            "container": message_container(message),
            "message": message_json(slack.workspace, message),
        }
        payload |= {"channel": channel_field(slack.workspace.channels[channel])}
    payload["block_id"] = block["block_id"]
    if len(value) < int(element.get("min_query_length", 3)):
        return {"options": []}
    return await _offered(slack, payload)


async def _offered(slack: Slack, payload: Json) -> Json:
    answer = await slack.line.send("interactive", payload, within=slack.config.timing.options)
    body = answer.read()
    if not answer.is_accepted or body is None or problems_in_options(body):
        return {"options": [], "error": answer.failure or "invalid_options"}
    if "option_groups" in body:
        return {"option_groups": body["option_groups"]}
    return {"options": body.get("options", [])}
