"""Modals, App Homes and lists of options that Slack takes or refuses."""

import pytest

from bot.sandbox.blockkit import Problem, problems_in_options, problems_in_view
from tests.sandbox.blockkit.pieces import (
    Json,
    actions,
    button,
    field,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    prompt,
    section,
    video,
    without,
)

SUBMIT = {"submit": plain("Make it")}

TAKEN: dict[str, Json] = {
    "a loading view": modal(section("Loading…")),
    "no blocks at all": modal(),
    "a form": modal(field(prompt(max_length=3000), hint=plain(), optional=True), **SUBMIT),
    "a form with a file": modal(
        field({"type": "file_input", "filetypes": ["mp3"], "max_files": 10}), **SUBMIT
    ),
    "a number": modal(field({"type": "number_input", "is_decimal_allowed": False}), **SUBMIT),
    "an alert": modal({"type": "alert", "text": mrkdwn(), "level": "warning"}),
    "a film": modal(video()),
    "all a modal may have": modal(
        section(),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="form",
        external_id="one",
        clear_on_close=True,
        notify_on_close=True,
        **SUBMIT,
    ),
    "a home": home(section(), actions(button()), private_metadata="x", callback_id="home"),
}

REFUSED: dict[str, tuple[object, str, str]] = {
    "no view": ("modal", "must provide an object", "/view"),
    "no type": (without(modal(), "type"), "missing required field: type", "/view"),
    "a workflow step": (modal() | {"type": "workflow_step"}, "unsupported type: workflow_step", "/view/type"),
    "no title": (without(modal(), "title"), "missing required field: title", "/view"),
    "no blocks": (without(modal(), "blocks"), "missing required field: blocks", "/view"),
    "a long title": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/title/text",
    ),
    "a title in mrkdwn": (modal(title=mrkdwn()), "unsupported type: mrkdwn", "/view/title/type"),
    "a long submit": (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/submit/text",
    ),
    "a property too many": (modal(id="V1"), "invalid additional property: id", "/view"),
    "a state sent back": (modal(state={}), "invalid additional property: state", "/view"),
    "a home with a title": (home(title=plain()), "invalid additional property: title", "/view"),
    "a form without submit": (modal(field(prompt())), "missing required field: submit", "/view"),
    "too much metadata": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters",
        "/view/private_metadata",
    ),
    "metadata as an object": (modal(private_metadata={}), "must provide a string", "/view/private_metadata"),
    "101 blocks": (modal(*[section()] * 101), "no more than 100 items allowed", "/view/blocks"),
    "markdown, which only messages have": (
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown",
        "/view/blocks/0/type",
    ),
    "an alert at home": (
        home({"type": "alert", "text": mrkdwn()}),
        "unsupported type: alert",
        "/view/blocks/0/type",
    ),
    "a file input at home": (
        home(field({"type": "file_input"})),
        "unsupported type: file_input",
        "/view/blocks/0/element/type",
    ),
    "a button as an input": (
        modal(field(button()), **SUBMIT),
        "unsupported type: button",
        "/view/blocks/0/element/type",
    ),
    "a label in mrkdwn": (
        modal(field(prompt(), label=mrkdwn()), **SUBMIT),
        "unsupported type: mrkdwn",
        "/view/blocks/0/label/type",
    ),
    "a number of unknown kind": (
        modal(field({"type": "number_input"}), **SUBMIT),
        "missing required field: is_decimal_allowed",
        "/view/blocks/0/element",
    ),
    "numbers the wrong way round": (
        modal(
            field({"type": "number_input", "is_decimal_allowed": True, "min_value": "9", "max_value": "1.5"}),
            **SUBMIT,
        ),
        "min_value must be less than or equal to max_value",
        "/view/blocks/0/element/min_value",
    ),
    "a text too long to type": (
        modal(field(prompt(max_length=3001)), **SUBMIT),
        "must be less than 3001",
        "/view/blocks/0/element/max_length",
    ),
    "lengths the wrong way round": (
        modal(field(prompt(min_length=9, max_length=3)), **SUBMIT),
        "min_length must be less than or equal to max_length",
        "/view/blocks/0/element/min_length",
    ),
    "a long placeholder": (
        modal(field(prompt(placeholder=plain("x" * 151))), **SUBMIT),
        "must be less than 151 characters",
        "/view/blocks/0/element/placeholder/text",
    ),
    "eleven files": (
        modal(field({"type": "file_input", "max_files": 11}), **SUBMIT),
        "must be less than 11",
        "/view/blocks/0/element/max_files",
    ),
    "a file that dispatches": (
        modal(field({"type": "file_input"}, dispatch_action=True), **SUBMIT),
        "`dispatch_action` cannot be used with `file_input`",
        "/view/blocks/0/dispatch_action",
    ),
    "a date that is none": (
        modal(field({"type": "datepicker", "initial_date": "tomorrow"}), **SUBMIT),
        r"input must match regex pattern: ^\d{4}-\d{2}-\d{2}$",
        "/view/blocks/0/element/initial_date",
    ),
    "the same block twice": (
        modal(section(block_id="a"), section(block_id="a")),
        '`block_id` "a" already exists',
        "/view/blocks/1/block_id",
    ),
    "two cursors": (
        modal(field(prompt(focus_on_load=True)), field(prompt(focus_on_load=True)), **SUBMIT),
        "only one element can have `focus_on_load` set to true",
        "/view/blocks/1/element/focus_on_load",
    ),
    "a filter of nothing": (
        modal(field({"type": "conversations_select", "action_id": "c", "filter": {"include": []}}), **SUBMIT),
        "no fewer than 1 items allowed",
        "/view/blocks/0/element/filter/include",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_slack_takes_what_its_rules_allow(name: str) -> None:
    assert problems_in_view(TAKEN[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_slack_refuses_and_points_at_the_place(name: str) -> None:
    view, message, pointer = REFUSED[name]

    assert Problem(message, pointer) in problems_in_view(view)


def test_an_answer_lists_options_or_groups_of_them() -> None:
    group = {"label": plain("Women"), "options": [option()]}

    assert problems_in_options({"options": [option()]}) == []
    assert problems_in_options({"options": []}) == []
    assert problems_in_options({"option_groups": [group]}) == []


def test_an_answer_has_at_most_a_hundred_options() -> None:
    many = {"options": [option(str(n)) for n in range(101)]}

    assert problems_in_options(many) == [Problem("no more than 100 items allowed", "/options")]


def test_an_answer_must_list_something_and_not_both() -> None:
    neither, both = problems_in_options({}), problems_in_options({"options": [], "option_groups": []})

    assert neither == [Problem("must define either `options` or `option_groups`", "")]
    assert both == [Problem("cannot define both `options` and `option_groups`", "")]
