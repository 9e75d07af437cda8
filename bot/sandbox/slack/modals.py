"""Open modals, their stacks, and home tabs: what an app shows a person outside of messages.

https://docs.slack.dev/surfaces/modals
"""

import copy
import json
import time
from typing import Final

from bot.sandbox.blockkit import problems_in_view
from bot.sandbox.slack import cast
from bot.sandbox.slack.audience import Audience
from bot.sandbox.slack.content import fill_in_ids
from bot.sandbox.slack.inputs import state_values
from bot.sandbox.slack.state import View
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.wire import Json, SlackError, invalid_arguments
from bot.sandbox.slack.workspace import Workspace

_MOST_VIEWS: Final = 3
_LARGEST_VIEW: Final = 250_000


class Modals:
    """Each person has one stack of at most three modals, and one home tab."""

    def __init__(self, workspace: Workspace, audience: Audience) -> None:
        self._workspace = workspace
        self._audience = audience
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    # --- looking up

    def stack(self, user: str) -> list[View]:
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        every = [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]
        return next((view for view in every if view.id == view_id), None)

    def find_external(self, external_id: str) -> View | None:
        stacks = (view for stack in self._stacks.values() for view in stack)
        return next((view for view in stacks if view.content.get("external_id") == external_id), None)

    # --- what the app does

    def open(self, trigger: Trigger, content: Json) -> View:
        """A new stack with one view; whatever was open before makes way."""
        for old in reversed(self.stack(trigger.user)):
            self._drop(old)
        return self._put(trigger, content, previous=None)

    def push(self, trigger: Trigger, content: Json) -> View:
        """Lay a view on the stack that the trigger came from. Raises SlackError."""
        stack = self._stacks.get(trigger.user, [])
        if len(stack) >= _MOST_VIEWS:
            raise SlackError("push_limit_reached")
        if not trigger.view or all(view.id != trigger.view for view in stack):
            raise SlackError("not_found")
        return self._put(trigger, content, previous=stack[-1])

    def update(self, view: View, content: Json, given_hash: str = "") -> View:
        """Replace what a view shows; what was typed into blocks that stay is kept. Raises SlackError."""
        if given_hash and given_hash != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_duplicate(content, besides=view)
        view.content = self._prepared(content)
        view.hash = self._new_hash()
        view.typed = {
            block_id: actions
            for block_id, actions in view.typed.items()
            if any(block["block_id"] == block_id for block in view.blocks)
        }
        self._audience.tell([view.user], "view_update", {"view": self.as_seen(view)})
        return view

    def publish(self, user: str, content: Json, given_hash: str = "") -> View:
        old = self._homes.get(user)
        if old is not None and given_hash and given_hash != old.hash:
            raise SlackError("hash_conflict")
        view_id = old.id if old is not None else self._workspace.new_id("V")
        view = View(
            id=view_id, user=user, content=self._prepared(content), hash=self._new_hash(), root_id=view_id
        )
        self._homes[user] = view
        self._audience.tell([user], "home", {"view": self.as_seen(view)})
        return view

    # --- what the person does

    def close(self, view: View) -> None:
        self._drop(view)

    def _put(self, trigger: Trigger, content: Json, previous: View | None) -> View:
        self._refuse_duplicate(content, besides=None)
        view_id = self._workspace.new_id("V")
        view = View(
            id=view_id,
            user=trigger.user,
            content=self._prepared(content),
            hash=self._new_hash(),
            root_id=previous.root_id if previous is not None else view_id,
            previous_id=previous.id if previous is not None else None,
            channel=trigger.channel,
        )
        self._stacks.setdefault(trigger.user, []).append(view)
        kind = "view_open" if previous is None else "view_push"
        self._audience.tell([trigger.user], kind, {"view": self.as_seen(view)})
        return view

    def _drop(self, view: View) -> None:
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
            self._audience.tell([view.user], "view_close", {"view_id": view.id})

    def _refuse_duplicate(self, content: Json, besides: View | None) -> None:
        external_id = str(content.get("external_id") or "")
        taken = self.find_external(external_id) if external_id else None
        if taken is not None and taken is not besides:
            raise SlackError("duplicate_external_id")

    def _prepared(self, content: Json) -> Json:
        prepared = copy.deepcopy(content)
        fill_in_ids(self._workspace, prepared["blocks"])
        return prepared

    def _new_hash(self) -> str:
        return f"{int(time.time())}.{self._workspace.secret()[:8]}"

    # --- shapes

    def as_json(self, view: View) -> Json:
        """The view object of answers and payloads. https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""
        content = view.content
        shape: Json = {
            "id": view.id,
            "team_id": cast.TEAM,
            "type": view.type,
            "blocks": view.blocks,
            "private_metadata": content.get("private_metadata", ""),
            "callback_id": content.get("callback_id", ""),
            "external_id": content.get("external_id", ""),
            "state": {"values": state_values(view)},
            "hash": view.hash,
            "title": content.get("title"),
            "submit": content.get("submit"),
            "close": content.get("close"),
            "clear_on_close": content.get("clear_on_close", False),
            "notify_on_close": content.get("notify_on_close", False),
            "submit_disabled": content.get("submit_disabled", False),
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "app_id": cast.APP,
            "app_installed_team_id": cast.TEAM,
            "bot_id": cast.BOT,
        }
        return shape

    def as_seen(self, view: View) -> Json:
        """For the page: the same, and the conversation the person came from."""
        return self.as_json(view) | {"context_channel": view.channel}


def read_view(given: Json, *, kinds: frozenset[str]) -> Json:
    """The view of a call, checked. Raises SlackError in the shape views.* uses."""
    if len(json.dumps(given)) > _LARGEST_VIEW:
        raise SlackError("view_too_large")
    problems = problems_in_view(given)
    if problems:
        told = (f"{p.message} [json-pointer:{_beneath_view(p.pointer)}]" for p in problems)
        raise invalid_arguments(*told)
    if given.get("type") not in kinds:
        raise invalid_arguments(f"unsupported type: {given.get('type')} [json-pointer:/view/type]")
    return given


def _beneath_view(pointer: str) -> str:
    return pointer if pointer == "/view" or pointer.startswith("/view/") else f"/view{pointer}"
