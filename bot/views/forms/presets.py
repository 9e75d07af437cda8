"""The admins' form of a channel's presets, and its reader."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.presets import Part, Preset
from bot.domain.task import TeamId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import sections
from bot.views.escape import escape, one_line
from bot.views.forms.fields import choice_field, lookup_field, text_field, ticks_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.offer import LONGEST_NAME, LONGEST_STYLE, MOST_PRESETS
from bot.views.forms.values import FILLED_BY, NOTHING, StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels
from bot.views.text.answers import order_gone
from bot.views.text.presets import OWN_LABELS, preset_words

_LONGEST_LINE: Final = 500
_OPEN: Final = "As the form says"
_ANY: Final = {NOTHING: _OPEN}
_RATIOS: Final = {"1x1": "1:1", "16x9": "16:9", "9x16": "9:16"}
_PROVIDERS: Final = {name: labels.provider_label(name) for name in ("creatify", "akool", "heygen")}
_FIXED: Final[Mapping[Part, Mapping[str, str]]] = {Part.PROVIDER: _PROVIDERS, Part.RATIO: _RATIOS}
_LISTED: Final[Mapping[Part, str]] = {
    Part.AVATAR: ids.AVATAR,
    Part.SPEAKER: ids.SPEAKER,
    Part.VOICE: ids.VOICE,
    Part.EFFECT: ids.EFFECT,
}
"""The fields of those that a provider lists."""


def presets_form(presets: Sequence[Preset], metadata: Metadata, known: Preset | None = None) -> Block:
    """One form to add, change and remove, with the list of what there is below. `known` fills it in."""
    blocks = [
        *_known_menu(presets, known),
        text_field(
            _field(ids.PRESET_NAME, known),
            labels.PRESET_NAME,
            initial=known.name if known else "",
            hint="A name that is taken already changes that preset; another one makes another.",
        ),
        text_field(
            _field(ids.PRESET_STYLE, known),
            labels.PRESET_STYLE,
            initial=known.style if known else "",
            hint="Added to every prompt. A script is spoken as it stands.",
            optional=True,
            multiline=True,
        ),
        *(_part_field(part, known) for part in Part),
        ticks_field(_field(ids.LOCKED, known), labels.LOCKED, _parts(), ticked=_locked_in(known)),
        ticks_field(
            _field(ids.STANDARD, known),
            labels.STANDARD,
            {ids.STANDARD: "Holds for every order here that names no other"},
            ticked=[ids.STANDARD] if known and known.is_standard else (),
        ),
        ticks_field(ids.REMOVED, labels.REMOVED, {ids.REMOVED: "Remove the preset of this name"}, ticked=()),
        *_list_of(presets),
    ]
    return form_view(ids.PRESETS, "Save", blocks, metadata)


def read_presets(values: StateValues, private_metadata: str, *, team: TeamId) -> tuple[Preset, bool]:
    """The preset, and whether it is to be removed. Raises FormError, PersonError when the channel is lost."""
    given, channel = Values(values), read_metadata(private_metadata).channel
    if channel is None:
        raise PersonError(order_gone())
    name = one_line(given.needed(ids.PRESET_NAME, "Please give it a name."))
    if not name or len(name) > LONGEST_NAME:
        raise FormError({ids.PRESET_NAME: f"At most {LONGEST_NAME} letters, please."})
    if name.casefold() == NOTHING:
        raise FormError({ids.PRESET_NAME: "That is what the forms say for no preset. Another name, please."})
    style = one_line(given.text(ids.PRESET_STYLE))
    if len(style) > LONGEST_STYLE:
        raise FormError({ids.PRESET_STYLE: f"At most {LONGEST_STYLE} letters, please."})
    found, locked = _read_values(given), given.options(ids.LOCKED) & _parts().keys()
    if missing := [part for part in Part if part in locked and part not in found]:
        raise FormError({ids.LOCKED: f"Please choose what {OWN_LABELS[missing[0]]} is locked to."})
    preset = Preset(
        team=team,
        channel=channel,
        name=name,
        style=style,
        values=found,
        locked=locked,
        is_standard=ids.STANDARD in given.options(ids.STANDARD),
    )
    return preset, ids.REMOVED in given.options(ids.REMOVED)


def known_name(values: StateValues) -> str:
    """The name of the preset that is to be changed; empty for a new one."""
    return Values(values).looked_up(ids.KNOWN_PRESET)[0]


def _known_menu(presets: Sequence[Preset], known: Preset | None) -> list[Block]:
    if not presets:
        return []
    options = {NOTHING: "A new one", **{preset.name: preset.name for preset in presets[:MOST_PRESETS]}}
    initial = known.name if known else NOTHING
    return [choice_field(ids.KNOWN_PRESET, labels.PRESET, options, initial=initial, redraws=True)]


def _part_field(part: Part, known: Preset | None) -> Block:
    value = known.values.get(part, "") if known else ""
    if part in _FIXED:
        options = {**_ANY, **_FIXED[part]}
        return choice_field(_field(part, known), OWN_LABELS[part], options, initial=value or NOTHING)
    words = known.values.get(part.words, "") if known else ""
    name = _field(_LISTED[part], known)
    return lookup_field(name, OWN_LABELS[part], placeholder=_OPEN, initial=(value, words))


def _field(name: str, known: Preset | None) -> str:
    """Slack keeps what stands in a block that it knows: filled in anew, a field has another id."""
    return f"{name}{FILLED_BY}{known.name}"[:255] if known else name


def _read_values(given: Values) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in Part:
        if part in _FIXED:
            value = given.option(part)
            found |= {part: value} if value in _FIXED[part] else {}
        else:
            value, words = given.looked_up(_LISTED[part])
            found |= {part: value, part.words: words} if value else {}
    return found


def _parts() -> dict[str, str]:
    return {part.value: label for part, label in OWN_LABELS.items()}


def _locked_in(known: Preset | None) -> list[str]:
    return [part for part in Part if known and known.locks(part)]


def _list_of(presets: Sequence[Preset]) -> list[Block]:
    lines = [f"*{escape(preset.name)}* · {escape(preset_words(preset), _LONGEST_LINE)}" for preset in presets]
    return sections(["*Presets of this channel*", *lines]) if lines else []
