"""Opens forms: a loading view within the three seconds that a trigger lives, filled right after."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from bot.domain.generation import Kind
from bot.domain.policy import Action, can
from bot.domain.task import ChannelId, Status, Task, Ts, UserId
from bot.errors import NotAllowed, PersonError, SlackBusy, SlackError, TooLate
from bot.outbox.troubles import is_passing, sentence, without_button
from bot.slack import OpenView, Trouble, trouble
from bot.views import forms, ids, lineage, text
from bot.views.commands import Inline
from bot.views.forms import Metadata
from bot.views.message import Block
from bot.views.text import money
from handlers.desk import Desk, Payload

OPEN_WITHIN: Final = timedelta(seconds=2)
FILL_PAUSES: Final = (timedelta(seconds=0.5), timedelta(seconds=1.5))

Fill = Callable[[Metadata], Awaitable[Block]]
Filled = Callable[[Desk, Task, Metadata], Awaitable[Block]]


async def open_form(desk: Desk, body: Payload, form: str, metadata: Metadata, fill: Fill) -> None:
    """Open and fill one form. What keeps it from being filled is said in the window itself."""
    try:
        async with asyncio.timeout(OPEN_WITHIN.total_seconds()):
            view = await _opened(desk, body["trigger_id"], forms.loading_view(form, metadata))
    except (SlackError, TimeoutError):
        await _say_too_slow(desk, body, metadata)
        return
    try:
        filled = await fill(metadata)
    except (PersonError, SlackError) as error:
        words = str(error) if isinstance(error, PersonError) else without_button(sentence(error))
        filled = forms.say_view(forms.title_of(form), words)
    await _fill_window(desk, body, metadata, view.id, filled)


async def _opened(desk: Desk, trigger: str, view: Block) -> OpenView:
    """Told to wait, the second try waits for as long: while that is short, the trigger lives on."""
    try:
        return await desk.slack.open_view(trigger, view)
    except SlackBusy:
        return await desk.slack.open_view(trigger, view)


async def product_form(desk: Desk, body: Payload, form: str, inline: Inline) -> None:
    """The form of /product-image or /product-video, with what was typed in its fields."""

    async def fill(metadata: Metadata) -> Block:
        url, prompt = inline.url or "", inline.prompt
        if form == ids.PRODUCT_IMAGE:
            return forms.product_image_form(metadata, price=price(desk, "gen_image"), url=url, prompt=prompt)
        image_price, video_price = price(desk, "gen_image"), price(desk, "gen_video")
        return forms.product_video_form(
            metadata, price=image_price, video_price=video_price, url=url, prompt=prompt
        )

    metadata = Metadata(channel=ChannelId(body["channel_id"]), response_url=body.get("response_url", ""))
    await open_form(desk, body, form, metadata, fill)


async def new_generation(desk: Desk, body: Payload) -> None:
    """The global shortcut: it knows no channel, so the form asks for one."""

    async def fill(metadata: Metadata) -> Block:
        return forms.new_generation_form(
            metadata, price=price(desk, "gen_image"), video_price=price(desk, "gen_video")
        )

    await open_form(desk, body, ids.NEW_GENERATION, Metadata(), fill)


async def animate(desk: Desk, body: Payload) -> None:
    """The message shortcut: a result of ours becomes a video; any other picture needs a provider for that."""
    channel, ts = ChannelId(body["channel"]["id"]), Ts(body["message"]["ts"])
    image = await desk.service.store.by_message(channel, ts)
    metadata = Metadata(channel=channel, task=image.id if image else None, response_url=_response_url(body))

    async def fill(metadata: Metadata) -> Block:
        if image is None or image.kind is not Kind.IMAGE or not image.status.has_result:
            raise PersonError(text.provider_off("Akool", "AKOOL_CLIENT_ID and AKOOL_CLIENT_SECRET"))
        return await _fill_for_task(desk, body, image, ids.MAKE_VIDEO, metadata)

    await open_form(desk, body, ids.MAKE_VIDEO, metadata, fill)


async def from_button(desk: Desk, body: Payload, button: str, value: str) -> None:
    """The form that a button of a result opens."""
    task_id, version = ids.read_button_value(value)
    channel = ChannelId((body.get("channel") or {}).get("id", ""))
    thread = (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    metadata = Metadata(
        channel=channel,
        task=task_id,
        version=version,
        response_url=_response_url(body),
        thread_ts=Ts(thread) if thread else None,
    )

    async def fill(metadata: Metadata) -> Block:
        task = await desk.service.shown_task(task_id)
        return await _fill_for_task(desk, body, task, button, metadata)

    await open_form(desk, body, button, metadata, fill)


def price(desk: Desk, call: str, provider: str = "creatify") -> str:
    """The price of a call in words."""
    return money.price_of(desk.prices, provider, call)


async def _fill_for_task(desk: Desk, body: Payload, task: Task, button: str, metadata: Metadata) -> Block:
    """Raises PersonError when the one who pressed may not, or the task has moved on."""
    await _check(desk, body, task, button)
    family = await desk.service.store.lineage(task.lineage)
    made = sum(other.parent == task.id for other in family)
    counted = Metadata(
        channel=task.channel,
        task=task.id,
        version=task.version,
        made=made,
        response_url=metadata.response_url,
        thread_ts=metadata.thread_ts,
    )
    return _FILLERS[button](desk, task, tuple(family), counted)


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


def _make_video(desk: Desk, task: Task, family: tuple[Task, ...], metadata: Metadata) -> Block:
    running = lineage.running_video(task, family)
    if running is not None:
        raise TooLate(text.video_running(running))
    made = lineage.made_video(task, family)
    if made is not None:
        raise TooLate(text.video_made(made))
    return forms.make_video_form(task, metadata, price=price(desk, "gen_video"))


def _regenerate_image(desk: Desk, task: Task, family: tuple[Task, ...], metadata: Metadata) -> Block:
    image = lineage.image_of(task, family)
    return forms.regenerate_image_form(task, metadata, price=price(desk, "regen_image"), image=image)


def _regenerate_video(desk: Desk, task: Task, family: tuple[Task, ...], metadata: Metadata) -> Block:
    video = lineage.made_video(task, family) if task.kind is Kind.IMAGE else None
    return forms.regenerate_video_form(task, metadata, price=price(desk, "regen_video"), video=video)


def _request_changes(_desk: Desk, task: Task, _family: tuple[Task, ...], metadata: Metadata) -> Block:
    return forms.request_changes_form(task, metadata)


_FILLERS: Final[Mapping[str, Callable[[Desk, Task, tuple[Task, ...], Metadata], Block]]] = {
    ids.MAKE_VIDEO: _make_video,
    ids.REGENERATE_IMAGE: _regenerate_image,
    ids.REGENERATE_VIDEO: _regenerate_video,
    ids.REQUEST_CHANGES: _request_changes,
}


async def _fill_window(desk: Desk, body: Payload, metadata: Metadata, window: str, filled: Block) -> None:
    """A window that is not filled would say that it loads for ever. One that was closed is fine."""
    for pause in (*FILL_PAUSES, None):
        try:
            await desk.slack.update_view(window, filled)
        except SlackError as error:
            if trouble(error) is Trouble.TOO_LATE:
                return
            if pause is None or not is_passing(error):
                break
            await desk.clock.sleep(pause)
        else:
            return
    await _say_too_slow(desk, body, metadata)


async def _say_too_slow(desk: Desk, body: Payload, metadata: Metadata) -> None:
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id", "")
    await desk.private.tell(
        ChannelId(channel),
        UserId(body.get("user_id") or body["user"]["id"]),
        text.plain(text.slack_too_slow()),
        response_url=metadata.response_url or _response_url(body),
        thread_ts=metadata.thread_ts,
    )


def _response_url(body: Payload) -> str:
    return str(body.get("response_url", ""))
