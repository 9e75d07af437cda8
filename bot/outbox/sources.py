"""Links by which a provider fetches finished media of ours: made anew when they are sent, for they expire."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.addresses import LONGEST_URL
from bot.domain.events import JobSucceeded
from bot.domain.generation import Generation, Json
from bot.domain.task import Task, TaskId
from bot.errors import JobGone, MediaRefused, ProviderError, SlackError
from bot.outbox.borrowed import picture_link
from bot.outbox.checks import read_jobs
from bot.outbox.tools import Tools

IMAGE_OF: Final = "image_of"
"""Stands beside an `image_url` that is the picture of a task."""

IMAGE_FILE: Final = "image_file"
"""Stands beside an `image_url` that is a picture which somebody put into Slack."""

CLIP: Final = "clip"
"""Stands beside the link of a clip that is the result of a task."""

SHOWN_AS: Final[Mapping[str, str]] = {"image": "picture_url", "video": "video_url"}
"""By what name a clip has its link."""


def known_link(tools: Tools, task: Task) -> str | None:
    """What is known of a link without asking anybody: good for an order, which is sent with a fresh one."""
    own = None if _is_ours(tools, task) else task.result_url
    return _sendable(own) or _our_link(tools, task)


async def link_to(tools: Tools, task: Task) -> str | None:
    """Its provider's own link as a fresh read tells it, else one of ours, which needs a public address.

    A provider that does not answer just now has not taken back the link that it gave before.
    """
    try:
        own, before = await _own_link(tools, task), None
    except JobGone:
        own = before = None
    except ProviderError:
        own, before = None, task.result_url
    return _sendable(own) or _our_link(tools, task) or _sendable(before)


async def with_fresh_links(tools: Tools, wish: Generation) -> Generation:
    """The wish with what it names of ours linked to anew. A link that cannot be had stays the old one."""
    return replace(wish, inputs=await _fresh(tools, wish.inputs))


def _sendable(link: str | None) -> str | None:
    """Signed links may be longer than a provider takes."""
    return link if link and len(link) <= LONGEST_URL else None


def _our_link(tools: Tools, task: Task) -> str | None:
    return tools.links.to(task.id, task.media) if task.media is not None else None


def _is_ours(tools: Tools, task: Task) -> bool:
    """Whether it was made here, so that nobody else has a link to it."""
    provider = tools.service.providers.get(task.generation.provider)
    return provider is not None and provider.can.is_ours


async def _fresh(tools: Tools, inputs: Mapping[str, Json]) -> dict[str, Json]:
    """The same for each of several clips."""
    fresh = dict(inputs)
    if (image := await _named(tools, inputs.get(IMAGE_OF))) and (link := await link_to(tools, image)):
        fresh["image_url"] = link
    if (file := inputs.get(IMAGE_FILE)) and (link := await _borrowed_link(tools, str(file))):
        fresh["image_url"] = link
    if (clip := await _named(tools, inputs.get(CLIP))) and (link := await link_to(tools, clip)):
        fresh[SHOWN_AS[clip.kind.word]] = link
    if isinstance(clips := inputs.get("clips"), list):
        fresh["clips"] = [await _fresh(tools, clip) if isinstance(clip, dict) else clip for clip in clips]
    return fresh


async def _borrowed_link(tools: Tools, file: str) -> str | None:
    try:
        return await picture_link(tools, file)
    except (MediaRefused, SlackError):  # it was there when the order was written
        return None


async def _named(tools: Tools, name: Json) -> Task | None:
    task = await tools.store.load(TaskId(name)) if isinstance(name, str) and name else None
    return task if task is not None and task.status.has_result else None


async def _own_link(tools: Tools, task: Task) -> str | None:
    provider = tools.service.providers.get(task.generation.provider)
    if provider is None or task.job_id is None or _is_ours(tools, task):
        return None
    job = (await read_jobs(tools, provider, [task.job_id])).get(task.job_id)
    outcome = provider.outcome(job, task.generation) if job is not None else None
    return outcome.url if isinstance(outcome, JobSucceeded) else None
