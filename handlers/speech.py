"""Films that avatars speak: the order from the command, and the form as it is opened, grown and submitted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.domain.generation import Generation
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import FormError, PersonError
from bot.providers.provider import Provider
from bot.service import Order
from bot.views import forms, ids, text
from bot.views.commands import read_script
from bot.views.forms import AvatarVideoForm, ClipForm, Metadata
from bot.views.message import Block, Message
from bot.views.text import money
from handlers import openers, orders
from handlers.clips import clip_fault_names, with_results
from handlers.desk import Desk, Payload
from handlers.submissions import dedupe_of, order_child, read_result, values_of

AVATARS: Final = "avatars"
VOICES: Final = "voices"


async def avatar_video(desk: Desk, body: Payload) -> Message | None:
    """`/avatar-video`: the order, or the form with what was typed in it."""
    script, wants_form = read_script(body.get("text") or "")
    orders.speaker(desk)
    if wants_form:
        desk.supervise(_open_typed(desk, body, script), what="open avatar video form")
        return None
    wish = orders.film(desk, (await _usual_clip(desk, script)).inputs(ids.PROMPT))
    await orders.order_typed(desk, body, wish)
    return None


async def add_clip(desk: Desk, body: Payload) -> None:
    """One clip more, and whatever was filled in before."""
    await _redraw(desk, body, more=(ClipForm(),))


async def redraw(desk: Desk, body: Payload) -> None:
    """Something was chosen that the price hangs on."""
    await _redraw(desk, body)


async def _redraw(desk: Desk, body: Payload, *, more: Sequence[ClipForm] = ()) -> None:
    view, moment = body["view"], str(body["actions"][0].get("action_ts", ""))
    async with desk.turns.take(view["id"], moment) as is_newest:
        if is_newest:
            read = forms.read_avatar_video(values_of(body), view["private_metadata"])
            given = replace(read, clips=(*read.clips, *more))
            metadata = forms.read_metadata(view["private_metadata"])
            await desk.slack.update_view(view["id"], _drawn(desk, metadata, given, view["callback_id"]))


async def form_again(desk: Desk, film: Task, metadata: Metadata) -> Block:
    """The form that the film was ordered with."""
    given = forms.ordered_film(film.generation)
    return _drawn(desk, metadata, given, ids.REGENERATE_VIDEO, asked=film.asked_change)


async def submit(desk: Desk, body: Payload) -> None:
    """Raises FormError by block id, PersonError when the form's channel is lost.

    A film that shows a result of ours grows out of it, in its thread.
    """
    read = forms.read_avatar_video(values_of(body), body["view"]["private_metadata"])
    metadata = forms.read_metadata(body["view"]["private_metadata"])
    if read.channel is None:
        raise PersonError(text.order_gone())
    wish, shown = await _read_wish(desk, read, read.channel)
    await desk.service.request(
        Order(
            team=desk.team,
            channel=read.channel,
            person=UserId(body["user"]["id"]),
            generation=wish,
            dedupe=dedupe_of(body),
            confirmed=orders.was_seen(desk, wish, metadata.seen),
            parent=shown,
            reply_to=read.response_url,
        )
    )


async def submit_again(desk: Desk, body: Payload) -> None:
    """Raises FormError by block id, PersonError when the film is not there any more."""
    film, metadata = await read_result(desk, body)
    read = forms.read_avatar_video(values_of(body), body["view"]["private_metadata"])
    wish, _ = await _read_wish(desk, read, film.channel)
    await order_child(desk, body, film, wish, reply_to=metadata.response_url)


async def _read_wish(desk: Desk, read: AvatarVideoForm, channel: ChannelId) -> tuple[Generation, Task | None]:
    """The wish, and the first result of ours that it shows."""
    inputs, shown = await with_results(desk, read.inputs(), channel)
    try:
        return orders.film(desk, inputs), shown
    except FormError as error:
        raise FormError(clip_fault_names(error.faults)) from error


async def _usual_clip(desk: Desk, script: str) -> ClipForm:
    """Who speaks when nobody was chosen: the first of the account's avatars, with its own voice where it has
    one. Raises PersonError when there is none to be had just now."""
    provider, _ = orders.speaker(desk)
    avatars = await desk.choices(provider.name, AVATARS)
    voices = () if _has_own_voices(provider) else await desk.choices(provider.name, VOICES)
    if not avatars or not (voices or _has_own_voices(provider)):
        raise PersonError(text.no_avatars(provider.label))
    chosen = ClipForm(script=script, avatar=avatars[0].id, avatar_name=avatars[0].name)
    return replace(chosen, voice=voices[0].id, voice_name=voices[0].name) if voices else chosen


def _has_own_voices(provider: Provider) -> bool:
    """The release that takes finished videos for clips also knows a voice of each avatar."""
    return "video_url" in provider.can.inputs


async def _open_typed(desk: Desk, body: Payload, script: str) -> None:
    async def fill(metadata: Metadata) -> Block:
        given = AvatarVideoForm(clips=(ClipForm(script=script),))
        return _drawn(desk, metadata, given, ids.AVATAR_VIDEO)

    metadata = Metadata(channel=ChannelId(body["channel_id"]), response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.AVATAR_VIDEO, metadata, fill)


def _drawn(desk: Desk, metadata: Metadata, given: AvatarVideoForm, form: str, *, asked: str = "") -> Block:
    """The form with the price of what is filled in so far."""
    provider, _ = orders.speaker(desk)
    wish = orders.open_film(desk, given.inputs())
    kept = replace(metadata, clips=len(given.clips), seen=str(desk.prices.estimate(wish)))
    return forms.avatar_video_form(
        kept,
        given,
        price=money.price_of_generation(desk.prices, wish),
        inputs=provider.can.inputs,
        ratios=forms.ratios_of(provider.can.inputs),
        asked=asked,
        form=form,
    )
