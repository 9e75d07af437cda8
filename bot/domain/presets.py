"""Presets: what the orders of a channel start with, and what of it nobody changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.domain.generation import Json
from bot.domain.task import ChannelId, TeamId

PRESET: Final = "preset"
"""The input that says which one an order was made with."""


class Part(StrEnum):
    """What a preset can set. What is shown for a value stands beside it, under the same name and `_name`."""

    PROVIDER = "provider"
    RATIO = "aspect_ratio"
    AVATAR = "avatar"
    """Who holds a product."""
    SPEAKER = "speaker"
    """The avatar who speaks a script."""
    VOICE = "voice"
    EFFECT = "effect"

    @property
    def words(self) -> str:
        """Where the words are kept that people read for the value."""
        return f"{self}_name"


class Sort(StrEnum):
    """The sorts of orders that a preset fills in, each in its own way."""

    PRODUCT = "product"
    VIDEO = "video"
    """Of a finished product image."""
    ANIMATION = "animation"
    FILM = "film"


PARTS: Final[Mapping[Sort, tuple[Part, ...]]] = {
    Sort.PRODUCT: (Part.RATIO, Part.AVATAR),
    Sort.VIDEO: (),
    Sort.ANIMATION: (Part.EFFECT,),
    Sort.FILM: (Part.RATIO, Part.SPEAKER, Part.VOICE),
}
"""What of it makes a difference to which order. A picture that is animated keeps its own ratio."""

_PER_CLIP: Final = frozenset({Part.SPEAKER, Part.VOICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A name that people choose. `style` is added to every prompt; `values` (by part) are what an order
    starts with; those of parts in `locked` stand as they are, whatever is sent.

    The standard preset of a channel holds for all orders that name no other: it is chosen in the forms, and
    goes for what is typed behind a command. With a `provider`, it is for orders at that one alone.
    """

    team: TeamId
    channel: ChannelId
    name: str
    style: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    is_standard: bool = False

    @property
    def binds(self) -> bool:
        """Whether nobody may do without it."""
        return self.is_standard and bool(self.locked)

    def serves(self, provider: str) -> bool:
        return self.values.get(Part.PROVIDER, provider) == provider

    def locks(self, part: Part) -> bool:
        return part in self.locked and bool(self.values.get(part))

    def fills(self, sort: Sort) -> Mapping[Part, Mapping[str, str]]:
        """The inputs that each of its parts gives to such an order."""
        return {part: self._inputs(part, sort) for part in PARTS[sort] if self.values.get(part)}

    def starts(self, inputs: Mapping[str, Json], sort: Sort) -> dict[str, Json]:
        """An order that gives only `inputs`, with all that this fills in. Words about the motion go before an
        effect, which would bring its own."""
        filled = self.fills(sort)
        if sort is Sort.ANIMATION and inputs.get("prompt"):
            filled = {}
        return self.applies({**_together(filled), **inputs}, sort)

    def applies(self, inputs: Mapping[str, Json], sort: Sort) -> dict[str, Json]:
        """The order as it is made with this: what is locked is set, and the style is added, once."""
        locked = {part: given for part, given in self.fills(sort).items() if part in self.locked}
        of_film = _together({part: given for part, given in locked.items() if part not in _PER_CLIP})
        of_clip = _together({part: given for part, given in locked.items() if part in _PER_CLIP})
        made: dict[str, Json] = {**inputs, **of_film, PRESET: self.name}
        if of_clip:
            made = _in_every_clip(made, of_clip)
        is_spoken = sort is Sort.FILM or bool(made.get("effect_code"))
        return made if is_spoken else {**made, "prompt": self._styled(str(made.get("prompt") or ""))}

    def contradicted(self, inputs: Mapping[str, Json], sort: Sort) -> Part | None:
        """A locked part that `inputs` want otherwise."""
        for part, filled in self.fills(sort).items():
            if part in self.locked and any(inputs.get(name, it) != it for name, it in filled.items()):
                return part
        is_animated_by_words = sort is Sort.ANIMATION and bool(inputs.get("prompt"))
        return Part.EFFECT if is_animated_by_words and self.locks(Part.EFFECT) else None

    def _inputs(self, part: Part, sort: Sort) -> dict[str, str]:
        value, name = self.values[part], self.values.get(part.words, "")
        match part:
            case Part.PROVIDER:
                return {}
            case Part.RATIO:
                return {"aspect_ratio": value if sort is Sort.PRODUCT else value.replace("x", ":")}
            case Part.AVATAR:
                return {"avatar": value, "avatar_name": name, "type": "product_avatar"}
            case Part.SPEAKER:
                return {"avatar": value, "avatar_name": name}
            case Part.VOICE:
                return {"voice": value, "voice_name": name}
            case Part.EFFECT:
                return {"effect_code": value, "effect_name": name}

    def _styled(self, prompt: str) -> str:
        if not self.style or self.style in prompt:
            return prompt
        return ". ".join(filter(None, [prompt.strip().rstrip("."), self.style]))


def standard_of(presets: Iterable[Preset]) -> Preset | None:
    """The one of a channel's that holds where an order names none."""
    return next((preset for preset in presets if preset.is_standard), None)


def bound_to_another(presets: Iterable[Preset], provider: str) -> Preset | None:
    """The standard preset, where it is locked to another provider than this one."""
    standard = standard_of(presets)
    if standard is None or standard.serves(provider) or not standard.locks(Part.PROVIDER):
        return None
    return standard


def _together(filled: Mapping[Part, Mapping[str, str]]) -> dict[str, Json]:
    return {name: value for given in filled.values() for name, value in given.items()}


def _in_every_clip(inputs: Mapping[str, Json], speaker: Mapping[str, Json]) -> dict[str, Json]:
    """Whoever speaks is the same in all clips; over a finished result nobody is seen, only heard."""
    further = inputs.get("clips")
    clips = further if isinstance(further, list) else []
    spoken: list[Json] = [_spoken(clip, speaker) if isinstance(clip, dict) else clip for clip in clips]
    return {**_spoken(inputs, speaker), **({"clips": spoken} if spoken else {})}


def _spoken(clip: Mapping[str, Json], speaker: Mapping[str, Json]) -> dict[str, Json]:
    if not clip.get("clip"):
        return {**clip, **speaker}
    is_heard = clip.get("script") or clip.get("prompt")
    voice = {name: value for name, value in speaker.items() if name.startswith("voice")}
    return {**clip, **voice} if is_heard else {**clip}
