"""The forms that order something new: a product image, a product video, and either of them anywhere.

They are long, so the price stands first, where nobody has to scroll for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.addresses import clean_slack_url
from bot.domain.generation import Json, Kind
from bot.domain.presets import Preset
from bot.domain.task import ChannelId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import context
from bot.views.forms.fields import choice_field, current_channel_field, lookup_field, text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.presets import filled_by, locked_line, preset_field
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

    channel: ChannelId
    what: Kind
    product_url: str
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


def product_image_form(
    metadata: Metadata,
    *,
    price: str,
    url: str = "",
    prompt: str = "",
    presets: Sequence[Preset] = (),
    chosen: Preset | None = None,
) -> Block:
    """`price` is that of an image, in words; `url` and `prompt` what was typed behind the command. `presets`
    are the channel's, `chosen` the one that fills the form in."""
    blocks = [
        context(money.about_first(price)),
        *preset_field(presets, chosen),
        *_product_fields(url, prompt, chosen),
    ]
    return form_view(ids.PRODUCT_IMAGE, "Make image", blocks, metadata)


def product_video_form(
    metadata: Metadata,
    *,
    price: str,
    video_price: str,
    url: str = "",
    prompt: str = "",
    presets: Sequence[Preset] = (),
    chosen: Preset | None = None,
) -> Block:
    """The image comes first; its approval makes the video."""
    blocks = [
        context(_both_prices(price, video_price)),
        *preset_field(presets, chosen),
        *_product_fields(url, prompt, chosen),
        motion_field(),
    ]
    return form_view(ids.PRODUCT_VIDEO, "Make image", blocks, metadata)


def new_generation_form(metadata: Metadata, *, price: str, video_price: str) -> Block:
    """From anywhere, threads too: the form asks for the channel."""
    blocks = [
        context(_both_prices(price, video_price)),
        current_channel_field(ids.CHANNEL, labels.CHANNEL),
        choice_field(ids.WHAT, labels.WHAT, WHATS, initial=Kind.IMAGE.value),
        *_product_fields("", ""),
        motion_field(),
    ]
    return form_view(ids.NEW_GENERATION, "Make image", blocks, metadata)


def read_product_image(values: StateValues, private_metadata: str) -> ProductForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    return _read(Values(values), read_metadata(private_metadata), Kind.IMAGE)


def read_product_video(values: StateValues, private_metadata: str) -> ProductForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    return _read(Values(values), read_metadata(private_metadata), Kind.VIDEO)


def read_new_generation(values: StateValues, private_metadata: str, *, response_url: str = "") -> ProductForm:
    """`response_url` is the one that Slack made for the chosen channel. Raises FormError by block id."""
    given = Values(values)
    channel = given.conversation(ids.CHANNEL)
    if not channel:
        raise FormError({ids.CHANNEL: "Please choose a channel."})
    what = Kind.VIDEO if given.option(ids.WHAT) == Kind.VIDEO.value else Kind.IMAGE
    kept = read_metadata(private_metadata)
    metadata = Metadata(channel=ChannelId(channel), response_url=response_url or kept.response_url)
    return _read(given, metadata, what)


def motion_field(initial: str = USUAL_MOTION) -> Block:
    return choice_field(
        ids.MOTION_STYLE,
        labels.MOTION_STYLE,
        MOTIONS,
        initial=initial,
        hint="Talking needs a picture with an avatar.",
    )


def _product_fields(url: str, prompt: str, preset: Preset | None = None) -> list[Block]:
    return [
        text_field(ids.PRODUCT_URL, labels.PRODUCT_URL, initial=url, placeholder="https://…"),
        text_field(ids.PROMPT, labels.PROMPT, initial=prompt, optional=True, multiline=True),
        _ratio_field(preset),
        *_who_fields(preset),
        text_field(ids.SCENE_URL, labels.SCENE_URL, placeholder="https://…", optional=True),
    ]


def _ratio_field(preset: Preset | None) -> Block:
    name = ids.ASPECT_RATIO
    if preset is None or name not in preset.values:
        return choice_field(name, labels.ASPECT_RATIO, RATIOS, initial=USUAL_RATIO)
    if name in preset.locked:
        return locked_line(preset, name)
    return choice_field(filled_by(preset, name), labels.ASPECT_RATIO, RATIOS, initial=preset.values[name])


def _who_fields(preset: Preset | None) -> list[Block]:
    """The type of picture, and who shows the product."""
    hint = "Only for Product Avatar; any when left empty."
    if preset is None or ids.AVATAR not in preset.values:
        return [
            choice_field(ids.TYPE, labels.TYPE, TYPES, initial=ANYSHOT),
            lookup_field(ids.AVATAR, labels.AVATAR, placeholder="Any", hint=hint),
        ]
    if ids.AVATAR in preset.locked:
        return [locked_line(preset, ids.AVATAR)]
    who = (preset.values[ids.AVATAR], preset.values.get("avatar_name", ""))
    return [
        choice_field(filled_by(preset, ids.TYPE), labels.TYPE, TYPES, initial=WITH_AVATAR),
        lookup_field(filled_by(preset, ids.AVATAR), labels.AVATAR, placeholder="Any", hint=hint, initial=who),
    ]


def _both_prices(price: str, video_price: str) -> str:
    return (
        f"{money.about_first(price)} for the image. Approving it makes the video: {money.about(video_price)}."
    )


def _read(given: Values, metadata: Metadata, what: Kind) -> ProductForm:
    if metadata.channel is None:
        raise PersonError(order_gone())
    motion = _known(given.option(ids.MOTION_STYLE), MOTIONS, USUAL_MOTION)
    return ProductForm(
        channel=metadata.channel,
        what=what,
        product_url=clean_slack_url(given.needed(ids.PRODUCT_URL, _URL_WANTED)),
        prompt=given.text(ids.PROMPT),
        aspect_ratio=_known(given.option(ids.ASPECT_RATIO), RATIOS, USUAL_RATIO),
        type=_known(given.option(ids.TYPE), TYPES, ANYSHOT),
        avatar=given.option(ids.AVATAR),
        avatar_name=given.option_text(ids.AVATAR),
        scene_url=clean_slack_url(given.text(ids.SCENE_URL)),
        motion_style=motion if what is Kind.VIDEO else "",
        response_url=metadata.response_url,
    )


def _known(value: str, options: dict[str, str], usual: str) -> str:
    return value if value in options else usual
