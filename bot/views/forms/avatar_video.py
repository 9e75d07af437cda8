"""The form of a film that avatars speak, clip by clip, and its reader.

A clip's fields bear the names that the provider's checks use for its inputs, so that faults find their way:
those of the first clip stand bare, those of the next ones begin with `clips.0.`, `clips.1.` and so on.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from bot.addresses import clean_slack_url
from bot.domain.generation import Json
from bot.domain.presets import Part, Sort
from bot.domain.task import ChannelId, TaskId
from bot.views import ids
from bot.views.blocks import actions, context, plain_button, section
from bot.views.forms.fields import choice_field, lookup_field, text_field, ticks_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import Offer
from bot.views.forms.review import asked_note
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money

MOST_CLIPS: Final = 8
"""A form takes a hundred blocks; a clip with all its fields takes ten of them."""

USUAL_RATIO: Final = "16:9"
RATIOS: Final = {"16:9": "16:9", "9:16": "9:16", "1:1": "1:1", "4:5": "4:5", "5:4": "5:4"}
V1_RATIOS: Final = {"16:9": "16:9", "9:16": "9:16"}
STYLES: Final = {"normal": "Normal", "circle": "Circle"}
YES: Final = "yes"

_PLACES: Final = (
    (ids.SCALE, labels.SCALE, "1"),
    (ids.OFFSET_X, labels.OFFSET_X, "0"),
    (ids.OFFSET_Y, labels.OFFSET_Y, "0"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipForm:
    """One clip: somebody who speaks, or (`clip`) a finished picture or video of ours.

    The words beside an id are what people read for it.
    """

    avatar: str = ""
    avatar_name: str = ""
    voice: str = ""
    voice_name: str = ""
    script: str = ""
    audio_url: str = ""
    clip: str = ""
    clip_name: str = ""
    style: str = ""
    scale: str = ""
    offset_x: str = ""
    offset_y: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.avatar or self.voice or self.script or self.audio_url or self.clip)

    def inputs(self, script: str = ids.SCRIPT) -> dict[str, Json]:
        """What was given, its script under the name `script`."""
        given = {
            ids.AVATAR: self.avatar,
            "avatar_name": self.avatar_name,
            ids.VOICE: self.voice,
            "voice_name": self.voice_name,
            script: self.script,
            ids.AUDIO_URL: self.audio_url,
            ids.CLIP: self.clip,
            "clip_name": self.clip_name,
            ids.STYLE: self.style,
            ids.SCALE: self.scale,
            ids.OFFSET_X: self.offset_x,
            ids.OFFSET_Y: self.offset_y,
        }
        return {name: value for name, value in given.items() if value or name == ids.PROMPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class AvatarVideoForm:
    """A film of one or several clips. Links are cleaned but not checked."""

    channel: ChannelId | None = None
    task: TaskId | None = None
    clips: Sequence[ClipForm] = (ClipForm(),)
    background: str = ""
    aspect_ratio: str = USUAL_RATIO
    captions: bool = False
    test: bool = False
    response_url: str = ""

    def inputs(self) -> dict[str, Json]:
        """The inputs of the generation. Empty clips behind the first are left out."""
        first, *more = self.clips
        further: list[Json] = [clip.inputs() for clip in more if not clip.is_empty]
        given: dict[str, Json] = {
            ids.BACKGROUND: self.background,
            ids.ASPECT_RATIO: self.aspect_ratio,
            ids.CAPTIONS: YES if self.captions else "",
            ids.TEST: YES if self.test else "",
            "clips": further,
        }
        return {**first.inputs(ids.PROMPT), **{name: value for name, value in given.items() if value}}


_NO_OFFER: Final = Offer(sort=Sort.FILM)


def avatar_video_form(
    metadata: Metadata,
    given: AvatarVideoForm,
    *,
    price: str,
    inputs: Set[str],
    ratios: Set[str] = frozenset(RATIOS),
    asked: str = "",
    form: str = ids.AVATAR_VIDEO,
    offer: Offer = _NO_OFFER,
) -> Block:
    """`inputs` names what the provider's release takes besides a speaker. `price` is in words. `asked`:
    what somebody wants to be different, which is nothing to be spoken. What a preset fills in stands in
    `given` already; what it locks is said once, for all clips."""
    several = len(given.clips) > 1
    blocks = [*asked_note(asked), context(f"{money.about_first(price)}, by {SPEED}.")]
    blocks += [*offer.menu, *offer.locked(Part.SPEAKER, Part.VOICE)]
    for place, clip in enumerate(given.clips):
        if several:
            blocks.append(section(f"*{labels.CLIP} {place + 1}*"))
        blocks.extend(_clip_fields(clip, at=_at(place), inputs=inputs, offer=offer))
    if len(given.clips) < MOST_CLIPS:
        blocks.append(actions(ids.CLIPS_ROW, [plain_button(labels.ADD_CLIP, ids.ADD_CLIP)]))
    blocks.extend(_film_fields(given, inputs=inputs, ratios=ratios, offer=offer))
    submit = "Regenerate" if form == ids.REGENERATE_VIDEO else "Make video"
    return form_view(form, submit, blocks, metadata)


SPEED: Final = "150 words a minute and rounded up to 30 s"
"""By what the price is estimated."""


def ratios_of(inputs: Set[str]) -> Set[str]:
    """Those of the release that takes these inputs."""
    return (RATIOS if "video_url" in inputs else V1_RATIOS).keys()


def _at(place: int) -> str:
    return f"clips.{place - 1}." if place else ""


def _script_of(place: int) -> str:
    return f"{_at(place)}{ids.SCRIPT}" if place else ids.PROMPT


def _clip_fields(clip: ClipForm, *, at: str, inputs: Set[str], offer: Offer) -> Iterator[Block]:
    shows_results = "video_url" in inputs
    if shows_results:
        yield lookup_field(
            f"{at}{ids.CLIP}",
            labels.CLIP,
            placeholder="A speaker",
            hint="A finished picture or video of this channel, shown in place of a speaker.",
            initial=(clip.clip, clip.clip_name),
            redraws=True,
        )
    if not offer.locks(Part.SPEAKER):
        yield lookup_field(
            offer.field(Part.SPEAKER, f"{at}{ids.AVATAR}"),
            labels.AVATAR,
            placeholder="Choose",
            initial=(clip.avatar, clip.avatar_name),
        )
    if not offer.locks(Part.VOICE):
        yield lookup_field(
            offer.field(Part.VOICE, f"{at}{ids.VOICE}"),
            labels.VOICE,
            placeholder="The avatar's own" if shows_results else "Choose",
            initial=(clip.voice, clip.voice_name),
        )
    yield text_field(
        f"{at}{ids.SCRIPT}" if at else ids.PROMPT,
        labels.SCRIPT,
        initial=clip.script,
        placeholder="What is said",
        optional=True,
        multiline=True,
    )
    yield text_field(
        f"{at}{ids.AUDIO_URL}",
        labels.AUDIO_URL,
        initial=clip.audio_url,
        placeholder="https://…",
        hint="A recording in place of a script.",
        optional=True,
    )
    if ids.STYLE in inputs:
        yield choice_field(f"{at}{ids.STYLE}", labels.STYLE, STYLES, initial=clip.style)
    for name, label, usual in _PLACES:
        if name in inputs:
            value = {ids.SCALE: clip.scale, ids.OFFSET_X: clip.offset_x, ids.OFFSET_Y: clip.offset_y}[name]
            yield text_field(f"{at}{name}", label, initial=value, placeholder=usual, optional=True)


def _film_fields(
    given: AvatarVideoForm, *, inputs: Set[str], ratios: Set[str], offer: Offer
) -> Iterator[Block]:
    kinds = "A colour such as #FAFAFA, or the link of a picture"
    yield text_field(
        ids.BACKGROUND,
        labels.BACKGROUND,
        initial=given.background,
        placeholder="#FAFAFA",
        hint=f"{kinds} or a video." if "background_video" in inputs else f"{kinds}.",
        optional=True,
    )
    offered = {value: words for value, words in RATIOS.items() if value in ratios}
    if locked := offer.locked(Part.RATIO):
        yield from locked
    else:
        name = offer.field(Part.RATIO, ids.ASPECT_RATIO)
        yield choice_field(name, labels.ASPECT_RATIO, offered, initial=given.aspect_ratio)
    yield ticks_field(
        ids.CAPTIONS,
        labels.CAPTIONS,
        {YES: "Show the words"},
        ticked=[YES] if given.captions else [],
    )
    if ids.TEST in inputs:
        words = {YES: "Free, with a watermark"}
        yield ticks_field(ids.TEST, labels.TEST, words, ticked=[YES] if given.test else [])


def read_avatar_video(values: StateValues, private_metadata: str) -> AvatarVideoForm:
    """All clips that the form asks for. What is missing in them is found by the provider's check."""
    given, kept = Values(values), read_metadata(private_metadata)
    count = min(kept.clips, MOST_CLIPS)
    return AvatarVideoForm(
        channel=kept.channel,
        task=kept.task,
        clips=tuple(_read_clip(given, place) for place in range(count)),
        background=_background(given.text(ids.BACKGROUND)),
        aspect_ratio=ratio if (ratio := given.option(ids.ASPECT_RATIO)) in RATIOS else USUAL_RATIO,
        captions=YES in given.options(ids.CAPTIONS),
        test=YES in given.options(ids.TEST),
        response_url=kept.response_url,
    )


def _read_clip(given: Values, place: int) -> ClipForm:
    at = _at(place)
    clip, clip_name = given.looked_up(f"{at}{ids.CLIP}")
    avatar, avatar_name = given.looked_up(f"{at}{ids.AVATAR}")
    voice, voice_name = given.looked_up(f"{at}{ids.VOICE}")
    style = given.option(f"{at}{ids.STYLE}")
    return ClipForm(
        avatar=avatar,
        avatar_name=avatar_name,
        voice=voice,
        voice_name=voice_name,
        script=given.text(_script_of(place)),
        audio_url=clean_slack_url(given.text(f"{at}{ids.AUDIO_URL}")),
        clip=clip,
        clip_name=clip_name,
        style=style if style in STYLES else "",
        scale=given.text(f"{at}{ids.SCALE}"),
        offset_x=given.text(f"{at}{ids.OFFSET_X}"),
        offset_y=given.text(f"{at}{ids.OFFSET_Y}"),
    )


def _background(text: str) -> str:
    return text if text.startswith("#") else clean_slack_url(text)
