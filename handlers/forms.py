"""Submitted forms: read, checked, written down, and only then closed; faults stand beside their fields."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.generation import Kind
from bot.domain.presets import Sort
from bot.domain.task import Task
from bot.errors import FormError, PersonError, StorageError
from bot.views import forms, ids, lineage, text
from bot.views.forms import TaskForm
from handlers import motion, offers, orders, products, sound, speech
from handlers.batch import order_batch, submit_batch
from handlers.buttons import click_row
from handlers.desk import Desk, Payload
from handlers.presets import save_presets
from handlers.settings import save_settings
from handlers.submissions import dedupe_of, order_child, read_result, values_of

Submitted = Callable[[Desk, Payload], Awaitable[Mapping[str, Any] | None]]
"""What Slack is answered, where it is more than that the window closes."""


def register(bolt: AsyncApp, desk: Desk) -> None:
    """One listener for all submissions."""

    async def on_submission(ack: AsyncAck, body: dict[str, Any]) -> None:
        answer = await _answer(desk, body)
        await ack(**answer) if answer else await ack()

    bolt.view(re.compile(r".*"))(on_submission)


async def _answer(desk: Desk, body: Payload) -> dict[str, Any]:
    """Nothing closes the window; errors stay beside their fields; the rest is said in the window."""
    form = body["view"]["callback_id"]
    try:
        return dict(await SUBMITTED.get(form, _unknown)(desk, body) or {})
    except FormError as error:
        fields = _fields(body)
        if error.faults.keys() <= fields.keys():
            return {
                "response_action": "errors",
                "errors": {fields[name]: fault for name, fault in error.faults.items()},
            }
        return _said(form, str(error))
    except PersonError as error:
        return _said(form, str(error))
    except StorageError:
        return _said(form, text.not_written_down())


def _fields(body: Payload) -> dict[str, str]:
    """The block ids of the fields, by the name that stands before what filled one in."""
    blocks = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    return {block.partition(forms.FILLED_BY)[0]: block for block in blocks}


def _said(form: str, words: str) -> dict[str, Any]:
    return {"response_action": "update", "view": forms.say_view(forms.title_of(form), words)}


async def _make_video(desk: Desk, body: Payload) -> None:
    read, task, family = await _task_form(desk, body)
    running = lineage.running_video(task, family)
    if running is not None:
        raise PersonError(text.video_running(running))
    maker = task.generation.provider
    inputs = await offers.with_preset(desk, body, task.channel, read.inputs(), Sort.VIDEO, maker)
    await order_child(
        desk, body, task, orders.video_of(desk, task, family, inputs), reply_to=read.response_url
    )


async def _regenerate_image(desk: Desk, body: Payload) -> None:
    read, task, family = await _task_form(desk, body)
    image = lineage.image_of(task, family) or task
    await order_child(
        desk, body, task, orders.image_again(desk, task, image, read.inputs()), reply_to=read.response_url
    )


async def _regenerate_video(desk: Desk, body: Payload) -> None:
    """A provider with a call for it remakes what it made; else the same is ordered anew, as filled in."""
    task, _ = await read_result(desk, body)
    can = desk.service.provider_of(task).can
    if can.remakes_video:
        await _remake_video(desk, body)
        return
    match task.generation.call:
        case can.animates:
            await motion.submit_again(desk, body, task)
        case can.adds_audio:
            await sound.submit_again(desk, body, task)
        case _ if can.is_ours:
            await sound.submit_again(desk, body, task)
        case can.speaks:
            await speech.submit_again(desk, body)
        case _:
            raise PersonError(text.order_gone())


async def _remake_video(desk: Desk, body: Payload) -> None:
    read, task, family = await _task_form(desk, body)
    made = lineage.made_video(task, family) if task.kind is Kind.IMAGE else None
    await order_child(
        desk, body, task, orders.video_again(desk, made or task, read.inputs()), reply_to=read.response_url
    )


async def _task_form(desk: Desk, body: Payload) -> tuple[TaskForm, Task, Sequence[Task]]:
    """The form, its task as it is now, and the thread. Raises PersonError when the task has no result."""
    read = forms.read_task_form(values_of(body), body["view"]["private_metadata"])
    task, _ = await read_result(desk, body)
    return read, task, await desk.service.store.lineage(task.lineage)


async def _request_changes(desk: Desk, body: Payload) -> None:
    """Written down like a click, so that rights and state are checked the same way."""
    read = forms.read_request_changes(values_of(body), body["view"]["private_metadata"])
    row = click_row(
        desk,
        body,
        ids.REQUEST_CHANGES,
        read.task,
        words=read.words,
        dedupe=dedupe_of(body),
        response_url=read.response_url,
        thread_ts=read.thread_ts or "",
    )
    await desk.service.add([row])


async def _unknown(_desk: Desk, _body: Payload) -> None:
    """A window that was opened by another release."""
    raise PersonError(text.order_gone())


SUBMITTED: Final[Mapping[str, Submitted]] = {
    ids.PRODUCT_IMAGE: products.submit_image,
    ids.PRODUCT_VIDEO: products.submit_video,
    ids.NEW_GENERATION: products.submit_anywhere,
    ids.ANIMATE: motion.submit,
    ids.ADD_AUDIO: sound.submit,
    ids.AVATAR_VIDEO: speech.submit,
    ids.MAKE_VIDEO: _make_video,
    ids.REGENERATE_IMAGE: _regenerate_image,
    ids.REGENERATE_VIDEO: _regenerate_video,
    ids.REQUEST_CHANGES: _request_changes,
    ids.SETTINGS: save_settings,
    ids.PRESETS: save_presets,
    ids.BATCH: submit_batch,
    ids.BATCH_ORDER: order_batch,
}
