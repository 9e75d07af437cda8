"""Fields of forms. Block id and action id are one name, the same that the reader asks for.

https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.generation import Json
from bot.views.blocks import plain
from bot.views.escape import typed
from bot.views.message import Block

LONGEST_INPUT: Final = 3_000
_LONGEST_HINT: Final = 2_000
_LONGEST_OPTION: Final = 75


def text_field(
    name: str,
    label: str,
    *,
    initial: str = "",
    placeholder: str = "",
    hint: str = "",
    optional: bool = False,
    multiline: bool = False,
) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": LONGEST_INPUT}
    kept = typed(initial, LONGEST_INPUT)
    if kept:
        element["initial_value"] = kept
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return _field(name, label, element, hint=hint, optional=optional)


def number_field(name: str, label: str, *, initial: str, hint: str = "") -> Block:
    element: Block = {
        "type": "number_input",
        "is_decimal_allowed": True,
        "min_value": "0",
        "initial_value": initial,
    }
    return _field(name, label, element, hint=hint)


def choice_field(name: str, label: str, options: Mapping[str, str], *, initial: str, hint: str = "") -> Block:
    """One of a few fixed choices (value to words); `initial` is a value."""
    chosen = initial if initial in options else next(iter(options))
    element: Block = {
        "type": "static_select",
        "options": [option(value, words) for value, words in options.items()],
        "initial_option": option(chosen, options[chosen]),
    }
    return _field(name, label, element, hint=hint)


def ticks_field(name: str, label: str, options: Mapping[str, str], *, ticked: Sequence[str]) -> Block:
    """Any of a few fixed choices. Optional, since no tick is an answer too."""
    element: Block = {
        "type": "checkboxes",
        "options": [option(value, words) for value, words in options.items()],
    }
    initial: list[Json] = [option(value, options[value]) for value in options if value in ticked]
    if initial:
        element["initial_options"] = initial
    return _field(name, label, element, optional=True)


def lookup_field(name: str, label: str, *, placeholder: str, hint: str = "") -> Block:
    """A list that we are asked for while the person types, from the first moment on."""
    element: Block = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain(placeholder, 150),
    }
    return _field(name, label, element, hint=hint, optional=True)


def current_channel_field(name: str, label: str) -> Block:
    """Where it is to be shown; the default is where the person is now."""
    element: Block = {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"]},
    }
    return _field(name, label, element)


def channel_field(name: str, label: str, *, initial: str | None, hint: str = "") -> Block:
    element: Block = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    if initial:
        element["initial_conversation"] = initial
    return _field(name, label, element, hint=hint, optional=True)


def option(value: str, words: str) -> Block:
    return {"text": plain(words, _LONGEST_OPTION), "value": value}


def _field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    field: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 150),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    if hint:
        field["hint"] = plain(hint, _LONGEST_HINT)
    return field
