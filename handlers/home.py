"""Events: the App Home tab is drawn when somebody opens it; the rest is answered and let be."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.task import Status, UserId
from bot.views.home import home_view
from handlers.desk import Desk
from storage.store import TaskFilter

SHOWN = 20
_OPEN = tuple(status for status in Status if status.is_open)


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for all events."""

    async def on_event(ack: AsyncAck, event: dict[str, Any]) -> None:
        if event["type"] == "app_home_opened" and event.get("tab") == "home":
            desk.supervise(draw_home(desk, UserId(event["user"])), what="draw App Home")
        await ack()

    bolt.event(re.compile(r".*"))(on_event)


async def draw_home(desk: Desk, person: UserId) -> None:
    """One's own tasks only, wherever they are."""
    store = desk.service.store
    running = await store.tasks(TaskFilter(requester=person, statuses=_OPEN, limit=SHOWN))
    settled = tuple(status for status in Status if not status.is_open)
    recent = await store.tasks(TaskFilter(requester=person, statuses=settled, limit=SHOWN))
    await desk.slack.publish_home(person, home_view(running, recent, prices=desk.prices))
