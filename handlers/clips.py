"""Finished pictures and videos of ours as clips of a film: offered in a list, and linked to in the order."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.generation import Json
from bot.domain.search import TaskSearch
from bot.domain.task import ChannelId, Status, Task, TaskId
from bot.errors import FormError
from bot.outbox.sources import CLIP, SHOWN_AS, known_link
from bot.providers.provider import Choice
from bot.views import ids, text
from bot.views.text.wishes import wish_words
from handlers.desk import Desk

MOST_OFFERED: Final = 100
_SEEN: Final = frozenset({Status.DELIVERED, Status.APPROVED})


async def results_of(desk: Desk, channel: ChannelId) -> Sequence[Choice]:
    """What is finished in the channel, newest first."""
    wanted = TaskSearch(channel=channel, statuses=_SEEN, size=MOST_OFFERED)
    page = await desk.service.store.search(wanted)
    return [_choice(desk, task) for task in page.tasks]


async def with_results(
    desk: Desk, inputs: Mapping[str, Json], channel: ChannelId
) -> tuple[dict[str, Json], Task | None]:
    """The inputs with a link beside each result that was chosen, and the first of those.

    The links are made anew when the film is sent. Raises FormError by block id for a result that is not
    there any more, or that has no link.
    """
    linked: list[dict[str, Json]] = []
    shown: list[Task] = []
    for place, entry in enumerate(_entries(inputs)):
        task = await _chosen(desk, entry, channel, at=_at(place))
        linked.append({**entry, **_link(desk, task, at=_at(place))} if task else {**entry})
        shown += [task] if task else []
    first, *more = linked
    return {**first, **({"clips": [*more]} if more else {})}, (shown[0] if shown else None)


def clip_fault_names(faults: Mapping[str, str]) -> dict[str, str]:
    """The faults under the names of the form's fields: a link was never typed, its result was chosen."""
    return {_field(name): fault for name, fault in faults.items()}


def _field(name: str) -> str:
    at, _, last = name.rpartition(".")
    own = ids.CLIP if last in SHOWN_AS.values() else last
    return f"{at}.{own}" if at else own


def _entries(inputs: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    """The clips in their order; the inputs of the first lie beside those of the whole film."""
    further = inputs.get("clips")
    listed = further if isinstance(further, list) else []
    return [inputs, *(entry for entry in listed if isinstance(entry, dict))]


def _at(place: int) -> str:
    return f"clips.{place - 1}." if place else ""


async def _chosen(desk: Desk, entry: Mapping[str, Json], channel: ChannelId, *, at: str) -> Task | None:
    name = entry.get(CLIP)
    if not isinstance(name, str) or not name:
        return None
    task = await desk.service.store.load(TaskId(name))
    if task is None or task.channel != channel or task.status not in _SEEN:
        raise FormError({f"{at}{ids.CLIP}": text.clip_gone()})
    return task


def _link(desk: Desk, task: Task, *, at: str) -> dict[str, Json]:
    link = known_link(desk.tools, task)
    if link is None:
        raise FormError({f"{at}{ids.CLIP}": text.clip_without_link()})
    return {SHOWN_AS[task.kind.word]: link}


def _choice(desk: Desk, task: Task) -> Choice:
    """Who made it tells apart what was made without words."""
    made_by = desk.service.provider_of(task).label
    return Choice(
        id=task.id,
        name=f"{task.id} {task.kind.word}",
        detail=" · ".join(filter(None, [f"by {made_by}", wish_words(task.generation)])),
    )
