"""Buttons and images, and which elements may stand in which block."""

from collections.abc import Mapping

from bot.sandbox.blockkit.checks import (
    all_of,
    array,
    by_type,
    exactly_one,
    one_of,
    pattern,
    properties,
    string,
    typed,
)
from bot.sandbox.blockkit.composition import (
    USER_ID,
    action_id,
    confirm,
    limited_url,
    slack_file,
    style,
)
from bot.sandbox.blockkit.inputs import DATE_AND_TIME, FILE_INPUT, MOMENT, TYPED_INPUTS
from bot.sandbox.blockkit.problem import Check
from bot.sandbox.blockkit.selects import CHOICES, MULTI_SELECTS, OVERFLOW, SELECTS
from bot.sandbox.blockkit.texts import any_text, plain_text

accessibility_label = string(75)
IMAGE_SOURCE: Mapping[str, Check] = {"image_url": limited_url(3000), "slack_file": slack_file}

# https://docs.slack.dev/reference/block-kit/block-elements/button-element
_button = typed(
    "button",
    {"text": plain_text(75)},
    {
        "action_id": action_id,
        "url": string(3000),
        "value": string(2000),
        "style": style,
        "confirm": confirm,
        "accessibility_label": accessibility_label,
    },
)
BUTTON: Mapping[str, Check] = {"button": _button}

# https://docs.slack.dev/reference/block-kit/block-elements/image-element
_image = all_of(
    exactly_one("image_url", "slack_file"), typed("image", {"alt_text": string(2000)}, IMAGE_SOURCE)
)
IMAGE: Mapping[str, Check] = {"image": _image}

# https://docs.slack.dev/reference/block-kit/block-elements/workflow-button-element
_parameter = properties({"name": string(255), "value": string(3000)}, {})
_trigger = properties({"url": string(3000)}, {"customizable_input_parameters": array(_parameter)})
WORKFLOW_BUTTON: Mapping[str, Check] = {
    "workflow_button": typed(
        "workflow_button",
        {
            "text": plain_text(75),
            "workflow": properties({"trigger": _trigger}, {}),
            "action_id": action_id,
        },
        {"style": style, "accessibility_label": accessibility_label},
    )
}

# https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
_feedback = properties(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": accessibility_label}
)
CONTEXT_ACTIONS: Mapping[str, Check] = {
    "feedback_buttons": typed(
        "feedback_buttons",
        {"positive_button": _feedback, "negative_button": _feedback},
        {"action_id": action_id},
    ),
    "icon_button": typed(
        "icon_button",
        {"icon": one_of("trash"), "text": plain_text(75)},
        {
            "action_id": action_id,
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": accessibility_label,
            "visible_to_user_ids": array(pattern(USER_ID), at_most=10),
        },
    ),
}

_INTERACTIVE = {
    **SELECTS,
    **MULTI_SELECTS,
    **CHOICES,
    **OVERFLOW,
    **DATE_AND_TIME,
    **BUTTON,
    **WORKFLOW_BUTTON,
}

in_actions = by_type({**_INTERACTIVE, **MOMENT, "rich_text_input": TYPED_INPUTS["rich_text_input"]})
in_accessory = by_type({**_INTERACTIVE, **IMAGE})
in_context_actions = by_type(CONTEXT_ACTIONS)

_INPUT = {**SELECTS, **MULTI_SELECTS, **CHOICES, **DATE_AND_TIME, **MOMENT, **TYPED_INPUTS}
in_input = by_type(_INPUT)
in_modal_input = by_type({**_INPUT, **FILE_INPUT})

button = by_type(BUTTON)
image = by_type(IMAGE)
in_context = by_type(
    {**IMAGE, "plain_text": any_text(), "mrkdwn": any_text()},
)
