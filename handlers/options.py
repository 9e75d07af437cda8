"""Options of external selects, from memory: Slack waits three seconds for them."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.views import ids
from bot.views.forms import choice_options
from handlers.desk import Desk
from handlers.orders import CREATIFY


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for every list."""

    async def on_options(ack: AsyncAck, body: dict[str, Any]) -> None:
        if body["action_id"] == ids.AVATAR:
            choices = await desk.choices(CREATIFY, "avatars")
            await ack(choice_options(choices, body.get("value") or ""))
        else:
            await ack({"options": []})

    bolt.options(re.compile(r".*"))(on_options)
