"""Slack's limits, each tried at its edge: as much as is allowed is taken, one more is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.blockkit import problems_in_message, problems_in_options, problems_in_view
from tests.sandbox.blockkit.pieces import (
    Json,
    actions,
    button,
    confirm,
    field,
    home,
    modal,
    mrkdwn,
    option,
    picture,
    plain,
    prompt,
    section,
    select,
    video,
)

Make = Callable[[int], Json]
LINK = "https://acorn.test/"
SUBMIT = {"submit": plain("Go")}


def link(length: int) -> str:
    return LINK + "x" * (length - len(LINK))


def options(number: int) -> list[Json]:
    return [option(str(n)) for n in range(number)]


def raw(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def rows(number: int, cells: int = 1) -> list[list[Json]]:
    return [[raw()] * cells] * number


def task(number: int, **more: Any) -> Json:
    return {"type": "task_card", "task_id": str(number), "title": "T", "status": "complete", **more}


def overflow(number: int) -> Json:
    return section(accessory={"type": "overflow", "action_id": "o", "options": options(number)})


def bullet(**more: Any) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item], **more}],
    }


IN_MESSAGES: dict[str, tuple[int, Make]] = {
    "block_id": (255, lambda n: {"type": "divider", "block_id": "x" * n}),
    "action_id": (255, lambda n: actions(button(action_id="x" * n))),
    "header": (150, lambda n: {"type": "header", "text": plain("x" * n)}),
    "section text": (3000, lambda n: section("x" * n)),
    "section fields": (10, lambda n: {"type": "section", "fields": [mrkdwn()] * n}),
    "field text": (2000, lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn()] * n}),
    "actions": (25, lambda n: actions(*(button(action_id=f"b{i}") for i in range(n)))),
    "button text": (75, lambda n: actions(button(text=plain("x" * n)))),
    "button value": (2000, lambda n: actions(button(value="x" * n))),
    "button url": (3000, lambda n: actions(button(url=link(n)))),
    "button label": (75, lambda n: actions(button(accessibility_label="x" * n))),
    "confirm title": (100, lambda n: actions(button(confirm=confirm(title=plain("x" * n))))),
    "confirm text": (300, lambda n: actions(button(confirm=confirm(text=plain("x" * n))))),
    "confirm yes": (30, lambda n: actions(button(confirm=confirm(confirm=plain("x" * n))))),
    "confirm no": (30, lambda n: actions(button(confirm=confirm(deny=plain("x" * n))))),
    "placeholder": (150, lambda n: section(accessory=select(placeholder=plain("x" * n)))),
    "options": (100, lambda n: section(accessory=select(options=options(n)))),
    "option text": (75, lambda n: section(accessory=select(options=[option(text="x" * n)]))),
    "option value": (150, lambda n: section(accessory=select(options=[option("x" * n)]))),
    "option description": (
        75,
        lambda n: section(accessory=select(options=[option(description=plain("x" * n))])),
    ),
    "group label": (
        75,
        lambda n: section(
            accessory={
                "type": "static_select",
                "action_id": "a",
                "option_groups": [{"label": plain("x" * n), "options": options(1)}],
            }
        ),
    ),
    "overflow": (5, overflow),
    "overflow link": (
        3000,
        lambda n: section(accessory={"type": "overflow", "action_id": "o", "options": [option(url=link(n))]}),
    ),
    "checkboxes": (
        10,
        lambda n: section(accessory={"type": "checkboxes", "action_id": "c", "options": options(n)}),
    ),
    "radio buttons": (
        10,
        lambda n: section(accessory={"type": "radio_buttons", "action_id": "r", "options": options(n)}),
    ),
    "image alt text": (2000, lambda n: picture(alt_text="x" * n)),
    "image title": (2000, lambda n: picture(title=plain("x" * n))),
    "image url": (3000, lambda n: picture(image_url=link(n))),
    "table rows": (100, lambda n: {"type": "table", "rows": rows(n)}),
    "table cells": (20, lambda n: {"type": "table", "rows": rows(1, n)}),
    "table column settings": (
        20,
        lambda n: {"type": "table", "rows": rows(1), "column_settings": [{"align": "left"}] * n},
    ),
    "data table rows": (201, lambda n: {"type": "data_table", "caption": "c", "rows": rows(n)}),
    "data table columns": (20, lambda n: {"type": "data_table", "caption": "c", "rows": rows(2, n)}),
    "data table page": (
        100,
        lambda n: {"type": "data_table", "caption": "c", "rows": rows(2), "page_size": n},
    ),
    "card buttons": (
        3,
        lambda n: {
            "type": "card",
            "title": plain(),
            "actions": [button(action_id=f"b{i}") for i in range(n)],
        },
    ),
    "card title": (150, lambda n: {"type": "card", "title": plain("x" * n)}),
    "card body": (200, lambda n: {"type": "card", "body": plain("x" * n)}),
    "carousel": (10, lambda n: {"type": "carousel", "elements": [{"type": "card", "title": plain()}] * n}),
    "container": (10, lambda n: {"type": "container", "title": plain(), "child_blocks": [section()] * n}),
    "plan": (50, lambda n: {"type": "plan", "title": "P", "tasks": [task(i) for i in range(n)]}),
    "context actions": (
        5,
        lambda n: {
            "type": "context_actions",
            "elements": [
                {"type": "icon_button", "action_id": f"i{i}", "icon": "trash", "text": plain()}
                for i in range(n)
            ],
        },
    ),
    "icon button value": (
        2000,
        lambda n: {
            "type": "context_actions",
            "elements": [
                {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain(), "value": "x" * n}
            ],
        },
    ),
    "icon button for": (
        10,
        lambda n: {
            "type": "context_actions",
            "elements": [
                {
                    "type": "icon_button",
                    "action_id": "i",
                    "icon": "trash",
                    "text": plain(),
                    "visible_to_user_ids": [f"U0ANN0000{i}" for i in range(n)],
                }
            ],
        },
    ),
    "list indent": (8, lambda n: bullet(indent=n)),
    "list border": (1, lambda n: bullet(border=n)),
    "video title": (200, lambda n: video(title=plain("x" * n))),
    "video description": (200, lambda n: video(description=plain("x" * n))),
    "video author": (50, lambda n: video(author_name="x" * n)),
    "video provider": (50, lambda n: video(provider_name="x" * n)),
    "video alt text": (2000, lambda n: video(alt_text="x" * n)),
    "video link": (3000, lambda n: video(video_url=link(n))),
    "video thumbnail": (3000, lambda n: video(thumbnail_url=link(n))),
    "video title link": (2000, lambda n: video(title_url=link(n))),
    "video icon": (2000, lambda n: video(provider_icon_url=link(n))),
    "all markdown": (12_000, lambda n: {"type": "markdown", "text": "x" * n}),
}
IN_VIEWS: dict[str, tuple[int, Make]] = {
    "title": (24, lambda n: modal(title=plain("x" * n))),
    "submit": (24, lambda n: modal(submit=plain("x" * n))),
    "close": (24, lambda n: modal(close=plain("x" * n))),
    "callback_id": (255, lambda n: modal(callback_id="x" * n)),
    "external_id": (255, lambda n: modal(external_id="x" * n)),
    "private_metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "blocks of a modal": (100, lambda n: modal(*[section()] * n)),
    "blocks of a home": (100, lambda n: home(*[section()] * n)),
    "alert": (200, lambda n: modal({"type": "alert", "text": plain("x" * n)})),
    "label": (2000, lambda n: modal(field(prompt(), label=plain("x" * n)), **SUBMIT)),
    "hint": (2000, lambda n: modal(field(prompt(), hint=plain("x" * n)), **SUBMIT)),
    "input placeholder": (150, lambda n: modal(field(prompt(placeholder=plain("x" * n))), **SUBMIT)),
    "max_length": (3000, lambda n: modal(field(prompt(max_length=n)), **SUBMIT)),
    "min_length": (3000, lambda n: modal(field(prompt(min_length=n)), **SUBMIT)),
    "files": (10, lambda n: modal(field({"type": "file_input", "action_id": "f", "max_files": n}), **SUBMIT)),
}


@pytest.mark.parametrize("what", IN_MESSAGES)
def test_a_message_may_hold_so_much_and_no_more(what: str) -> None:
    most, make = IN_MESSAGES[what]
    assert problems_in_message([make(most)], video_allowed=True) == []
    assert problems_in_message([make(most + 1)], video_allowed=True) != []


@pytest.mark.parametrize("what", IN_VIEWS)
def test_a_view_may_hold_so_much_and_no_more(what: str) -> None:
    most, make = IN_VIEWS[what]
    assert problems_in_view(make(most)) == []
    assert problems_in_view(make(most + 1)) != []


SPARSE: dict[str, Json] = {
    "a container of nothing": {"type": "container", "title": plain(), "child_blocks": []},
    "a carousel of nothing": {"type": "carousel", "elements": []},
    "a data table without a row below its head": {"type": "data_table", "caption": "c", "rows": rows(1)},
    "pages of no row": {"type": "data_table", "caption": "c", "rows": rows(2), "page_size": 0},
    "two tasks with one id": {"type": "plan", "title": "P", "tasks": [task(1), task(1)]},
    "a task that waits alone": task(1, status="pending"),
    "a plan whose title is an object": {"type": "plan", "title": plain(), "tasks": [task(1)]},
    "an input that dispatches on nothing": field(
        prompt(dispatch_action_config={"trigger_actions_on": []}), dispatch_action=True
    ),
    "a text input that takes nothing": field(prompt(max_length=0)),
    "an icon nobody knows": {
        "type": "context_actions",
        "elements": [{"type": "icon_button", "action_id": "i", "icon": "rocket", "text": plain()}],
    },
}


@pytest.mark.parametrize("what", SPARSE)
def test_slack_refuses_too_little_as_well(what: str) -> None:
    assert problems_in_message([SPARSE[what]]) != []


def test_a_message_has_one_table() -> None:
    table = {"type": "table", "rows": rows(1)}
    assert problems_in_message([table]) == []
    assert problems_in_message([table, table]) != []


def test_an_answer_to_a_suggestion_has_a_hundred_options() -> None:
    assert problems_in_options({"options": options(100)}) == []
    assert problems_in_options({"options": options(101)}) != []
