"""Windows and App Home: opened, filled and published."""

from collections.abc import Mapping
from typing import TypeAlias

from bot.domain.generation import Json
from bot.domain.task import UserId
from bot.slack.answers import OpenView
from bot.slack.readings import ViewAnswer
from bot.slack.wire import Arguments, Wire

View: TypeAlias = Mapping[str, Json]


class WindowCalls:
    """What can be done with windows. All raise SlackError and its leaves."""

    _wire: Wire

    async def open_view(self, trigger: str, view: View) -> OpenView:
        """Open a window; a trigger lives three seconds and works once.

        https://docs.slack.dev/reference/methods/views.open
        """
        return await self._view("views.open", {"trigger_id": trigger, "view": view})

    async def push_view(self, trigger: str, view: View) -> OpenView:
        """Lay a window on the one that is open; https://docs.slack.dev/reference/methods/views.push"""
        return await self._view("views.push", {"trigger_id": trigger, "view": view})

    async def update_view(self, view_id: str, view: View, *, hash: str | None = None) -> OpenView:  # noqa: A002 - Slack's word
        """Fill a window; with `hash`, only if nobody changed it since.

        https://docs.slack.dev/reference/methods/views.update
        """
        arguments = {"view_id": view_id, "view": view}
        return await self._view("views.update", {**arguments, "hash": hash} if hash else arguments)

    async def publish_home(self, user: UserId, view: View) -> OpenView:
        """https://docs.slack.dev/reference/methods/views.publish"""
        return await self._view("views.publish", {"user_id": user, "view": view})

    async def _view(self, method: str, arguments: Arguments) -> OpenView:
        answer = await self._wire.call(ViewAnswer, method, json=arguments)
        return OpenView(id=answer.view.id, hash=answer.view.hash)
