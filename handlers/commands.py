"""Slash commands: an order is written down before Slack hears yes; whatever is wrong is said in place."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import PersonError, StorageError
from bot.views import text
from bot.views.message import Message
from handlers.desk import Desk, Payload
from handlers.greenlight import greenlight
from handlers.motion import animate
from handlers.products import product_image, product_video
from handlers.speech import avatar_video

Command = Callable[[Desk, Payload], Awaitable[Message | None]]


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for every command that comes by Socket Mode; what each does stands in a table."""

    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await answer_command(desk, body)
        await (ack() if answer is None else ack(answer))

    bolt.command(re.compile(r".*"))(on_command)


async def answer_command(desk: Desk, body: Payload) -> dict[str, Any] | None:
    """What Slack is answered, once everything that must last is written down. None: just yes."""
    message = await _answered(desk, body)
    if message is None:
        return None
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}


async def _answered(desk: Desk, body: Payload) -> Message | None:
    """What the person reads at once; None when there is nothing to say yet."""
    try:
        command = COMMANDS.get(body["command"])
        if command is None:
            return text.plain(text.unknown_command(body["command"]))
        return await command(desk, body)
    except PersonError as error:
        return text.plain(str(error))
    except StorageError:
        return text.plain(text.not_written_down())


COMMANDS: Final[Mapping[str, Command]] = {
    "/product-image": product_image,
    "/product-video": product_video,
    "/animate": animate,
    "/avatar-video": avatar_video,
    "/greenlight": greenlight,
}
