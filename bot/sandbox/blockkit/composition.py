"""Objects that elements are composed of: https://docs.slack.dev/reference/block-kit/composition-objects"""

from bot.sandbox.blockkit.checks import (
    all_of,
    array,
    boolean,
    exactly_one,
    integer,
    one_of,
    pattern,
    properties,
    string,
)
from bot.sandbox.blockkit.problem import Check, Problem, Problems
from bot.sandbox.blockkit.texts import any_text, plain_text

FILE_ID = r"^F[A-Z0-9]{8,}$"
USER_ID = r"^[UW][A-Z0-9]{2,}$"
CHANNEL_ID = r"^[CG][A-Z0-9]{2,}$"
CONVERSATION_ID = r"^[CGDUW][A-Z0-9]{2,}$"

action_id = string(255)
block_id = string(255)
style = one_of("primary", "danger")
placeholder = plain_text(150)

confirm = properties(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": style},
)

option = properties({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
overflow_option = properties(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": string(3000)}
)
choice_option = properties({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})

options = array(option, at_least=1, at_most=100)
option_group = properties({"label": plain_text(75), "options": options}, {})
option_groups = array(option_group, at_least=1, at_most=100)

conversation_filter = properties(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), at_least=1, at_most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
dispatch_action_config = properties(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), at_least=1, at_most=2)},
    {},
)

slack_file = all_of(exactly_one("id", "url"), properties({}, {"id": pattern(FILE_ID), "url": string(3000)}))

web_url = pattern(r"^https?://[^/\s]+")
max_selected_items = integer(1)


def limited_url(at_most: int) -> Check:
    """A web address that is also short enough; the length is looked at first."""
    length = string(at_most)

    def check(value: object, pointer: str) -> Problems:
        problems = list(length(value, pointer)) or list(web_url(value, pointer))
        yield from problems

    return check


def picked_from_options(*, many: bool) -> Check:
    """What is chosen at the start must be, letter for letter, one of the choices."""
    name = "initial_options" if many else "initial_option"

    def check(value: object, pointer: str) -> Problems:
        if not isinstance(value, dict) or name not in value:
            return
        offered = _offered(value)
        picked = value[name] if many else [value[name]]
        for index, entry in enumerate(picked if isinstance(picked, list) else []):
            if entry not in offered:
                where = f"{pointer}/{name}/{index}" if many else f"{pointer}/{name}"
                yield Problem(f"{name} must match one of the options", where)

    return check


def _offered(element: dict[str, object]) -> list[object]:
    listed = element.get("options")
    found = list(listed) if isinstance(listed, list) else []
    groups = element.get("option_groups")
    for group in groups if isinstance(groups, list) else []:
        inner = group.get("options") if isinstance(group, dict) else None
        found.extend(inner if isinstance(inner, list) else [])
    return found
