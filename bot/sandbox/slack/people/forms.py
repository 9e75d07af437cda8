"""Modals in a person's hands: submit, close, and what the app's answer does to the stack.

https://docs.slack.dev/surfaces/modals#handling_submissions
"""

from bot.sandbox.slack.answers import Answer
from bot.sandbox.slack.inputs import complaints, elements_in, initial_state, state_values, typed_state
from bot.sandbox.slack.modals import read_view
from bot.sandbox.slack.people.clicks import own_view
from bot.sandbox.slack.people.payloads import Refused, envelope, person
from bot.sandbox.slack.people.talk import keep_file
from bot.sandbox.slack.shapes import file_json
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import User, View
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.wire import Json, SlackError

NO_CONNECTION = "We had some trouble connecting. Try again?"
_MODAL = frozenset({"modal"})


async def submit(slack: Slack, user_id: str, view_id: str, values: Json) -> Json:
    """Press the submit button; incomplete forms do not leave the client."""
    user = person(slack, user_id)
    view = own_view(slack, user, view_id)
    if view.type != "modal" or not view.content.get("submit") or view is not slack.modals.stack(user.id)[-1]:
        raise Refused("view_not_submittable")
    _fill_in(slack, user, view, values)
    if found := complaints(view):
        return {"ok": False, "errors": found}
    payload = envelope("view_submission", user) | {
        "trigger_id": slack.triggers.issue(user.id, channel=view.channel, view=view.id),
        "view": slack.modals.as_json(view),
        "response_urls": _response_urls(slack, user, view),
    }
    answer = await slack.line.send("interactive", payload, within=slack.config.timing.ack)
    return _obey(slack, view, answer)


def _fill_in(slack: Slack, user: User, view: View, values: Json) -> None:
    """Take over what was typed. Raises Refused for choices that the form does not offer."""
    for block, element in elements_in(view.blocks):
        given = values.get(block["block_id"], {}).get(element["action_id"])
        if given is None or initial_state(element) is None:
            continue
        try:
            state = typed_state(element, given)
        except ValueError as error:
            raise Refused(str(error)) from error
        if element["type"] == "file_input":
            kept = [keep_file(slack, user, file) for file in state["files"] or ()]
            for file in kept:
                slack.workspace.files[file].is_given_to_app = True
            state["files"] = [file_json(slack.workspace, slack.workspace.files[f]) for f in kept]
        view.typed.setdefault(block["block_id"], {})[element["action_id"]] = state


def _response_urls(slack: Slack, user: User, view: View) -> list[Json]:
    urls = []
    values = state_values(view)
    for block, element in elements_in(view.blocks):
        if not element.get("response_url_enabled"):
            continue
        state = values[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel in slack.workspace.channels:
            url = slack.hooks.issue("app", user.id, channel)
            ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append({**ids, "channel_id": channel, "response_url": url})
    return urls


def _obey(slack: Slack, view: View, answer: Answer) -> Json:
    """Apply the acknowledgement; whatever Slack cannot follow looks like a lost connection."""
    if not answer.is_accepted:
        return {"ok": False, "error": NO_CONNECTION, "reason": answer.failure}
    if answer.is_empty:
        slack.modals.close(view)
        return {"ok": True}
    told = answer.read()
    if told is None or not told:
        if told is None:
            return _unusable("not JSON")
        slack.modals.close(view)
        return {"ok": True}
    try:
        return _follow(slack, view, told)
    except SlackError as error:
        return _unusable(error.error, error.body())


def _follow(slack: Slack, view: View, told: Json) -> Json:
    match told.get("response_action"):
        case "errors":
            return _show_errors(view, told.get("errors"))
        case "update":
            slack.modals.update(view, read_view(told.get("view") or {}, kinds=_MODAL))
        case "push":
            content = read_view(told.get("view") or {}, kinds=_MODAL)
            slack.modals.push(Trigger(view.user, 0.0, view.channel, view.id), content)
        case "clear":
            for open_view in reversed(slack.modals.stack(view.user)):
                slack.modals.close(open_view)
        case other:
            return _unusable(f"response_action {other!r}")
    return {"ok": True}


def _show_errors(view: View, errors: object) -> Json:
    """Errors must name input blocks of this view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return _unusable("errors for a block that is no input of this view")
    return {"ok": False, "errors": errors}


def _unusable(reason: str, details: Json | None = None) -> Json:
    return {"ok": False, "error": NO_CONNECTION, "reason": reason, "details": details}


async def close(slack: Slack, user_id: str, view_id: str, *, whole_stack: bool = False) -> Json:
    """Close one modal, or the whole stack with its X."""
    user = person(slack, user_id)
    view = own_view(slack, user, view_id)
    if view.type != "modal":
        raise Refused("view_not_closable")
    cleared = whole_stack or bool(view.content.get("clear_on_close"))
    closing = reversed(slack.modals.stack(user.id)) if cleared else [view]
    for each in closing:
        slack.modals.close(each)
        if each.content.get("notify_on_close"):
            payload = envelope("view_closed", user)
            payload |= {"view": slack.modals.as_json(each), "is_cleared": cleared}
            slack.background.start(slack.line.send("interactive", payload, within=slack.config.timing.ack))
    return {"ok": True}
