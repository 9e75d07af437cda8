"""Every element and every newer block in full dress; and nothing at all breaks the validator."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import ButtonElement, ConfirmObject, SectionBlock, StaticSelectElement
from slack_sdk.models.blocks.basic_components import Option
from slack_sdk.models.views import View

from bot.sandbox.blockkit import problems_in_message, problems_in_options, problems_in_view, text_length
from tests.hunting import count
from tests.sandbox.blockkit.pieces import (
    Json,
    actions,
    button,
    confirm,
    field,
    modal,
    mrkdwn,
    option,
    picture,
    plain,
    prompt,
    rich,
    section,
    select,
)

COMMON = {"action_id": "a", "placeholder": plain(), "focus_on_load": True}
ENTER = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
GROUP = {"label": plain("Women"), "options": [option()]}

ELEMENTS: dict[str, Json] = {
    "static_select": {**COMMON, "option_groups": [GROUP], "initial_option": option(), "confirm": confirm()},
    "external_select": {**COMMON, "min_query_length": 0, "initial_option": option()},
    "users_select": {**COMMON, "initial_user": "U0ANN00001"},
    "conversations_select": {
        **COMMON,
        "default_to_current_conversation": True,
        "response_url_enabled": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    },
    "channels_select": {**COMMON, "initial_channel": "C0LAUNCH01", "response_url_enabled": False},
    "multi_static_select": {**COMMON, "options": [option()], "initial_options": [option()]},
    "multi_external_select": {**COMMON, "max_selected_items": 1},
    "multi_users_select": {**COMMON, "initial_users": ["U0ANN00001", "W0BEN00001"]},
    "multi_conversations_select": {**COMMON, "initial_conversations": ["D0ANN00001"]},
    "multi_channels_select": {**COMMON, "initial_channels": ["C0LAUNCH01"]},
    "checkboxes": {
        "action_id": "a",
        "options": [{"text": mrkdwn(), "value": "a", "description": mrkdwn()}],
        "initial_options": [{"text": mrkdwn(), "value": "a", "description": mrkdwn()}],
    },
    "radio_buttons": {"action_id": "a", "options": [option()], "initial_option": option()},
    "datepicker": {**COMMON, "initial_date": "2026-11-21"},
    "timepicker": {**COMMON, "initial_time": "23:59", "timezone": "Europe/London"},
    "datetimepicker": {"action_id": "a", "initial_date_time": 1_795_000_000, "confirm": confirm()},
    "email_text_input": {**COMMON, "initial_value": "ann@acorn.test", "dispatch_action_config": ENTER},
    "url_text_input": {**COMMON, "initial_value": ""},
    "number_input": {**COMMON, "is_decimal_allowed": True, "min_value": "-1.5", "max_value": "9"},
    "plain_text_input": {**COMMON, "multiline": True, "min_length": 0, "max_length": 3000},
    "rich_text_input": {"action_id": "a", "initial_value": rich({"type": "text", "text": "hi"})},
}

FEEDBACK = {"text": plain("Good"), "value": "good", "accessibility_label": "Good"}
BLOCKS: dict[str, Json] = {
    "a workflow button": actions(
        {
            "type": "workflow_button",
            "text": plain(),
            "action_id": "w",
            "workflow": {
                "trigger": {
                    "url": "https://slack.test/shortcuts/1",
                    "customizable_input_parameters": [{"name": "a", "value": "b"}],
                }
            },
        }
    ),
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": FEEDBACK,
                "negative_button": FEEDBACK,
            },
            {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Delete")},
        ],
    },
    "a carousel": {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn()}]},
    "a container": {
        "type": "container",
        "title": plain(),
        "child_blocks": [section()],
        "is_collapsible": True,
    },
    "a data table": {
        "type": "data_table",
        "caption": "Spend",
        "rows": [
            [{"type": "raw_text", "text": "Month"}, {"type": "raw_text", "text": "Credits"}],
            [{"type": "raw_text", "text": "May"}, {"type": "raw_number", "value": 7.5}],
        ],
    },
    "a card with its icons": {"type": "card", "title": mrkdwn(), "hero_image": picture(), "icon": picture()},
    "a remote file": {"type": "file", "external_id": "x", "source": "remote"},
    "a call": {"type": "call", "call_id": "R1"},
    "an overflow": section(
        accessory={"type": "overflow", "options": [option(url="https://acorn.test")], "action_id": "o"}
    ),
    "all that rich text has": rich(
        {"type": "link", "url": "https://acorn.test", "text": "shop"},
        {"type": "emoji", "name": "wave", "unicode": "1f44b"},
        {"type": "user", "user_id": "U0ANN00001"},
        {"type": "channel", "channel_id": "C0LAUNCH01"},
        {"type": "usergroup", "usergroup_id": "S0TEAM"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#ff0000"},
        {"type": "date", "timestamp": 1_795_000_000, "format": "{date}"},
    ),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_input_is_taken_in_full_dress(name: str) -> None:
    element = {"type": name, **ELEMENTS[name]}

    assert problems_in_view(modal(field(element), submit=plain())) == []


@pytest.mark.parametrize("name", BLOCKS)
def test_every_newer_block_is_taken(name: str) -> None:
    assert problems_in_message([BLOCKS[name]]) == []


def test_what_the_sdk_builds_is_taken() -> None:
    sure = ConfirmObject(title="Sure?", text="It costs.", confirm="Yes", deny="No")
    menu = StaticSelectElement(action_id="s", options=[Option(text="A", value="a")], placeholder="Pick")
    blocks = [
        SectionBlock(text="*Hello*", accessory=menu).to_dict(),
        actions(
            ButtonElement(text="Approve", action_id="a", value="1", confirm=sure, style="primary").to_dict()
        ),
    ]
    view = View(type="modal", title="Greenlight", submit="Make it", blocks=blocks, callback_id="form")

    assert problems_in_message(blocks) == []
    assert problems_in_view(view.to_dict()) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE: list[Json] = [
    *BLOCKS.values(),
    section(accessory=select(), fields=[mrkdwn()]),
    actions(button(confirm=confirm())),
    field(prompt()),
    *(field({"type": name, **more}) for name, more in ELEMENTS.items()),
]


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside."""
    found = [path]
    if isinstance(value, dict):
        found += [place for key, entry in value.items() for place in places(entry, (*path, key))]
    elif isinstance(value, list):
        found += [place for index, entry in enumerate(value) for place in places(entry, (*path, index))]
    return found


def with_other(value: Any, path: tuple[Any, ...], other: object) -> Any:
    if not path:
        return other
    changed = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = other
    return changed


@settings(max_examples=count(1_000), deadline=None)
@given(data=st.data())
def test_whatever_is_put_in_place_of_a_part_is_judged_and_breaks_nothing(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(WHOLE))
    path = data.draw(st.sampled_from(places(block)))
    spoiled = with_other(block, path, data.draw(ANYTHING))

    in_message, in_view = problems_in_message([spoiled]), problems_in_view(modal(spoiled))

    assert all(problem.pointer.startswith("/blocks") and problem.message for problem in in_message)
    assert all(problem.pointer.startswith("/view") and problem.message for problem in in_view)
    assert text_length([spoiled]) >= 0


@settings(deadline=None)
@given(body=ANYTHING)
def test_any_answer_to_a_suggestion_is_judged(body: object) -> None:
    assert isinstance(problems_in_options(body), list)
