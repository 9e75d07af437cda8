"""What stands in the inputs of a view or message: their state elements, and what a person may put in.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission_example
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.sandbox.slack.state import View
from bot.sandbox.slack.wire import Json

_FIELDS: Final = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
_LISTS: Final = frozenset({field for field, _ in _FIELDS.values() if field.endswith("s")})
_STATIC: Final = frozenset({"static_select", "radio_buttons", "multi_static_select", "checkboxes"})
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_URL = re.compile(r"^https?://[^\s]+$", re.IGNORECASE)

REQUIRED: Final = "Please complete this required field."


def elements_in(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        inside = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        yield from elements_in(block.get("child_blocks") or [])


def find_element(blocks: list[Json], action_id: str, block_id: str = "") -> tuple[Json, Json] | None:
    for block, element in elements_in(blocks):
        if element["action_id"] == action_id and block_id in {"", block["block_id"]}:
            return block, element
    return None


def initial_state(element: Json, current_channel: str = "") -> Json | None:
    """An untouched input's state element; None for what keeps no state, like buttons."""
    kind = str(element["type"])
    if kind not in _FIELDS:
        return None
    field, initial = _FIELDS[kind]
    value = element.get(initial)
    if value is None and element.get("default_to_current_conversation") and current_channel:
        value = [current_channel] if kind.startswith("multi_") else current_channel
    if value is None and field in _LISTS:
        value = []
    return {"type": kind, field: value}


def typed_state(element: Json, given: Json) -> Json:
    """What a person put in, as a state element; an option may be named by its value alone.

    Raises ValueError for a choice that the element does not offer.
    """
    kind = str(element["type"])
    field, _ = _FIELDS[kind]
    value = given.get(field, given.get("selected", given.get("value")))
    if kind in _STATIC and value:
        value = [_option(element, v) for v in value] if isinstance(value, list) else _option(element, value)
    if value == "" or value is None:
        value = [] if field in _LISTS else None
    return {"type": kind, field: value}


def _option(element: Json, wanted: Json | str) -> Json:
    value = wanted["value"] if isinstance(wanted, dict) else wanted
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    for group in groups:
        for option in group["options"]:
            if option["value"] == value:
                found: Json = option
                return found
    raise ValueError(f"{value!r} is not among the options of {element['action_id']}")


def state_values(view: View) -> dict[str, dict[str, Json]]:
    """`view.state.values`: what was typed where something was, else what each input began with."""
    return states(view.blocks, view.typed, view.channel)


def states(
    blocks: list[Json], typed: dict[str, dict[str, Json]], current_channel: str = ""
) -> dict[str, dict[str, Json]]:
    values: dict[str, dict[str, Json]] = {}
    for block, element in elements_in(blocks):
        state = typed.get(block["block_id"], {}).get(element["action_id"])
        if state is None or state["type"] != element["type"]:
            state = initial_state(element, current_channel)
        if state is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def complaints(view: View) -> dict[str, str]:
    """What Slack's client says, per block, before it lets a form go."""
    found: dict[str, str] = {}
    values = state_values(view)
    for block, element in elements_in(view.blocks):
        if block["type"] != "input":
            continue
        state = values.get(block["block_id"], {}).get(element["action_id"])
        if state is None:
            continue
        complaint = _complaint(element, state[_FIELDS[str(element["type"])][0]], bool(block.get("optional")))
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(element: Json, value: object, optional: bool) -> str:
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return "" if optional else REQUIRED
    if not isinstance(value, str):
        return ""
    match element["type"]:
        case "plain_text_input":
            return _length_complaint(element, value)
        case "number_input":
            return _number_complaint(element, value)
        case "email_text_input":
            return "" if _EMAIL.match(value) else "Please enter a valid email address."
        case "url_text_input":
            return "" if _URL.match(value) else "Please enter a valid URL."
        case _:
            return ""


def _length_complaint(element: Json, value: str) -> str:
    longest, shortest = int(element.get("max_length", 3000)), int(element.get("min_length", 0))
    if len(value) > longest:
        return f"Please enter no more than {longest} characters."
    return f"Please enter at least {shortest} characters." if len(value) < shortest else ""


def _number_complaint(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
