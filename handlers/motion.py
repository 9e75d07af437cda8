"""Pictures set in motion: the order from a command, and the form as it is opened, redrawn and submitted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.generation import Generation, Json
from bot.domain.presets import PRESET, Sort
from bot.domain.task import ChannelId, Task, TaskId, UserId
from bot.errors import MediaRefused, PersonError, SlackError
from bot.outbox.borrowed import picture_link
from bot.outbox.sources import IMAGE_FILE, IMAGE_OF, link_to, with_fresh_links
from bot.providers.provider import Choice
from bot.service import Order
from bot.views import forms, ids, text
from bot.views.commands import Inline, read_inline
from bot.views.forms import AnimateForm, Metadata, Offer
from bot.views.message import Block, Message
from bot.views.pictures import Picture
from bot.views.text import money
from handlers import offers, openers, orders
from handlers.desk import Desk, Payload
from handlers.submissions import dedupe_of, order_child, read_result, values_of

EFFECTS: Final = "effects"
_SORT: Final = Sort.ANIMATION
_UNSEEN: Final = frozenset({"file_not_found", "file_deleted", "not_at_slack", "file_too_large"})


def is_on(desk: Desk) -> bool:
    """Whether somebody is set up to animate."""
    return any(provider.can.animates for provider in desk.service.providers.values())


async def animate(desk: Desk, body: Payload) -> Message | None:
    """`/animate`: the order, or the form with what was typed in it."""
    inline = read_inline(body.get("text") or "")
    maker, _ = orders.animator(desk)
    if inline.wants_form:
        desk.supervise(_open_typed(desk, body, inline), what="open animate form")
        return None
    channel = ChannelId(body["channel_id"])
    given = {"image_url": inline.url, "prompt": inline.prompt}
    inputs = await offers.typed_with_preset(desk, channel, given, _SORT, maker.name, name=inline.preset)
    await orders.order_typed(desk, body, orders.animation(desk, inputs))
    return None


async def redraw(desk: Desk, body: Payload) -> None:
    """Something was chosen that price or preview hang on: the same fields are drawn once more."""
    view, moment = body["view"], str(body["actions"][0].get("action_ts", ""))
    async with desk.turns.take(view["id"], moment) as is_newest:
        if is_newest:
            await _redraw(desk, body)


async def form_of(desk: Desk, image: Task, metadata: Metadata) -> Block:
    """The form for a finished picture. Raises PersonError while nobody is set up to animate."""
    offer = await _offer(desk, image.channel)
    link = await link_to(desk.tools, image) or ""
    return _first_drawn(desk, _offering(metadata, link), AnimateForm(image_url=link), offer)


async def form_for(desk: Desk, picture: Picture, metadata: Metadata) -> Block:
    """The form for a picture that somebody put into a message. Raises PersonError for what cannot be read."""
    try:
        link = picture.url or await picture_link(desk.tools, picture.file) or ""
    except MediaRefused as error:
        raise PersonError(str(error)) from error
    except SlackError as error:
        if error.code == "missing_scope":
            raise PersonError(text.picture_not_read()) from error
        if error.code in _UNSEEN:
            raise PersonError(text.picture_not_seen()) from error
        raise
    kept = replace(_offering(metadata, link), file=picture.file)
    offer = await _offer(desk, metadata.channel) if metadata.channel else Offer(sort=_SORT)
    return _first_drawn(desk, kept, AnimateForm(image_url=link), offer)


async def form_again(desk: Desk, video: Task, metadata: Metadata) -> Block:
    """The form that the video was ordered with; its picture, where it is ours, is linked to anew."""
    wish = await with_fresh_links(desk.tools, video.generation)
    given = forms.ordered_animation(wish)
    changed = replace(given, prompt=forms.with_change(given.prompt, video.asked_change))
    return await _ordered(desk, wish, changed, video.channel, metadata, ids.REGENERATE_VIDEO)


async def form_like(desk: Desk, video: Task, channel: ChannelId, metadata: Metadata) -> Block:
    """The form of a new order with the settings of an old one. A picture of ours that is still there is the
    one to be animated."""
    wish = await with_fresh_links(desk.tools, video.generation)
    image = await desk.service.store.load(TaskId(wish.text(IMAGE_OF))) if wish.text(IMAGE_OF) else None
    is_there = image is not None and image.channel == channel and image.status.has_result
    kept = replace(
        metadata, file=wish.text(IMAGE_FILE), task=image.id if image is not None and is_there else None
    )
    return await _ordered(desk, wish, forms.ordered_animation(wish), channel, kept, ids.ANIMATE)


async def _ordered(
    desk: Desk, wish: Generation, given: AnimateForm, channel: ChannelId, metadata: Metadata, form: str
) -> Block:
    is_ours = wish.text(IMAGE_OF) or wish.text(IMAGE_FILE)
    kept = _offering(metadata, given.image_url if is_ours else "")
    offer = await _offer(desk, channel, name=wish.text(PRESET))
    return _drawn(desk, kept, offers.animation_by(offer, given, anew=False), form, offer)


async def submit(desk: Desk, body: Payload) -> None:
    """From the command, or from the button of a picture. Raises FormError by block id, PersonError when the
    form's channel or picture is lost."""
    read = forms.read_animate(values_of(body), body["view"]["private_metadata"])
    metadata = forms.read_metadata(body["view"]["private_metadata"])
    if metadata.task is not None:
        image, _ = await read_result(desk, body)
        await _order_of(desk, body, image, read, {IMAGE_OF: image.id})
        return
    if read.channel is None:
        raise PersonError(text.order_gone())
    is_file = read.is_offered and metadata.file
    given = {**read.inputs(), IMAGE_FILE: metadata.file} if is_file else read.inputs()
    wish = orders.animation(desk, await _with_preset(desk, body, read.channel, given))
    await desk.service.request(
        Order(
            team=desk.team,
            channel=read.channel,
            person=UserId(body["user"]["id"]),
            generation=wish,
            dedupe=dedupe_of(body),
            confirmed=orders.was_seen(desk, wish, metadata.seen),
            reply_to=read.response_url,
        )
    )


async def submit_again(desk: Desk, body: Payload, video: Task) -> None:
    """The picture stays the one that the video was made from, unless another link was given."""
    read = forms.read_animate(values_of(body), body["view"]["private_metadata"])
    of = {name: it for name in (IMAGE_OF, IMAGE_FILE) if (it := video.generation.inputs.get(name))}
    await _order_of(desk, body, video, read, of)


async def _order_of(
    desk: Desk, body: Payload, parent: Task, read: AnimateForm, picture: Mapping[str, Json]
) -> None:
    """`picture` says whose picture the link is, as long as it is the one that we filled in."""
    given = {**read.inputs(), **picture} if read.is_offered else read.inputs()
    inputs = await _with_preset(desk, body, parent.channel, given)
    await order_child(desk, body, parent, orders.animation(desk, inputs), reply_to=read.response_url)


def _offering(metadata: Metadata, link: str) -> Metadata:
    return replace(metadata, offered=forms.offer_mark(link))


async def _with_preset(
    desk: Desk, body: Payload, channel: ChannelId, inputs: Mapping[str, Json]
) -> Mapping[str, Json]:
    maker, _ = orders.animator(desk)
    return await offers.with_preset(desk, body, channel, inputs, _SORT, maker.name)


async def _offer(desk: Desk, channel: ChannelId, name: str | None = None) -> Offer:
    """Raises PersonError while nobody is set up to animate, or may be asked to here."""
    maker, _ = orders.animator(desk)
    return await offers.offer_of(desk, channel, _SORT, maker.name, name=name)


async def _open_typed(desk: Desk, body: Payload, inline: Inline) -> None:
    channel = ChannelId(body["channel_id"])

    async def fill(metadata: Metadata) -> Block:
        given = AnimateForm(image_url=inline.url or "", prompt=inline.prompt)
        maker, _ = orders.animator(desk)
        offer = await offers.typed_offer(desk, channel, _SORT, maker.name, name=inline.preset)
        return _first_drawn(desk, metadata, given, offer)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.ANIMATE, metadata, fill)


def _first_drawn(desk: Desk, metadata: Metadata, given: AnimateForm, offer: Offer) -> Block:
    """Words about the motion that were typed already go before an effect that a preset would fill in."""
    filled = offers.animation_by(offer, given, anew=not given.prompt)
    return _drawn(desk, metadata, filled, ids.ANIMATE, offer)


async def _redraw(desk: Desk, body: Payload) -> None:
    view = body["view"]
    metadata = forms.read_metadata(view["private_metadata"])
    maker, _ = orders.animator(desk)
    offer = Offer(sort=_SORT)
    if metadata.channel is not None:
        offer = await offers.chosen_offer(desk, body, metadata.channel, _SORT, maker.name)
    read = forms.read_open_animate(offers.typed_values(body), view["private_metadata"])
    given = offers.animation_by(offer, read, anew=offers.is_choice_of_preset(body))
    effect = await _effect(desk, given.effect_code)
    if effect is not None and effect.preview_url:
        shown = _drawn(desk, metadata, given, view["callback_id"], offer, preview_url=effect.preview_url)
        try:
            await desk.slack.update_view(view["id"], shown)
        except SlackError as error:
            if error.code != "invalid_blocks":
                raise
        else:
            return
    # Where Slack cannot load a picture, without.
    await desk.slack.update_view(view["id"], _drawn(desk, metadata, given, view["callback_id"], offer))


def _drawn(
    desk: Desk,
    metadata: Metadata,
    given: AnimateForm,
    form: str,
    offer: Offer,
    *,
    preview_url: str = "",
) -> Block:
    """The form with the price of what is chosen in it."""
    wish = orders.open_animation(desk, given.inputs())
    kept = replace(metadata, seen=str(desk.prices.estimate(wish)))
    price = money.price_of_generation(desk.prices, wish)
    return forms.animate_form(kept, given, price=price, form=form, preview_url=preview_url, offer=offer)


async def _effect(desk: Desk, code: str) -> Choice | None:
    provider, _ = orders.animator(desk)
    known = await desk.choices(provider.name, EFFECTS) if code else ()
    return next((choice for choice in known if choice.id == code), None)
