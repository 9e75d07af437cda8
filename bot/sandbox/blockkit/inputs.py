"""Elements a person types into or picks a time with: https://docs.slack.dev/reference/block-kit/block-elements"""

from collections.abc import Mapping

from bot.sandbox.blockkit.checks import all_of, array, boolean, integer, pattern, string, typed
from bot.sandbox.blockkit.composition import action_id, confirm, dispatch_action_config, placeholder
from bot.sandbox.blockkit.problem import Check, Problem, Problems
from bot.sandbox.blockkit.rich_text import rich_text_block

_DATE = r"^\d{4}-\d{2}-\d{2}$"
_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
_NUMBER = r"^-?\d+(\.\d+)?$"

_TYPED: Mapping[str, Check] = {
    "action_id": action_id,
    "placeholder": placeholder,
    "focus_on_load": boolean,
    "dispatch_action_config": dispatch_action_config,
}
_PICKED: Mapping[str, Check] = {"action_id": action_id, "confirm": confirm, "focus_on_load": boolean}


def _length_range(value: object, pointer: str) -> Problems:
    """The shortest text allowed may not be longer than the longest."""
    if isinstance(value, dict):
        shortest, longest = value.get("min_length"), value.get("max_length")
        if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
            yield Problem("min_length must be less than or equal to max_length", f"{pointer}/min_length")


def _number_range(value: object, pointer: str) -> Problems:
    if isinstance(value, dict):
        smallest, largest = _number(value.get("min_value")), _number(value.get("max_value"))
        if smallest is not None and largest is not None and smallest > largest:
            yield Problem("min_value must be less than or equal to max_value", f"{pointer}/min_value")


def _number(text: object) -> float | None:
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None


TYPED_INPUTS: Mapping[str, Check] = {
    "plain_text_input": all_of(
        typed(
            "plain_text_input",
            {},
            {
                **_TYPED,
                "initial_value": string(3000, at_least=0),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
        ),
        _length_range,
    ),
    "email_text_input": typed("email_text_input", {}, {**_TYPED, "initial_value": string(3000, at_least=0)}),
    "url_text_input": typed("url_text_input", {}, {**_TYPED, "initial_value": string(3000, at_least=0)}),
    "number_input": all_of(
        typed(
            "number_input",
            {"is_decimal_allowed": boolean},
            {
                **_TYPED,
                "initial_value": pattern(_NUMBER),
                "min_value": pattern(_NUMBER),
                "max_value": pattern(_NUMBER),
            },
        ),
        _number_range,
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {"action_id": action_id},
        {
            "placeholder": placeholder,
            "focus_on_load": boolean,
            "dispatch_action_config": dispatch_action_config,
            "initial_value": rich_text_block,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
}

FILE_INPUT: Mapping[str, Check] = {
    "file_input": typed(
        "file_input",
        {},
        {"action_id": action_id, "filetypes": array(string(50), at_least=1), "max_files": integer(1, 10)},
    )
}

DATE_AND_TIME: Mapping[str, Check] = {
    "datepicker": typed(
        "datepicker", {}, {**_PICKED, "placeholder": placeholder, "initial_date": pattern(_DATE)}
    ),
    "timepicker": typed(
        "timepicker",
        {},
        {**_PICKED, "placeholder": placeholder, "initial_time": pattern(_TIME), "timezone": string(255)},
    ),
}

# A moment is one number of ten digits, that is between September 2001 and November 2286.
MOMENT: Mapping[str, Check] = {
    "datetimepicker": typed(
        "datetimepicker", {}, {**_PICKED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    )
}
