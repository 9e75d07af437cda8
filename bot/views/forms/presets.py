"""Presets: the admins' form, its reader, and what a chosen one does to a product form."""

from collections.abc import Sequence
from typing import Final

from bot.domain.presets import Preset
from bot.domain.task import TeamId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import context, section, sections
from bot.views.escape import escape, one_line, quote
from bot.views.forms.fields import choice_field, lookup_field, text_field, ticks_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.values import NOTHING, StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels
from bot.views.text.answers import order_gone

MOST_PRESETS: Final = 50
"""A menu holds a hundred choices, and nobody reads so many."""

_LONGEST_NAME: Final = 60
_LONGEST_STYLE: Final = 300
_ANY: Final = {NOTHING: "As the form says"}
_RATIOS: Final = {"1x1": "1:1", "16x9": "16:9", "9x16": "9:16"}
_FIELDS: Final = {ids.ASPECT_RATIO: labels.ASPECT_RATIO, ids.AVATAR: labels.AVATAR}


def presets_form(presets: Sequence[Preset], metadata: Metadata) -> Block:
    """One form to add, change and remove, with the list of what there is below."""
    blocks = [
        text_field(
            ids.PRESET_NAME,
            labels.PRESET_NAME,
            hint="A name that is taken already changes that preset.",
        ),
        text_field(
            ids.PRESET_STYLE,
            labels.PRESET_STYLE,
            hint="Added to every prompt.",
            optional=True,
            multiline=True,
        ),
        choice_field(ids.ASPECT_RATIO, labels.ASPECT_RATIO, {**_ANY, **_RATIOS}, initial=NOTHING),
        lookup_field(ids.AVATAR, labels.AVATAR, placeholder="As the form says"),
        ticks_field(ids.LOCKED, labels.LOCKED, _FIELDS, ticked=()),
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
    if not name or len(name) > _LONGEST_NAME:
        raise FormError({ids.PRESET_NAME: f"At most {_LONGEST_NAME} letters, please."})
    style = one_line(given.text(ids.PRESET_STYLE))
    if len(style) > _LONGEST_STYLE:
        raise FormError({ids.PRESET_STYLE: f"At most {_LONGEST_STYLE} letters, please."})
    found = _read_values(given)
    locked = given.options(ids.LOCKED)
    if missing := sorted(name for name in locked & set(_FIELDS) if name not in found):
        raise FormError({ids.LOCKED: f"Please choose what {_FIELDS[missing[0]]} is locked to."})
    preset = Preset(
        team=team,
        channel=channel,
        name=name,
        style=style,
        values=found,
        locked=_with_words(locked & set(found)),
    )
    return preset, ids.REMOVED in given.options(ids.REMOVED)


def preset_words(preset: Preset | None) -> str:
    """All of it in a line, for the list and the audit trail."""
    if preset is None:
        return "none"
    shown = [
        f"{label} {_shown(preset, name)}{' (locked)' if name in preset.locked else ''}"
        for name, label in _FIELDS.items()
        if name in preset.values
    ]
    return " · ".join([*([f"“{preset.style}”"] if preset.style else []), *shown]) or "nothing"


def preset_field(presets: Sequence[Preset], chosen: Preset | None) -> list[Block]:
    """The menu at the top of a form; none where the channel has no presets."""
    if not presets:
        return []
    options = {NOTHING: "None", **{preset.name: preset.name for preset in presets[:MOST_PRESETS]}}
    initial = chosen.name if chosen else NOTHING
    menu = choice_field(ids.PRESET, labels.PRESET, options, initial=initial, redraws=True)
    if chosen is None or not chosen.style:
        return [menu]
    return [menu, context(f"Added to the prompt: {quote(chosen.style, _LONGEST_STYLE)}")]


def locked_line(preset: Preset, name: str) -> Block:
    """In the place of a field that the preset has locked."""
    by = f"set by the preset {quote(preset.name, _LONGEST_NAME)}"
    return section(f"*{_FIELDS[name]}*\n{escape(_shown(preset, name))} · {by}")


def chosen_name(values: StateValues) -> str:
    """The name of the chosen preset; empty for none."""
    return Values(values).looked_up(ids.PRESET)[0]


def filled_by(preset: Preset, name: str) -> str:
    """The block id of a field that a preset fills in, so that Slack takes the new value."""
    return f"{name}~{preset.name}"[:255]


def _read_values(given: Values) -> dict[str, str]:
    ratio = given.option(ids.ASPECT_RATIO)
    avatar, words = given.looked_up(ids.AVATAR)
    found = {ids.ASPECT_RATIO: ratio} if ratio in _RATIOS else {}
    return (
        {**found, ids.AVATAR: avatar, "avatar_name": words, ids.TYPE: "product_avatar"} if avatar else found
    )


def _with_words(locked: frozenset[str]) -> frozenset[str]:
    """Who is shown is locked together with their name and the type of picture that shows anybody."""
    return locked | {"avatar_name", ids.TYPE} if ids.AVATAR in locked else locked


def _shown(preset: Preset, name: str) -> str:
    value = preset.values[name]
    return preset.values.get("avatar_name") or value if name == ids.AVATAR else _RATIOS.get(value, value)


def _list_of(presets: Sequence[Preset]) -> list[Block]:
    lines = [f"*{escape(preset.name)}* · {escape(preset_words(preset))}" for preset in presets]
    return sections(["*Presets of this channel*", *lines]) if lines else []
