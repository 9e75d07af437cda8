"""Options of external selects, from memory: Slack waits three seconds for them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import PersonError
from bot.providers.provider import Choice
from bot.views import ids
from bot.views.forms import choice_options
from handlers.desk import Desk
from handlers.motion import EFFECTS
from handlers.orders import CREATIFY, animator


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for every list."""

    async def on_options(ack: AsyncAck, body: dict[str, Any]) -> None:
        field, query = body["action_id"], body.get("value") or ""
        try:
            found = await _found(desk, field)
        except PersonError:  # nobody has the list any more
            found = ()
        await ack(choice_options(found, query, nothing=NOTHING_CHOSEN.get(field, "") if found else ""))

    bolt.options(re.compile(r".*"))(on_options)


async def _found(desk: Desk, field: str) -> Sequence[Choice]:
    match field:
        case ids.AVATAR:
            return await desk.choices(CREATIFY, "avatars")
        case ids.EFFECT:
            return await desk.choices(animator(desk)[0].name, EFFECTS)
        case _:
            return ()


NOTHING_CHOSEN: Final[Mapping[str, str]] = {ids.EFFECT: "None"}
"""What the first choice of an optional list says."""
