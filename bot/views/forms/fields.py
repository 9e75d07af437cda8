"""Fields of forms. Block id and action id are one name, the same that the reader asks for.

https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.domain.generation import Json
from bot.views.blocks import plain
from bot.views.escape import one_line, typed
from bot.views.forms.values import FILLED_BY
from bot.views.message import Block

LONGEST_INPUT: Final = 3_000
_LONGEST_HINT: Final = 2_000
_LONGEST_OPTION: Final = 75
LONGEST_VALUE: Final = 150
"""Of an option. https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""


def text_field(
    name: str,
    label: str,
    *,
    initial: str = "",
    placeholder: str = "",
    hint: str = "",
    optional: bool = False,
    multiline: bool = False,
    limit: int = LONGEST_INPUT,
) -> Block:
    element: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": limit}
    kept = typed(initial, LONGEST_INPUT)
    if kept:
        element["initial_value"] = kept
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return _field(name, label, element, hint=hint, optional=optional)


def number_field(
    name: str, label: str, *, initial: str = "", hint: str = "", optional: bool = False, whole: bool = False
) -> Block:
    """Not below 0. What else may not be is said by the reader, in words."""
    element: Block = {"type": "number_input", "is_decimal_allowed": not whole, "min_value": "0"}
    if initial:
        element["initial_value"] = initial
    return _field(name, label, element, hint=hint, optional=optional)


def people_field(name: str, label: str, *, initial: Iterable[str], hint: str = "") -> Block:
    """Any number of people; nobody is an answer too."""
    element: Block = {"type": "multi_users_select"}
    chosen: list[Json] = [*initial]
    if chosen:
        element["initial_users"] = chosen
    return _field(name, label, element, hint=hint, optional=True)


def person_field(name: str, label: str, *, initial: str | None, hint: str = "") -> Block:
    element: Block = {"type": "users_select"}
    if initial:
        element["initial_user"] = initial
    return _field(name, label, element, hint=hint, optional=True)


def choice_field(
    name: str,
    label: str,
    options: Mapping[str, str],
    *,
    initial: str,
    hint: str = "",
    redraws: bool = False,
) -> Block:
    """One of a few fixed choices (value to words); `initial` is a value. `redraws`: we hear of a choice."""
    chosen = initial if initial in options else next(iter(options))
    element: Block = {
        "type": "static_select",
        "options": [option(value, words) for value, words in options.items()],
        "initial_option": option(chosen, options[chosen]),
    }
    return _field(name, label, element, hint=hint, redraws=redraws)


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


def lookup_field(
    name: str,
    label: str,
    *,
    placeholder: str,
    hint: str = "",
    initial: tuple[str, str] = ("", ""),
    redraws: bool = False,
) -> Block:
    """A list that we are asked for while the person types, from the first moment on.

    `initial` is the value and the words of what is chosen already; no value: nothing is.
    """
    element: Block = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain(placeholder, 150),
    }
    value, words = initial
    if 0 < len(value) <= LONGEST_VALUE and value.isprintable():
        element["initial_option"] = option(value, one_line(words) or value)
    return _field(name, label, element, hint=hint, optional=True, redraws=redraws)


def file_field(
    name: str, label: str, *, types: Sequence[str], hint: str = "", optional: bool = False
) -> Block:
    """One file from the person's device, uploaded to Slack by Slack.

    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    """
    element: Block = {"type": "file_input", "filetypes": [*types], "max_files": 1}
    return _field(name, label, element, hint=hint, optional=optional)


def current_channel_field(
    name: str, label: str, *, initial: str | None = None, redraws: bool = False
) -> Block:
    """Where it is to be shown; the default is where the person is now, which would hide an `initial` one.

    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#conversations_select
    """
    element: Block = {
        "type": "conversations_select",
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"]},
        **({"initial_conversation": initial} if initial else {"default_to_current_conversation": True}),
    }
    return _field(name, label, element, redraws=redraws)


def channel_field(name: str, label: str, *, initial: str | None, hint: str = "") -> Block:
    element: Block = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    if initial:
        element["initial_conversation"] = initial
    return _field(name, label, element, hint=hint, optional=True)


def option(value: str, words: str) -> Block:
    return {"text": plain(words, _LONGEST_OPTION), "value": value}


def _field(
    name: str, label: str, element: Block, *, hint: str = "", optional: bool = False, redraws: bool = False
) -> Block:
    field: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 150),
        "element": {**element, "action_id": name.partition(FILLED_BY)[0]},
        "optional": optional,
    }
    if redraws:
        field["dispatch_action"] = True
    if hint:
        field["hint"] = plain(hint, _LONGEST_HINT)
    return field
