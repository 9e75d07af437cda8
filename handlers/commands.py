"""Slash commands: an order is written down before Slack hears yes; whatever is wrong is said in place."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.generation import Kind
from bot.errors import PersonError, StorageError
from bot.views import ids, text
from bot.views.commands import read_inline
from bot.views.message import Message
from handlers import openers, orders
from handlers.desk import Desk, Payload
from handlers.greenlight import greenlight
from handlers.motion import animate
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


async def _product_image(desk: Desk, body: Payload) -> Message | None:
    return await _product(desk, body, follow_up=None)


async def _product_video(desk: Desk, body: Payload) -> Message | None:
    return await _product(desk, body, follow_up=Kind.VIDEO)


async def _product(desk: Desk, body: Payload, *, follow_up: Kind | None) -> Message | None:
    inline = read_inline(body.get("text") or "")
    orders.painter(desk)
    if inline.wants_form:
        form = ids.PRODUCT_VIDEO if follow_up else ids.PRODUCT_IMAGE
        desk.supervise(openers.product_form(desk, body, form, inline), what="open product form")
        return None
    generation = orders.product_image(desk, {"product_url": inline.url, "prompt": inline.prompt})
    await orders.order_typed(desk, body, generation, follow_up=follow_up)
    return None


COMMANDS: Final[Mapping[str, Command]] = {
    "/product-image": _product_image,
    "/product-video": _product_video,
    "/animate": animate,
    "/avatar-video": avatar_video,
    "/greenlight": greenlight,
}
