"""views.*: open, push, update and publish. https://docs.slack.dev/reference/methods#views"""

from typing import Final

from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.modals import read_view
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.state import View
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.wire import Json, SlackError, invalid_arguments

_MODAL: Final = frozenset({"modal"})
_HOME: Final = frozenset({"home"})


async def open_view(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    content = _view(args, _MODAL)
    return _answer(slack, slack.modals.open(_trigger(slack, args), content))


async def push(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    content = _view(args, _MODAL)
    return _answer(slack, slack.modals.push(_trigger(slack, args), content))


async def update(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    content = _view(args, _MODAL)
    if args.given("view_id"):
        view = slack.modals.find(args.text("view_id"))
    else:
        view = slack.modals.find_external(args.required("external_id"))
    if view is None or view.type != "modal":
        raise SlackError("not_found")
    return _answer(slack, slack.modals.update(view, content, args.text("hash")))


async def publish(slack: Slack, args: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    content = _view(args, _HOME)
    user = slack.workspace.users.get(args.required("user_id"))
    if user is None or user.is_bot:
        raise invalid_arguments("invalid `user_id` [json-pointer:/user_id]")
    if not slack.config.manifest.home_tab:
        raise SlackError("not_enabled")
    return _answer(slack, slack.modals.publish(user.id, content, args.text("hash")))


def _view(args: Arguments, kinds: frozenset[str]) -> Json:
    if not args.given("view"):
        raise invalid_arguments("missing required field: view")
    return read_view(args.json_object("view", "invalid_arguments"), kinds=kinds)


def _trigger(slack: Slack, args: Arguments) -> Trigger:
    return slack.triggers.exchange(args.text("interactivity_pointer") or args.required("trigger_id"))


def _answer(slack: Slack, view: View) -> Json:
    """Answers carry an empty state; only what people send back has values."""
    return {"ok": True, "view": slack.modals.as_json(view) | {"state": {"values": {}}}}
