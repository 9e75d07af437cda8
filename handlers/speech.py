"""Films that avatars speak: the order from the command, and the form as it is opened, grown and submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.domain.generation import Generation, Json
from bot.domain.presets import PRESET, Sort
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import FormError, PersonError
from bot.providers.provider import Choice, Provider
from bot.service import Order
from bot.views import forms, ids, text
from bot.views.commands import Inline, read_script
from bot.views.forms import AvatarVideoForm, ClipForm, Metadata, Offer
from bot.views.message import Block, Message
from bot.views.text import money
from handlers import offers, openers, orders
from handlers.clips import clip_fault_names, with_results
from handlers.desk import Desk, Payload
from handlers.submissions import dedupe_of, order_child, read_result, values_of

AVATARS: Final = "avatars"
VOICES: Final = "voices"
_SORT: Final = Sort.FILM


async def avatar_video(desk: Desk, body: Payload) -> Message | None:
    """`/avatar-video`: the order, or the form with what was typed in it."""
    inline = read_script(body.get("text") or "")
    maker, _ = orders.speaker(desk)
    if inline.wants_form:
        desk.supervise(_open_typed(desk, body, inline), what="open avatar video form")
        return None
    channel = ChannelId(body["channel_id"])
    given = {"prompt": inline.prompt, **inline.ratio(":")}
    inputs = await offers.typed_with_preset(desk, channel, given, _SORT, maker.name, name=inline.preset)
    await orders.order_typed(desk, body, orders.film(desk, await spoken_by_somebody(desk, inputs)))
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
        if not is_newest:
            return
        read = forms.read_avatar_video(offers.typed_values(body), view["private_metadata"])
        metadata, offer = forms.read_metadata(view["private_metadata"]), Offer(sort=_SORT)
        if read.channel is not None:
            maker, _ = orders.speaker(desk)
            offer = await offers.chosen_offer(desk, body, read.channel, _SORT, maker.name)
        given = offers.film_by(offer, read) if offers.is_choice_of_preset(body) else read
        grown = replace(given, clips=(*given.clips, *more))
        await desk.slack.update_view(view["id"], _drawn(desk, metadata, grown, view["callback_id"], offer))


async def form_again(desk: Desk, film: Task, metadata: Metadata) -> Block:
    """The form that the film was ordered with."""
    offer = await _offer_like(desk, film, film.channel)
    given = forms.ordered_film(film.generation)
    return _drawn(desk, metadata, given, ids.REGENERATE_VIDEO, offer, asked=film.asked_change)


async def form_like(desk: Desk, film: Task, channel: ChannelId, metadata: Metadata) -> Block:
    """The form of a new order with the settings of an old one."""
    offer = await _offer_like(desk, film, channel)
    return _drawn(desk, metadata, forms.ordered_film(film.generation), ids.AVATAR_VIDEO, offer)


async def _offer_like(desk: Desk, film: Task, channel: ChannelId) -> Offer:
    maker, _ = orders.speaker(desk)
    name = film.generation.text(PRESET)
    return replace(await offers.offer_of(desk, channel, _SORT, maker.name, name=name), is_filled=True)


async def submit(desk: Desk, body: Payload) -> None:
    """Raises FormError by block id, PersonError when the form's channel is lost.

    A film that shows a result of ours grows out of it, in its thread.
    """
    read = forms.read_avatar_video(values_of(body), body["view"]["private_metadata"])
    metadata = forms.read_metadata(body["view"]["private_metadata"])
    if read.channel is None:
        raise PersonError(text.order_gone())
    wish, shown = await _read_wish(desk, body, read, read.channel)
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
    wish, _ = await _read_wish(desk, body, read, film.channel)
    await order_child(desk, body, film, wish, reply_to=metadata.response_url)


async def _read_wish(
    desk: Desk, body: Payload, read: AvatarVideoForm, channel: ChannelId
) -> tuple[Generation, Task | None]:
    """The wish, and the first result of ours that it shows."""
    maker, _ = orders.speaker(desk)
    given = await offers.with_preset(desk, body, channel, read.inputs(), _SORT, maker.name)
    inputs, shown = await with_results(desk, given, channel)
    try:
        return orders.film(desk, inputs), shown
    except FormError as error:
        raise FormError(clip_fault_names(error.faults)) from error


async def spoken_by_somebody(desk: Desk, inputs: Mapping[str, Json]) -> Mapping[str, Json]:
    """Who speaks when nobody was chosen: the first of the account's avatars, with its own voice where it has
    one. Raises PersonError when there is none to be had just now."""
    provider, _ = orders.speaker(desk)
    chosen = {**inputs}
    if not chosen.get(ids.AVATAR):
        first = await _first(desk, provider, AVATARS)
        chosen |= {ids.AVATAR: first.id, "avatar_name": first.name}
    if not chosen.get(ids.VOICE) and not _has_own_voices(provider):
        first = await _first(desk, provider, VOICES)
        chosen |= {ids.VOICE: first.id, "voice_name": first.name}
    return chosen


async def _first(desk: Desk, provider: Provider, name: str) -> Choice:
    listed = await desk.choices(provider.name, name)
    if not listed:
        raise PersonError(text.no_avatars(provider.label))
    return listed[0]


def _has_own_voices(provider: Provider) -> bool:
    """The release that takes finished videos for clips also knows a voice of each avatar."""
    return "video_url" in provider.can.inputs


async def _open_typed(desk: Desk, body: Payload, inline: Inline) -> None:
    channel = ChannelId(body["channel_id"])

    async def fill(metadata: Metadata) -> Block:
        maker, _ = orders.speaker(desk)
        offer = await offers.typed_offer(desk, channel, _SORT, maker.name, name=inline.preset)
        film = offers.film_by(offer, AvatarVideoForm(clips=(ClipForm(script=inline.prompt),)))
        given = replace(film, aspect_ratio=inline.aspect_ratio or film.aspect_ratio)
        return _drawn(desk, metadata, given, ids.AVATAR_VIDEO, offer)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.AVATAR_VIDEO, metadata, fill)


def _drawn(
    desk: Desk,
    metadata: Metadata,
    given: AvatarVideoForm,
    form: str,
    offer: Offer,
    *,
    asked: str = "",
) -> Block:
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
        offer=offer,
    )
