"""Options of external selects, from memory: Slack waits three seconds for them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.task import UserId
from bot.errors import PersonError
from bot.providers.provider import Choice
from bot.views import forms, ids
from bot.views.forms import choice_options
from handlers.clips import results_of
from handlers.desk import Desk, Payload
from handlers.motion import EFFECTS
from handlers.orders import CREATIFY, animator, speaker
from handlers.rights import check_inside
from handlers.speech import AVATARS, VOICES


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for every list."""

    async def on_options(ack: AsyncAck, body: dict[str, Any]) -> None:
        field, query = body["action_id"], body.get("value") or ""
        try:
            found = await _found(desk, body, field)
        except PersonError:  # nobody has the list any more
            found = ()
        nothing = NOTHING_CHOSEN.get(_name(field), "") if found and not _is_needed(body, field) else ""
        await ack(choice_options(found, query, nothing=nothing))

    bolt.options(re.compile(r".*"))(on_options)


async def _found(desk: Desk, body: Payload, field: str) -> Sequence[Choice]:
    match _name(field):
        case ids.SPEAKER:
            return await desk.choices(speaker(desk)[0].name, AVATARS)
        case ids.AVATAR if _is_spoken(body):
            return await desk.choices(speaker(desk)[0].name, AVATARS)
        case ids.AVATAR:
            return await desk.choices(CREATIFY, AVATARS)
        case ids.VOICE:
            return await desk.choices(speaker(desk)[0].name, VOICES)
        case ids.CLIP:
            return await _results(desk, body)
        case ids.APPROVER_GROUP:
            groups = await desk.told(desk.people.groups())
            return [Choice(id=group.id, name=group.name, detail=f"@{group.handle}") for group in groups]
        case ids.EFFECT:
            return await desk.choices(animator(desk)[0].name, EFFECTS)
        case _:
            return ()


def _name(field: str) -> str:
    """The fields of a further clip have its place before their name."""
    return field.rpartition(".")[2]


def _is_spoken(body: Payload) -> bool:
    """Whether the list is that of a film, and not of a product and who holds it."""
    return _view(body).get("callback_id") in {ids.AVATAR_VIDEO, ids.REGENERATE_VIDEO}


def _is_needed(body: Payload, field: str) -> bool:
    """A clip with a speaker has an avatar, and nothing else would do."""
    return _name(field) == ids.AVATAR and _is_spoken(body)


async def _results(desk: Desk, body: Payload) -> Sequence[Choice]:
    """What is finished in the form's channel, for those who are in it."""
    channel = forms.read_metadata(str(_view(body).get("private_metadata", ""))).channel
    if channel is None:
        return ()
    await check_inside(desk, channel, UserId(body["user"]["id"]))
    return await results_of(desk, channel)


def _view(body: Payload) -> Mapping[str, Any]:
    return body.get("view") or {}


NOTHING_CHOSEN: Final[Mapping[str, str]] = {
    ids.EFFECT: "None",
    ids.CLIP: "A speaker",
    ids.VOICE: "None",
    ids.AVATAR: "Any",
    ids.SPEAKER: "None",
}
"""What the first choice of an optional list says."""
