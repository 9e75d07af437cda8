"""The forms that order something new: a product image, a product video, and either of them anywhere.

They are long, so the price stands first, where nobody has to scroll for it.
"""

from dataclasses import dataclass, replace
from typing import Final

from bot.addresses import clean_slack_url
from bot.domain.generation import Json, Kind
from bot.domain.presets import Part
from bot.domain.task import ChannelId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import actions, context, plain_button
from bot.views.forms.fields import choice_field, current_channel_field, lookup_field, text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import NO_OFFER, Offer
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money
from bot.views.text.answers import order_gone

ANYSHOT: Final = "product_anyshot"
WITH_AVATAR: Final = "product_avatar"

TYPES: Final = {ANYSHOT: "Product AnyShot", WITH_AVATAR: "Product Avatar"}
RATIOS: Final = {"1x1": "1:1", "16x9": "16:9", "9x16": "9:16"}
MOTIONS: Final = {"talking": "Talking", "display": "Display"}
WHATS: Final = {Kind.IMAGE.value: "Image", Kind.VIDEO.value: "Image, then video"}

USUAL_RATIO: Final = "16x9"
USUAL_MOTION: Final = "display"

_URL_WANTED: Final = "Please give the https link of a product picture."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductForm:
    """An order for a product image, or for an image and then a video of it (`what`).

    The links are cleaned of what Slack and phones add, but not checked.
    """

    channel: ChannelId | None = None
    what: Kind = Kind.IMAGE
    product_url: str = ""
    prompt: str = ""
    aspect_ratio: str = USUAL_RATIO
    type: str = ANYSHOT
    avatar: str = ""
    avatar_name: str = ""
    scene_url: str = ""
    motion_style: str = ""
    response_url: str = ""

    def inputs(self) -> dict[str, Json]:
        """The inputs of the generation: what was given, under the names that provider and forms share."""
        given = {
            ids.PRODUCT_URL: self.product_url,
            ids.PROMPT: self.prompt,
            ids.ASPECT_RATIO: self.aspect_ratio,
            ids.TYPE: self.type,
            ids.AVATAR: self.avatar,
            "avatar_name": self.avatar_name,
            ids.SCENE_URL: self.scene_url,
            ids.MOTION_STYLE: self.motion_style,
        }
        return {name: value for name, value in given.items() if value or name == ids.PROMPT}


EMPTY: Final = ProductForm()
_SHOW_PRESETS: Final = plain_button(labels.SHOW_PRESETS, ids.SHOW_PRESETS)


def product_image_form(
    metadata: Metadata, *, price: str, given: ProductForm = EMPTY, offer: Offer = NO_OFFER
) -> Block:
    """`price` is that of an image, in words; `given` what is known already."""
    blocks = [context(money.about_first(price)), *offer.menu, *_product_fields(given, offer)]
    return form_view(ids.PRODUCT_IMAGE, "Make image", blocks, metadata)


def product_video_form(
    metadata: Metadata,
    *,
    price: str,
    video_price: str,
    given: ProductForm = EMPTY,
    offer: Offer = NO_OFFER,
) -> Block:
    """The image comes first; its approval makes the video."""
    blocks = [
        context(_both_prices(price, video_price)),
        *offer.menu,
        *_product_fields(given, offer),
        motion_field(given.motion_style or USUAL_MOTION),
    ]
    return form_view(ids.PRODUCT_VIDEO, "Make image", blocks, metadata)


def new_generation_form(
    metadata: Metadata,
    *,
    price: str,
    video_price: str,
    given: ProductForm = EMPTY,
    offer: Offer = NO_OFFER,
    note: str = "",
) -> Block:
    """From anywhere, threads too: the form asks for the channel. Slack does not tell which one stands there
    before something is chosen or pressed, so its presets come then; `note` is what is said of them."""
    blocks = [
        *([context(note)] if note else []),
        context(_both_prices(price, video_price)),
        current_channel_field(ids.CHANNEL, labels.CHANNEL, initial=given.channel, redraws=True),
        *([] if metadata.channel else [actions(ids.PRESETS_ROW, [_SHOW_PRESETS])]),
        *offer.menu,
        choice_field(ids.WHAT, labels.WHAT, WHATS, initial=given.what.value),
        *_product_fields(given, offer),
        motion_field(given.motion_style or USUAL_MOTION),
    ]
    return form_view(ids.NEW_GENERATION, "Make image", blocks, metadata)


def read_product_image(values: StateValues, private_metadata: str) -> ProductForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    return _whole(_read(Values(values), read_metadata(private_metadata), Kind.IMAGE))


def read_product_video(values: StateValues, private_metadata: str) -> ProductForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    return _whole(_read(Values(values), read_metadata(private_metadata), Kind.VIDEO))


def read_new_generation(values: StateValues, private_metadata: str, *, response_url: str = "") -> ProductForm:
    """`response_url` is the one that Slack made for the chosen channel. Raises FormError by block id."""
    read = read_open_product(values, private_metadata)
    if read.channel is None:
        raise FormError({ids.CHANNEL: "Please choose a channel."})
    return _whole(replace(read, response_url=response_url or read.response_url))


def read_open_product(values: StateValues, private_metadata: str) -> ProductForm:
    """What is filled in so far, in New generation with its channel; nothing is raised."""
    given, kept = Values(values), read_metadata(private_metadata)
    channel = given.conversation(ids.CHANNEL)
    what = Kind.VIDEO if given.option(ids.WHAT) == Kind.VIDEO.value else Kind.IMAGE
    return _read(given, replace(kept, channel=ChannelId(channel) if channel else None), what)


def motion_field(initial: str = USUAL_MOTION) -> Block:
    return choice_field(
        ids.MOTION_STYLE,
        labels.MOTION_STYLE,
        MOTIONS,
        initial=initial,
        hint="Talking needs a picture with an avatar.",
    )


def _product_fields(given: ProductForm, offer: Offer) -> list[Block]:
    return [
        text_field(ids.PRODUCT_URL, labels.PRODUCT_URL, initial=given.product_url, placeholder="https://…"),
        text_field(ids.PROMPT, labels.PROMPT, initial=given.prompt, optional=True, multiline=True),
        _ratio_field(given, offer),
        *_who_fields(given, offer),
        text_field(
            ids.SCENE_URL,
            labels.SCENE_URL,
            initial=given.scene_url,
            placeholder="https://…",
            optional=True,
        ),
    ]


def _ratio_field(given: ProductForm, offer: Offer) -> Block:
    locked = offer.locked(Part.RATIO)
    initial = offer.initial(Part.RATIO, ids.ASPECT_RATIO, given.aspect_ratio)
    name = offer.field(Part.RATIO, ids.ASPECT_RATIO)
    return locked[0] if locked else choice_field(name, labels.ASPECT_RATIO, RATIOS, initial=initial)


def _who_fields(given: ProductForm, offer: Offer) -> list[Block]:
    """The type of picture, and who shows the product."""
    if locked := offer.locked(Part.AVATAR):
        return locked
    kind = offer.initial(Part.AVATAR, ids.TYPE, given.type)
    who = (
        offer.initial(Part.AVATAR, ids.AVATAR, given.avatar),
        offer.initial(Part.AVATAR, "avatar_name", given.avatar_name),
    )
    return [
        choice_field(offer.field(Part.AVATAR, ids.TYPE), labels.TYPE, TYPES, initial=kind),
        lookup_field(
            offer.field(Part.AVATAR, ids.AVATAR),
            labels.AVATAR,
            placeholder="Any",
            hint="Only for Product Avatar; any when left empty.",
            initial=who,
        ),
    ]


def _both_prices(price: str, video_price: str) -> str:
    return (
        f"{money.about_first(price)} for the image. Approving it makes the video: {money.about(video_price)}."
    )


def _whole(read: ProductForm) -> ProductForm:
    """Raises FormError, PersonError."""
    if read.channel is None:
        raise PersonError(order_gone())
    if not read.product_url:
        raise FormError({ids.PRODUCT_URL: _URL_WANTED})
    return read


def _read(given: Values, metadata: Metadata, what: Kind) -> ProductForm:
    motion = _known(given.option(ids.MOTION_STYLE), MOTIONS, USUAL_MOTION)
    avatar, avatar_name = given.looked_up(ids.AVATAR)
    return ProductForm(
        channel=metadata.channel,
        what=what,
        product_url=clean_slack_url(given.text(ids.PRODUCT_URL)),
        prompt=given.text(ids.PROMPT),
        aspect_ratio=_known(given.option(ids.ASPECT_RATIO), RATIOS, USUAL_RATIO),
        type=_known(given.option(ids.TYPE), TYPES, ANYSHOT),
        avatar=avatar,
        avatar_name=avatar_name,
        scene_url=clean_slack_url(given.text(ids.SCENE_URL)),
        motion_style=motion if what is Kind.VIDEO else "",
        response_url=metadata.response_url,
    )


def _known(value: str, options: dict[str, str], usual: str) -> str:
    return value if value in options else usual
