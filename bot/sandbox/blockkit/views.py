"""What a modal or an App Home may be made of: https://docs.slack.dev/reference/views"""

from collections.abc import Mapping

from bot.sandbox.blockkit.blocks import CLASSIC, INPUT, MODAL_INPUT, MODAL_ONLY, VIDEO
from bot.sandbox.blockkit.cards import CARD, GROUPS
from bot.sandbox.blockkit.checks import (
    all_of,
    array,
    boolean,
    by_type,
    exactly_one,
    properties,
    string,
    typed,
)
from bot.sandbox.blockkit.composition import option, option_group
from bot.sandbox.blockkit.ids import repeated_focus, repeated_ids
from bot.sandbox.blockkit.problem import Check, Problem, Problems
from bot.sandbox.blockkit.texts import plain_text

MOST_BLOCKS = 100
_label = plain_text(24)

_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000, at_least=0),
    "callback_id": string(255, at_least=0),
    "external_id": string(255, at_least=0),
}
_modal = typed(
    "modal",
    {
        "title": _label,
        "blocks": array(
            by_type({**CLASSIC, **MODAL_INPUT, **MODAL_ONLY, **CARD, **VIDEO}), at_most=MOST_BLOCKS
        ),
    },
    {
        **_COMMON,
        "submit": _label,
        "close": _label,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_home = typed(
    "home",
    {"blocks": array(by_type({**CLASSIC, **INPUT, **GROUPS, **VIDEO}), at_most=MOST_BLOCKS)},
    _COMMON,
)


def _inputs_need_submit(value: object, pointer: str) -> Problems:
    if not isinstance(value, dict) or value.get("type") != "modal" or "submit" in value:
        return
    blocks = value.get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict) and block.get("type") == "input":
            yield Problem("missing required field: submit", pointer)
            return


_view = all_of(by_type({"modal": _modal, "home": _home}), _inputs_need_submit)
_answer = all_of(
    exactly_one("options", "option_groups"),
    properties(
        {}, {"options": array(option, at_most=100), "option_groups": array(option_group, at_most=100)}
    ),
)


def problems_in_view(view: object) -> list[Problem]:
    """Everything Slack would refuse in a view; pointers start with `/view`."""
    blocks = view.get("blocks") if isinstance(view, dict) else None
    where = "/view/blocks"
    return [*_view(view, "/view"), *repeated_ids(blocks, where), *repeated_focus(blocks, where)]


def problems_in_options(body: object) -> list[Problem]:
    """Everything Slack would refuse in the answer to a block_suggestion; an empty list of options is fine."""
    return list(_answer(body, ""))
