"""Menus of choices: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""

from collections.abc import Mapping

from bot.sandbox.blockkit.checks import all_of, array, boolean, exactly_one, integer, pattern, typed
from bot.sandbox.blockkit.composition import (
    CHANNEL_ID,
    CONVERSATION_ID,
    USER_ID,
    action_id,
    choice_option,
    confirm,
    conversation_filter,
    max_selected_items,
    option,
    option_groups,
    options,
    overflow_option,
    picked_from_options,
    placeholder,
)
from bot.sandbox.blockkit.problem import Check

_COMMON: Mapping[str, Check] = {
    "action_id": action_id,
    "placeholder": placeholder,
    "confirm": confirm,
    "focus_on_load": boolean,
}
_MANY: Mapping[str, Check] = {**_COMMON, "max_selected_items": max_selected_items}
_CONVERSATIONS: Mapping[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": conversation_filter,
}
_STATIC: Mapping[str, Check] = {"options": options, "option_groups": option_groups}


def _static(name: str, common: Mapping[str, Check], picked: Mapping[str, Check], *, many: bool) -> Check:
    return all_of(
        exactly_one("options", "option_groups"),
        typed(name, {}, {**common, **_STATIC, **picked}),
        picked_from_options(many=many),
    )


def _select(name: str, **more: Check) -> Check:
    return typed(name, {}, {**_COMMON, **more})


def _multi_select(name: str, **more: Check) -> Check:
    return typed(name, {}, {**_MANY, **more})


def _choices(name: str, picked: Mapping[str, Check], *, many: bool) -> Check:
    listed = array(choice_option, at_least=1, at_most=10)
    extra = {"action_id": action_id, "confirm": confirm, "focus_on_load": boolean, **picked}
    return all_of(typed(name, {"options": listed}, extra), picked_from_options(many=many))


_picked_options = array(option, at_least=1, at_most=100)

SELECTS: Mapping[str, Check] = {
    "static_select": _static("static_select", _COMMON, {"initial_option": option}, many=False),
    "external_select": _select("external_select", initial_option=option, min_query_length=integer(0)),
    "users_select": _select("users_select", initial_user=pattern(USER_ID)),
    "conversations_select": _select(
        "conversations_select",
        initial_conversation=pattern(CONVERSATION_ID),
        response_url_enabled=boolean,
        **_CONVERSATIONS,
    ),
    "channels_select": _select(
        "channels_select", initial_channel=pattern(CHANNEL_ID), response_url_enabled=boolean
    ),
}

MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": _static(
        "multi_static_select", _MANY, {"initial_options": _picked_options}, many=True
    ),
    "multi_external_select": _multi_select(
        "multi_external_select", initial_options=_picked_options, min_query_length=integer(0)
    ),
    "multi_users_select": _multi_select("multi_users_select", initial_users=array(pattern(USER_ID))),
    "multi_conversations_select": _multi_select(
        "multi_conversations_select",
        initial_conversations=array(pattern(CONVERSATION_ID)),
        **_CONVERSATIONS,
    ),
    "multi_channels_select": _multi_select(
        "multi_channels_select", initial_channels=array(pattern(CHANNEL_ID))
    ),
}

CHOICES: Mapping[str, Check] = {
    "checkboxes": _choices("checkboxes", {"initial_options": array(choice_option, at_least=1)}, many=True),
    "radio_buttons": _choices("radio_buttons", {"initial_option": choice_option}, many=False),
}

OVERFLOW: Mapping[str, Check] = {
    "overflow": typed(
        "overflow",
        {"options": array(overflow_option, at_least=1, at_most=5)},
        {"action_id": action_id, "confirm": confirm},
    )
}
