"""Product images and videos: the order from a command, and the forms as they are opened, redrawn and
submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.domain.generation import Kind
from bot.domain.presets import PRESET, Sort
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import FormError, NotAllowed, SlackError
from bot.outbox.troubles import is_passing
from bot.service import Order
from bot.views import forms, ids, text
from bot.views.commands import Inline, read_inline
from bot.views.forms import Metadata, Offer, ProductForm
from bot.views.message import Block, Message
from bot.views.text.presets import no_presets, standard_applies
from handlers import offers, openers, orders
from handlers.desk import Desk, Payload
from handlers.submissions import dedupe_of, values_of

_SORT: Final = Sort.PRODUCT


async def product_image(desk: Desk, body: Payload) -> Message | None:
    """`/product-image`: the order, or the form with what was typed in it."""
    return await _typed(desk, body, ids.PRODUCT_IMAGE, follow_up=None)


async def product_video(desk: Desk, body: Payload) -> Message | None:
    """`/product-video`: the same, and approving the image makes the video."""
    return await _typed(desk, body, ids.PRODUCT_VIDEO, follow_up=Kind.VIDEO)


async def new_generation(desk: Desk, body: Payload) -> None:
    """The global shortcut: it knows no channel, so the form asks for one, and offers that one's presets."""

    async def fill(metadata: Metadata) -> Block:
        orders.painter(desk)
        return _drawn(desk, ids.NEW_GENERATION, metadata, ProductForm(), Offer())

    await openers.open_form(desk, body, ids.NEW_GENERATION, Metadata(), fill)


async def form_like(desk: Desk, task: Task, channel: ChannelId, metadata: Metadata) -> Block:
    """The form of a new order with the settings of an old one."""
    orders.painter(desk)
    given = forms.ordered_product(task.generation)
    made_with = task.generation.text(PRESET)
    offer = await offers.offer_of(desk, channel, _SORT, orders.CREATIFY, name=made_with)
    form = form_of(task)
    return _drawn(desk, form, metadata, given, replace(offer, is_filled=True))


def form_of(task: Task) -> str:
    """Of a picture that was to become a video, it is that of the video."""
    is_image = task.kind is Kind.IMAGE and task.follow_up is None
    return ids.PRODUCT_IMAGE if is_image else ids.PRODUCT_VIDEO


async def redraw(desk: Desk, body: Payload) -> None:
    """A preset or a channel was chosen: fields are filled in or locked; what was typed stays."""
    view, moment = body["view"], str(body["actions"][0].get("action_ts", ""))
    metadata = forms.read_metadata(view["private_metadata"])
    async with desk.turns.take(view["id"], moment) as is_newest:
        if not is_newest:
            return
        if view["callback_id"] == ids.NEW_GENERATION:
            drawn = await _drawn_anywhere(desk, body, metadata)
        elif metadata.channel is not None:
            offer = await offers.chosen_offer(desk, body, metadata.channel, _SORT, orders.CREATIFY)
            given = forms.read_open_product(offers.typed_values(body), view["private_metadata"])
            drawn = _drawn(desk, view["callback_id"], metadata, given, offer)
        else:
            return
        await desk.slack.update_view(view["id"], drawn)


async def submit_image(desk: Desk, body: Payload) -> None:
    read = forms.read_product_image(values_of(body), body["view"]["private_metadata"])
    await _order(desk, body, read)


async def submit_video(desk: Desk, body: Payload) -> None:
    read = forms.read_product_video(values_of(body), body["view"]["private_metadata"])
    await _order(desk, body, read)


async def submit_anywhere(desk: Desk, body: Payload) -> Mapping[str, Any] | None:
    """The channel was chosen from those the person can see; a private one is checked again all the same.
    Where its standard preset was not seen yet, the form comes back with it."""
    urls: Sequence[Mapping[str, str]] = body.get("response_urls") or ()
    read = forms.read_new_generation(
        values_of(body),
        body["view"]["private_metadata"],
        response_url=urls[0]["response_url"] if urls else "",
    )
    try:
        await desk.told(_check_inside(desk, _channel_of(read), UserId(body["user"]["id"])))
    except NotAllowed as error:
        raise FormError({ids.CHANNEL: str(error)}) from error
    kept = forms.read_metadata(body["view"]["private_metadata"])
    if kept.channel != read.channel:
        offer = await offers.offer_of(desk, _channel_of(read), _SORT, orders.CREATIFY)
        if offer.chosen is not None:
            metadata, note = replace(kept, channel=read.channel), standard_applies(offer.chosen)
            drawn = _drawn(desk, ids.NEW_GENERATION, metadata, read, offer, note=note)
            return {"response_action": "update", "view": drawn}
    await _order(desk, body, read)
    return None


async def _typed(desk: Desk, body: Payload, form: str, *, follow_up: Kind | None) -> Message | None:
    inline = read_inline(body.get("text") or "", takes_ratio=True)
    orders.painter(desk)
    if inline.wants_form:
        desk.supervise(_open_typed(desk, body, form, inline), what="open product form")
        return None
    channel = ChannelId(body["channel_id"])
    given = {"product_url": inline.url, "prompt": inline.prompt, **inline.ratio("x")}
    inputs = await offers.typed_with_preset(desk, channel, given, _SORT, orders.CREATIFY, name=inline.preset)
    await orders.order_typed(desk, body, orders.product_image(desk, inputs), follow_up=follow_up)
    return None


async def _open_typed(desk: Desk, body: Payload, form: str, inline: Inline) -> None:
    channel = ChannelId(body["channel_id"])

    async def fill(metadata: Metadata) -> Block:
        offer = await offers.typed_offer(desk, channel, _SORT, orders.CREATIFY, name=inline.preset)
        given = ProductForm(product_url=inline.url or "", prompt=inline.prompt)
        ratio = str(inline.ratio("x").get("aspect_ratio", given.aspect_ratio))
        return _drawn(desk, form, metadata, replace(given, aspect_ratio=ratio), offer)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, form, metadata, fill)


async def _drawn_anywhere(desk: Desk, body: Payload, metadata: Metadata) -> Block:
    """New generation with the presets of the channel that is chosen in it, for those who are inside."""
    given = forms.read_open_product(offers.typed_values(body), body["view"]["private_metadata"])
    try:
        channel = _channel_of(given)
        await desk.told(_check_inside(desk, channel, UserId(body["user"]["id"])))
        if channel == metadata.channel:
            offer = await offers.chosen_offer(desk, body, channel, _SORT, orders.CREATIFY)
        else:
            offer = await offers.offer_of(desk, channel, _SORT, orders.CREATIFY)
    except NotAllowed as error:
        refused = replace(metadata, channel=None)
        return _drawn(desk, ids.NEW_GENERATION, refused, given, Offer(), note=str(error))
    kept, note = replace(metadata, channel=channel), "" if offer.presets else no_presets()
    return _drawn(desk, ids.NEW_GENERATION, kept, given, offer, note=note)


def _drawn(
    desk: Desk, form: str, metadata: Metadata, given: ProductForm, offer: Offer, *, note: str = ""
) -> Block:
    image, video = openers.price(desk, "gen_image"), openers.price(desk, "gen_video")
    match form:
        case ids.PRODUCT_IMAGE:
            return forms.product_image_form(metadata, price=image, given=given, offer=offer)
        case ids.PRODUCT_VIDEO:
            return forms.product_video_form(
                metadata, price=image, video_price=video, given=given, offer=offer
            )
        case _:
            return forms.new_generation_form(
                metadata, price=image, video_price=video, given=given, offer=offer, note=note
            )


def _channel_of(read: ProductForm) -> ChannelId:
    """Raises NotAllowed for a form without one, which belongs to nobody."""
    if read.channel is None:
        raise NotAllowed(text.not_your_channel())
    return read.channel


async def _check_inside(desk: Desk, channel: ChannelId, person: UserId) -> None:
    """A private channel is for those who are in it. One that we are not in is refused by the admission."""
    try:
        facts = await desk.people.channel(channel)
    except SlackError as error:
        if is_passing(error):
            raise
        return
    if facts.is_private and facts.is_member and not await desk.slack.in_channel(channel, person):
        raise NotAllowed(text.not_your_channel())


async def _order(desk: Desk, body: Payload, read: ProductForm) -> None:
    channel = _channel_of(read)
    inputs = await offers.with_preset(desk, body, channel, read.inputs(), _SORT, orders.CREATIFY)
    await desk.service.request(
        Order(
            team=desk.team,
            channel=channel,
            person=UserId(body["user"]["id"]),
            generation=orders.product_image(desk, inputs),
            dedupe=dedupe_of(body),
            confirmed=True,
            follow_up=Kind.VIDEO if read.what is Kind.VIDEO else None,
            reply_to=read.response_url,
        )
    )
