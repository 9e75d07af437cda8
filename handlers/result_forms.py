"""The forms that start from a result: each is filled from the task as it is when the button is pressed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.domain.generation import Kind
from bot.domain.policy import Action, can
from bot.domain.presets import Sort
from bot.domain.task import ChannelId, Status, Task, Ts, UserId
from bot.errors import NotAllowed, PersonError, TooLate
from bot.views import forms, ids, lineage, text
from bot.views.forms import Metadata
from bot.views.message import Block
from bot.views.pictures import picture_in
from handlers import motion, offers, orders, sound, speech
from handlers.desk import Desk, Payload
from handlers.openers import open_form, price, response_url
from handlers.rights import check_provider
from handlers.submissions import check_not_superseded, read_result

Family = Sequence[Task]
Filler = Callable[[Desk, Task, Family, Metadata], Awaitable[Block]]


async def from_button(desk: Desk, body: Payload, button: str, value: str) -> None:
    """The form that a button of a result opens."""
    task_id, version = ids.read_button_value(value)
    channel = ChannelId((body.get("channel") or {}).get("id", ""))
    thread = (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    metadata = Metadata(
        channel=channel,
        task=task_id,
        version=version,
        response_url=response_url(body),
        thread_ts=Ts(thread) if thread else None,
    )

    async def fill(metadata: Metadata) -> Block:
        task = await desk.service.shown_task(task_id)
        return await _filled(desk, body, task, button, metadata)

    await open_form(desk, body, button, metadata, fill)


async def from_message(desk: Desk, body: Payload) -> None:
    """The message shortcut: whatever picture the message shows is animated. Where nobody does that, a picture
    of ours becomes its provider's video."""
    channel, message = ChannelId(body["channel"]["id"]), body["message"]
    task = await desk.service.store.by_message(channel, Ts(message["ts"]))
    image = task if task is not None and task.kind is Kind.IMAGE and task.status.has_result else None
    form = ids.MAKE_VIDEO if image is not None and not motion.is_on(desk) else ids.ANIMATE
    metadata = Metadata(channel=channel, task=image.id if image else None, response_url=response_url(body))

    async def fill(metadata: Metadata) -> Block:
        if image is not None:
            return await _filled(desk, body, image, form, metadata)
        orders.animator(desk)
        picture = picture_in(message)
        if picture is None:
            raise PersonError(text.no_picture())
        return await motion.form_for(desk, picture, metadata)

    await open_form(desk, body, form, metadata, fill)


async def _filled(desk: Desk, body: Payload, task: Task, button: str, metadata: Metadata) -> Block:
    """Raises PersonError when the one who pressed may not, or the task has moved on."""
    await _check(desk, body, task, button)
    family = await desk.service.store.lineage(task.lineage)
    now = replace(
        metadata,
        channel=task.channel,
        task=task.id,
        version=task.version,
        made=sum(other.parent == task.id for other in family),
    )
    return await _FILLERS[button](desk, task, family, now)


_MADE_THERE: Final = frozenset({ids.MAKE_VIDEO, ids.REGENERATE_IMAGE, ids.REGENERATE_VIDEO})
"""What the provider of a result would make of it. Sound is put under some videos without their provider."""


async def _check(desk: Desk, body: Payload, task: Task, button: str) -> None:
    actor = await desk.people.actor(desk.team, UserId(body["user"]["id"]))
    policy = await desk.people.policy(task.team, task.channel)
    action = Action.ASK_CHANGES if button == ids.REQUEST_CHANGES else Action.SPEND
    ruling = can(actor, action, task, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
    reviewed = {Status.DELIVERED} if button == ids.REQUEST_CHANGES else {Status.DELIVERED, Status.APPROVED}
    if task.status not in reviewed:
        raise TooLate(text.moved_on(task))
    if button != ids.REQUEST_CHANGES:
        await check_not_superseded(desk, task)
    off = desk.service.switched_off.get(task.generation.provider)
    if button in _MADE_THERE:
        await check_provider(desk, task.channel, task.generation.provider)
    if off is not None and (
        button in _MADE_THERE or (button == ids.ADD_AUDIO and off.provider.can.adds_audio)
    ):
        raise PersonError(text.provider_off(off.provider.label, off.variables))


async def _make_video(desk: Desk, task: Task, family: Family, metadata: Metadata) -> Block:
    running = lineage.running_video(task, family)
    if running is not None:
        raise TooLate(text.video_running(running))
    made = lineage.made_video(task, family)
    if made is not None:
        raise TooLate(text.video_made(made))
    offer = await offers.offer_of(desk, task.channel, Sort.VIDEO, task.generation.provider)
    return forms.make_video_form(task, metadata, price=price(desk, "gen_video"), offer=offer)


async def redraw_make_video(desk: Desk, body: Payload) -> None:
    """Another preset was chosen."""
    view, moment = body["view"], str(body["actions"][0].get("action_ts", ""))
    async with desk.turns.take(view["id"], moment) as is_newest:
        if not is_newest:
            return
        task, metadata = await read_result(desk, body)
        offer = await offers.chosen_offer(desk, body, task.channel, Sort.VIDEO, task.generation.provider)
        cost = price(desk, "gen_video")
        drawn = forms.make_video_form(task, metadata, price=cost, offer=offer)
        await desk.slack.update_view(view["id"], drawn)


async def _animate(desk: Desk, task: Task, _family: Family, metadata: Metadata) -> Block:
    return await motion.form_of(desk, task, metadata)


async def _add_audio(desk: Desk, task: Task, _family: Family, metadata: Metadata) -> Block:
    return sound.form_of(desk, task, metadata)


async def _regenerate_image(desk: Desk, task: Task, family: Family, metadata: Metadata) -> Block:
    image = lineage.image_of(task, family)
    return forms.regenerate_image_form(task, metadata, price=price(desk, "regen_image"), image=image)


async def _regenerate_video(desk: Desk, task: Task, family: Family, metadata: Metadata) -> Block:
    """A provider with a call for it has one form; else it is the form that the video was ordered with."""
    can_do = desk.service.provider_of(task).can
    if can_do.remakes_video:
        video = lineage.made_video(task, family) if task.kind is Kind.IMAGE else None
        return forms.regenerate_video_form(task, metadata, price=price(desk, "regen_video"), video=video)
    match task.generation.call:
        case can_do.animates:
            return await motion.form_again(desk, task, metadata)
        case can_do.adds_audio:
            return sound.form_again(desk, task, metadata)
        case _ if can_do.is_ours:
            return sound.form_again(desk, task, metadata)
        case can_do.speaks:
            return await speech.form_again(desk, task, metadata)
        case _:
            raise PersonError(text.order_gone())


async def _request_changes(_desk: Desk, task: Task, _family: Family, metadata: Metadata) -> Block:
    return forms.request_changes_form(task, metadata)


_FILLERS: Final[Mapping[str, Filler]] = {
    ids.MAKE_VIDEO: _make_video,
    ids.ANIMATE: _animate,
    ids.ADD_AUDIO: _add_audio,
    ids.REGENERATE_IMAGE: _regenerate_image,
    ids.REGENERATE_VIDEO: _regenerate_video,
    ids.REQUEST_CHANGES: _request_changes,
}
