"""Wishes for films, ordered past the forms, so that a story is about what happens after the order."""

from itertools import count
from typing import Any, Final

from bot.domain.generation import Generation, Kind
from bot.domain.task import ChannelId, Task, TeamId, UserId
from bot.service import Order
from tests.stories.stage import ANN, LAUNCH, Stage

TEAM: Final = TeamId("T0GREEN001")
_NUMBERS: Final = count(1)


def animation(stage: Stage, **inputs: Any) -> Generation:
    """A picture brought to life by Akool."""
    given = {"image_url": stage.bag, "prompt": "slow pan", "resolution": "720p", "video_length": "5"}
    return Generation(provider="akool", call="animate", kind=Kind.VIDEO, inputs={**given, **inputs})


def speech(**inputs: Any) -> Generation:
    """An avatar of HeyGen's that speaks."""
    given = {"prompt": "Meet the bag.", "avatar": "Annie_office_public", "voice": "clara"}
    return Generation(
        provider="heygen", call="create_video", kind=Kind.AVATAR_VIDEO, inputs={**given, **inputs}
    )


async def order(stage: Stage, wish: Generation, *, parent: Task | None = None) -> Task:
    """Ann orders it, and has seen the price."""
    assert stage.app is not None
    return await stage.app.service.request(
        Order(
            team=TEAM,
            channel=ChannelId(LAUNCH),
            person=UserId(ANN),
            generation=wish,
            dedupe=f"film:{next(_NUMBERS)}",
            confirmed=True,
            parent=parent,
        )
    )
