"""Shortcuts: the way in from threads, where Slack has no slash commands."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.views import ids
from handlers import products, result_forms
from handlers.desk import Desk


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for both kinds."""

    async def on_shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        match body["callback_id"]:
            case ids.SHORTCUT_NEW:
                desk.supervise(products.new_generation(desk, body), what="open new generation")
            case ids.SHORTCUT_ANIMATE:
                desk.supervise(result_forms.from_message(desk, body), what="animate a message's image")

    bolt.shortcut(re.compile(r".*"))(on_shortcut)
