"""What is said about presets: in the list of them, in the audit trail, and where one says no."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.presets import Part, Preset
from bot.views.escape import inert
from bot.views.text import labels
from bot.views.text.labels import provider_label

PART_LABELS: Final[Mapping[Part, str]] = {
    Part.PROVIDER: labels.PROVIDER,
    Part.RATIO: labels.ASPECT_RATIO,
    Part.AVATAR: labels.AVATAR,
    Part.SPEAKER: labels.AVATAR,
    Part.VOICE: labels.VOICE,
    Part.EFFECT: labels.EFFECT,
}
"""As the forms of orders call them."""

OWN_LABELS: Final[Mapping[Part, str]] = {
    **PART_LABELS,
    Part.AVATAR: labels.PRODUCT_AVATAR,
    Part.SPEAKER: labels.SPEAKER,
}
"""As presets call them, which know two sorts of avatars."""

NOTHING_ORDERED: Final = " Nothing was ordered."
_LONGEST: Final = 60


def value_words(preset: Preset, part: Part) -> str:
    value = preset.values.get(part, "")
    match part:
        case Part.PROVIDER:
            return provider_label(value)
        case Part.RATIO:
            return value.replace("x", ":")
        case _:
            return preset.values.get(part.words) or value


def preset_words(preset: Preset | None) -> str:
    """All of it in a line."""
    if preset is None:
        return "none"
    shown = [
        f"{label} {value_words(preset, part)}{' (locked)' if preset.locks(part) else ''}"
        for part, label in OWN_LABELS.items()
        if preset.values.get(part)
    ]
    style, standard = (
        [f"“{preset.style}”"] if preset.style else [],
        ["standard"] if preset.is_standard else [],
    )
    return " · ".join([*style, *shown, *standard]) or "nothing"


def provider_locked(preset: Preset, provider: str) -> str:
    """What was ordered goes to another provider than the one that the channel is bound to."""
    only = value_words(preset, Part.PROVIDER)
    return (
        f"The preset “{inert(preset.name, _LONGEST)}” of this channel is locked to {only}, and this is "
        f"made by {provider_label(provider)}.{NOTHING_ORDERED}"
    )


def part_locked(preset: Preset, part: Part) -> str:
    """What was typed wants another value than the one that is locked."""
    label, value = PART_LABELS[part], inert(value_words(preset, part), _LONGEST)
    said = f"{label} is locked to {value} by the preset “{inert(preset.name, _LONGEST)}”."
    if part is Part.EFFECT:
        return f"{said} An effect brings its own motion: leave the words about it out.{NOTHING_ORDERED}"
    return f"{said}{NOTHING_ORDERED}"


def no_such_preset(name: str, there: Sequence[str]) -> str:
    said = f"This channel has no preset “{inert(name, _LONGEST)}”"
    if not there:
        return f"{said}, nor any other.{NOTHING_ORDERED}"
    known = ", ".join(f"“{inert(other, _LONGEST)}”" for other in there[:8])
    return f"{said}; there is {known}.{NOTHING_ORDERED}"


def no_presets() -> str:
    return "This channel has no presets."


def standard_applies(preset: Preset) -> str:
    """A form was sent before anybody could see the presets of the channel that it chose."""
    shown = inert(preset.name, _LONGEST)
    return f"This channel has the preset “{shown}”. Nothing was ordered yet: look it through, and send again."
