"""The form that sets a picture in motion, and its reader."""

import hashlib
from dataclasses import dataclass
from typing import Final

from bot.addresses import clean_slack_url
from bot.domain.generation import Generation, Json
from bot.domain.presets import Part, Sort
from bot.domain.task import ChannelId
from bot.errors import FormError
from bot.views import ids
from bot.views.blocks import context, preview
from bot.views.forms.fields import choice_field, lookup_field, text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import Offer
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money
from bot.views.text.motion import BRINGS_MOTION, IMAGE_WANTED, MOTION, NO_PUBLIC_LINK

AI_AUDIO: Final = "1"
OWN_AUDIO: Final = "2"
NO_AUDIO: Final = "3"

RESOLUTIONS: Final = {"720p": "720p", "1080p": "1080p", "4k": "4k"}
LENGTHS: Final = {"5": "5 s", "10": "10 s"}
AUDIO: Final = {NO_AUDIO: "None", AI_AUDIO: "AI audio", OWN_AUDIO: "Own URL"}

USUAL_RESOLUTION: Final = "720p"
USUAL_LENGTH: Final = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimateForm:
    """A picture and how it should move. `is_offered`: the link is the one that we filled in.

    Links are cleaned of what Slack and phones add, but not checked.
    """

    channel: ChannelId | None = None
    image_url: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    resolution: str = USUAL_RESOLUTION
    video_length: str = USUAL_LENGTH
    audio_type: str = NO_AUDIO
    audio_url: str = ""
    effect_code: str = ""
    effect_name: str = ""
    is_offered: bool = False
    response_url: str = ""

    def inputs(self) -> dict[str, Json]:
        """The inputs of the generation: what was given."""
        given = {
            ids.IMAGE_URL: self.image_url,
            ids.PROMPT: self.prompt,
            ids.NEGATIVE_PROMPT: self.negative_prompt,
            ids.RESOLUTION: self.resolution,
            ids.LENGTH: self.video_length,
            ids.AUDIO: self.audio_type,
            ids.AUDIO_URL: self.audio_url if self.audio_type == OWN_AUDIO else "",
            ids.EFFECT: self.effect_code,
            "effect_name": self.effect_name if self.effect_code else "",
        }
        return {name: value for name, value in given.items() if value or name == ids.PROMPT}


_NO_OFFER: Final = Offer(sort=Sort.ANIMATION)


def animate_form(
    metadata: Metadata,
    given: AnimateForm,
    *,
    price: str,
    form: str = ids.ANIMATE,
    preview_url: str = "",
    offer: Offer = _NO_OFFER,
) -> Block:
    """`price` is that of what is chosen, in words; `preview_url` a picture of the chosen effect. What a
    preset fills in stands in `given` already."""
    shown = [preview(preview_url, given.effect_name or "The effect")] if preview_url else []
    is_ours = metadata.task is not None or bool(metadata.file)
    wanting = [context(NO_PUBLIC_LINK)] if is_ours and not given.image_url else []
    blocks = [
        context(money.about_first(price)),
        *wanting,
        *offer.menu,
        text_field(ids.IMAGE_URL, labels.IMAGE_URL, initial=given.image_url, placeholder="https://…"),
        text_field(
            ids.PROMPT,
            labels.PROMPT,
            initial=given.prompt,
            placeholder=MOTION,
            hint=BRINGS_MOTION if offer.locks(Part.EFFECT) else "",
            optional=True,
            multiline=True,
        ),
        *(offer.locked(Part.EFFECT) or [_effect_field(given, offer)]),
        *shown,
        choice_field(ids.RESOLUTION, labels.RESOLUTION, RESOLUTIONS, initial=given.resolution, redraws=True),
        choice_field(ids.LENGTH, labels.LENGTH, LENGTHS, initial=given.video_length, redraws=True),
        choice_field(ids.AUDIO, labels.AUDIO, AUDIO, initial=given.audio_type),
        text_field(
            ids.AUDIO_URL,
            labels.AUDIO_URL,
            initial=given.audio_url,
            placeholder="https://…",
            hint="For Own URL.",
            optional=True,
        ),
        text_field(
            ids.NEGATIVE_PROMPT,
            labels.NEGATIVE_PROMPT,
            initial=given.negative_prompt,
            placeholder="What should not be seen",
            optional=True,
        ),
    ]
    submit = "Regenerate" if form == ids.REGENERATE_VIDEO else labels.ANIMATE
    return form_view(form, submit, blocks, metadata)


def _effect_field(given: AnimateForm, offer: Offer) -> Block:
    return lookup_field(
        offer.field(Part.EFFECT, ids.EFFECT),
        labels.EFFECT,
        placeholder="None",
        hint=BRINGS_MOTION,
        initial=(given.effect_code, given.effect_name),
        redraws=True,
    )


def read_animate(values: StateValues, private_metadata: str) -> AnimateForm:
    """Raises FormError by block id when there is no picture or nothing says how it should move."""
    read = read_open_animate(values, private_metadata)
    faults = {}
    if not read.image_url:
        faults[ids.IMAGE_URL] = IMAGE_WANTED
    if read.audio_type == OWN_AUDIO and not read.audio_url:
        faults[ids.AUDIO_URL] = "Please give the https link of the audio, or choose another Audio."
    if faults:
        raise FormError(faults)
    return read


def read_open_animate(values: StateValues, private_metadata: str) -> AnimateForm:
    """What is filled in so far; nothing is raised."""
    given, kept = Values(values), read_metadata(private_metadata)
    url = given.text(ids.IMAGE_URL)
    effect, effect_name = given.looked_up(ids.EFFECT)
    return AnimateForm(
        channel=kept.channel,
        image_url=clean_slack_url(url),
        prompt=given.text(ids.PROMPT),
        negative_prompt=given.text(ids.NEGATIVE_PROMPT),
        resolution=_known(given.option(ids.RESOLUTION), RESOLUTIONS, USUAL_RESOLUTION),
        video_length=_known(given.option(ids.LENGTH), LENGTHS, USUAL_LENGTH),
        audio_type=_known(given.option(ids.AUDIO), AUDIO, NO_AUDIO),
        audio_url=clean_slack_url(given.text(ids.AUDIO_URL)),
        effect_code=effect,
        effect_name=effect_name,
        is_offered=bool(url) and offer_mark(url) == kept.offered,
        response_url=kept.response_url,
    )


def ordered_animation(wish: Generation) -> AnimateForm:
    """What the form held when this was ordered with it."""
    return AnimateForm(
        image_url=wish.text(ids.IMAGE_URL),
        prompt="" if wish.prompt == MOTION else wish.prompt,
        negative_prompt=wish.text(ids.NEGATIVE_PROMPT),
        resolution=_known(wish.text(ids.RESOLUTION), RESOLUTIONS, USUAL_RESOLUTION),
        video_length=_known(wish.text(ids.LENGTH), LENGTHS, USUAL_LENGTH),
        audio_type=_known(wish.text(ids.AUDIO), AUDIO, NO_AUDIO),
        audio_url=wish.text(ids.AUDIO_URL),
        effect_code=wish.text(ids.EFFECT),
        effect_name=wish.text("effect_name"),
    )


def offer_mark(url: str) -> str:
    """By what a link that we filled in is known again: it may be too long to be carried along."""
    return hashlib.sha256(url.encode(errors="replace")).hexdigest()[:16] if url else ""


def _known(value: str, options: dict[str, str], usual: str) -> str:
    return value if value in options else usual
