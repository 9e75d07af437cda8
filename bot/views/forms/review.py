"""The forms that a result's buttons open. Each can be submitted as it stands."""

from dataclasses import dataclass
from typing import Final

from bot.domain.generation import Json
from bot.domain.presets import Sort
from bot.domain.task import ChannelId, Task, TaskId, Ts
from bot.errors import PersonError
from bot.views import ids
from bot.views.blocks import context
from bot.views.escape import quote
from bot.views.forms.fields import text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import Offer
from bot.views.forms.product import MOTIONS, USUAL_MOTION, motion_field
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money
from bot.views.text.answers import ANOTHER, order_gone

_ENDS: Final = ".!?…"
_LONGEST_ASKED: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """An order that starts from `task`, whose button was drawn at `version`."""

    task: TaskId
    version: int
    channel: ChannelId | None
    prompt: str = ""
    motion_style: str = ""
    response_url: str = ""
    thread_ts: Ts | None = None

    def inputs(self) -> dict[str, Json]:
        given: dict[str, Json] = {ids.PROMPT: self.prompt}
        return {**given, ids.MOTION_STYLE: self.motion_style} if self.motion_style else given


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesForm:
    """What somebody wants to be different about `task`."""

    task: TaskId
    version: int
    channel: ChannelId | None
    words: str
    response_url: str = ""
    thread_ts: Ts | None = None


_NO_OFFER: Final = Offer(sort=Sort.VIDEO)


def make_video_form(image: Task, metadata: Metadata, *, price: str, offer: Offer = _NO_OFFER) -> Block:
    """`price` is that of the video, in words. Of a preset only the style makes a difference: the rest is the
    picture's."""
    prompt = text_field(
        ids.PROMPT,
        labels.PROMPT,
        initial=with_change(image.generation.text("video_prompt"), image.asked_change),
        placeholder="What happens in the video",
        optional=True,
        multiline=True,
    )
    motion = motion_field(image.generation.text(ids.MOTION_STYLE) or USUAL_MOTION)
    return form_view(ids.MAKE_VIDEO, "Make video", [*offer.menu, prompt, motion, _price(price)], metadata)


def regenerate_image_form(task: Task, metadata: Metadata, *, price: str, image: Task | None = None) -> Block:
    """`image` is the one to be made anew, where the button stands on a video of it."""
    prompt = with_change((image or task).generation.prompt, task.asked_change)
    return form_view(ids.REGENERATE_IMAGE, "Regenerate", [_prompt(prompt), _price(price)], metadata)


def regenerate_video_form(task: Task, metadata: Metadata, *, price: str, video: Task | None = None) -> Block:
    """`video` is the one to be made anew, where the button stands on its image."""
    source = (video or task).generation
    prompt = with_change(source.prompt, task.asked_change)
    motion = motion_field(source.text(ids.MOTION_STYLE) or USUAL_MOTION)
    return form_view(ids.REGENERATE_VIDEO, "Regenerate", [_prompt(prompt), motion, _price(price)], metadata)


def request_changes_form(task: Task, metadata: Metadata) -> Block:
    """Costs nothing, and says so."""
    changes = text_field(
        ids.CHANGES,
        labels.CHANGES,
        initial=task.asked_change,
        placeholder="warmer light",
        hint="The next Regenerate form starts with these words.",
        optional=True,
        multiline=True,
    )
    return form_view(ids.REQUEST_CHANGES, "Send", [changes, context("Nothing is spent by this.")], metadata)


def read_task_form(values: StateValues, private_metadata: str) -> TaskForm:
    """Reads Make video, Regenerate image and Regenerate video. Raises PersonError when the task is lost."""
    given, (kept, task) = Values(values), _of_task(private_metadata)
    motion = given.option(ids.MOTION_STYLE)
    return TaskForm(
        task=task,
        version=kept.version,
        channel=kept.channel,
        prompt=given.text(ids.PROMPT),
        motion_style=motion if motion in MOTIONS else "",
        response_url=kept.response_url,
        thread_ts=kept.thread_ts,
    )


def read_request_changes(values: StateValues, private_metadata: str) -> ChangesForm:
    """Raises PersonError when the task is lost."""
    kept, task = _of_task(private_metadata)
    return ChangesForm(
        task=task,
        version=kept.version,
        channel=kept.channel,
        words=Values(values).text(ids.CHANGES) or ANOTHER,
        response_url=kept.response_url,
        thread_ts=kept.thread_ts,
    )


def asked_note(change: str) -> list[Block]:
    """What was asked to be different, where it is no part of what is filled in."""
    return [context(f"Asked for: {quote(change, _LONGEST_ASKED)}")] if change.strip() else []


def with_change(prompt: str, change: str) -> str:
    """The prompt with the changes that were asked for behind it, once."""
    prompt, change = prompt.strip(), change.strip()
    if not change or change == ANOTHER or change in prompt:
        return prompt
    if not prompt:
        return change
    return f"{prompt} {change}" if prompt[-1] in _ENDS else f"{prompt}. {change}"


def _prompt(initial: str) -> Block:
    return text_field(ids.PROMPT, labels.PROMPT, initial=initial, optional=True, multiline=True)


def _price(price: str) -> Block:
    return context(money.about_first(price))


def _of_task(private_metadata: str) -> tuple[Metadata, TaskId]:
    kept = read_metadata(private_metadata)
    if kept.task is None:
        raise PersonError(order_gone())
    return kept, kept.task
