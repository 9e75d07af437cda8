"""Messages that Slack takes, and messages that it refuses, each with the place and the words."""

import pytest

from bot.sandbox.blockkit import Problem, problems_in_message, text_length
from tests.sandbox.blockkit.pieces import (
    Json,
    actions,
    button,
    confirm,
    field,
    mrkdwn,
    option,
    picture,
    plain,
    prompt,
    rich,
    section,
    select,
    stored_picture,
    video,
    without,
)

TAKEN: dict[str, Json] = {
    "the longest section": section("x" * 3000),
    "emoji count once": {"type": "header", "text": plain("👟" * 150)},
    "fields alone": {"type": "section", "fields": [mrkdwn(), plain()]},
    "a section that is not folded": section(expand=True),
    "text that is not parsed": {"type": "section", "text": mrkdwn(verbatim=True)},
    "plain text with emoji": {"type": "header", "text": plain(emoji=True)},
    "divider": {"type": "divider", "block_id": "line"},
    "context of text and image": {"type": "context", "elements": [mrkdwn(), plain(), picture()]},
    "a button with all it may have": actions(
        button(
            style="danger", value="x" * 2000, confirm=confirm(style="danger"), accessibility_label="Delete"
        )
    ),
    "a button without action id": actions(without(button(), "action_id")),
    "25 buttons": actions(*(button(action_id=f"b{n}") for n in range(25))),
    "a stored picture by id": stored_picture(id="F0ABCDEFGH"),
    "a stored picture by address": stored_picture(url="https://files.slack.test/x"),
    "an input, as messages may have them": field(prompt()),
    "markdown, even empty": {"type": "markdown", "text": ""},
    "rich text": rich({"type": "text", "text": "hi", "style": {"bold": True}}),
    "a select in a section": section(accessory=select(initial_option=option())),
    "an external select": actions({"type": "external_select", "action_id": "a", "min_query_length": 0}),
    "a card": {"type": "card", "title": mrkdwn(), "actions": [button()]},
    "a plan with a waiting task": {
        "type": "plan",
        "title": "Making it",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "Draw", "status": "pending"}],
    },
    "a ragged table": {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}], [rich()]],
    },
}

REFUSED: dict[str, tuple[Json, str, str]] = {
    "a type nobody knows": ({"type": "gallery"}, "unsupported type: gallery", "/blocks/0/type"),
    "no type": ({"text": plain()}, "missing required field: type", "/blocks/0"),
    "an alert, which only modals have": (
        {"type": "alert", "text": mrkdwn()},
        "unsupported type: alert",
        "/blocks/0/type",
    ),
    "a video without leave": (video(), "unsupported type: video", "/blocks/0/type"),
    "a property too many": (
        {"type": "divider", "text": plain()},
        "invalid additional property: text",
        "/blocks/0",
    ),
    "a long header": (
        {"type": "header", "text": plain("x" * 151)},
        "must be less than 151 characters",
        "/blocks/0/text/text",
    ),
    "a header in mrkdwn": (
        {"type": "header", "text": mrkdwn()},
        "unsupported type: mrkdwn",
        "/blocks/0/text/type",
    ),
    "an empty text": (section(""), "must be more than 0 characters", "/blocks/0/text/text"),
    "a long section": (section("x" * 3001), "must be less than 3001 characters", "/blocks/0/text/text"),
    "a section of nothing": ({"type": "section"}, "must define either `text` or `fields`", "/blocks/0"),
    "no field": ({"type": "section", "fields": []}, "no fewer than 1 items allowed", "/blocks/0/fields"),
    "null for fields": ({"type": "section", "fields": None}, "must provide an array", "/blocks/0/fields"),
    "eleven fields": (
        {"type": "section", "fields": [mrkdwn()] * 11},
        "no more than 10 items allowed",
        "/blocks/0/fields",
    ),
    "a long field": (
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
        "must be less than 2001 characters",
        "/blocks/0/fields/0/text",
    ),
    "text as a bare string": (
        {"type": "section", "text": "hello"},
        "must provide an object",
        "/blocks/0/text",
    ),
    "emoji in mrkdwn": (
        {"type": "section", "text": mrkdwn(emoji=True)},
        "invalid additional property: emoji",
        "/blocks/0/text",
    ),
    "verbatim in plain text": (
        {"type": "header", "text": plain(verbatim=True)},
        "invalid additional property: verbatim",
        "/blocks/0/text",
    ),
    "26 buttons": (
        actions(*(button(action_id=f"b{n}") for n in range(26))),
        "no more than 25 items allowed",
        "/blocks/0/elements",
    ),
    "no button": (actions(), "no fewer than 1 items allowed", "/blocks/0/elements"),
    "a long button": (
        actions(button(text=plain("x" * 76))),
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    "a button in mrkdwn": (
        actions(button(text=mrkdwn())),
        "unsupported type: mrkdwn",
        "/blocks/0/elements/0/text/type",
    ),
    "a long value": (
        actions(button(value="x" * 2001)),
        "must be less than 2001 characters",
        "/blocks/0/elements/0/value",
    ),
    "a number for a value": (
        actions(button(value=7)),
        "must provide a string",
        "/blocks/0/elements/0/value",
    ),
    "the style default": (
        actions(button(style="default")),
        "must be a valid enum value",
        "/blocks/0/elements/0/style",
    ),
    "the same action twice": (
        actions(button(), button()),
        '`action_id` "approve" already exists',
        "/blocks/0/elements/1/action_id",
    ),
    "a confirm without deny": (
        actions(button(confirm=without(confirm(), "deny"))),
        "missing required field: deny",
        "/blocks/0/elements/0/confirm",
    ),
    "a long confirm title": (
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "must be less than 101 characters",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    "a long confirm text": (
        actions(button(confirm=confirm(text=plain("x" * 301)))),
        "must be less than 301 characters",
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "a long confirm button": (
        actions(button(confirm=confirm(confirm=plain("x" * 31)))),
        "must be less than 31 characters",
        "/blocks/0/elements/0/confirm/confirm/text",
    ),
    "a text input among buttons": (
        actions(prompt()),
        "unsupported type: plain_text_input",
        "/blocks/0/elements/0/type",
    ),
    "a picture without words": (
        without(picture(), "alt_text"),
        "missing required field: alt_text",
        "/blocks/0",
    ),
    "a picture from nowhere": (
        without(picture(), "image_url"),
        "must define either `image_url` or `slack_file`",
        "/blocks/0",
    ),
    "a picture from two places": (
        picture(slack_file={"id": "F0ABCDEFGH"}),
        "cannot define both `image_url` and `slack_file`",
        "/blocks/0",
    ),
    "a picture from a strange place": (
        picture(image_url="file:///etc/passwd"),
        r"input must match regex pattern: ^https?://[^/\s]+",
        "/blocks/0/image_url",
    ),
    "a file by id and address": (
        stored_picture(id="F0ABCDEFGH", url="https://files.slack.test/x"),
        "cannot define both `id` and `url`",
        "/blocks/0/slack_file",
    ),
    "a file by nothing": (
        stored_picture(),
        "must define either `id` or `url`",
        "/blocks/0/slack_file",
    ),
    "a file id that is none": (
        stored_picture(id="F123"),
        "input must match regex pattern: ^F[A-Z0-9]{8,}$",
        "/blocks/0/slack_file/id",
    ),
    "a select of nothing": (
        section(accessory={"type": "static_select", "action_id": "a"}),
        "must define either `options` or `option_groups`",
        "/blocks/0/accessory",
    ),
    "101 options": (
        section(accessory=select(options=[option(str(n)) for n in range(101)])),
        "no more than 100 items allowed",
        "/blocks/0/accessory/options",
    ),
    "a long option": (
        section(accessory=select(options=[option(text="x" * 76)])),
        "must be less than 76 characters",
        "/blocks/0/accessory/options/0/text/text",
    ),
    "a long option value": (
        section(accessory=select(options=[option("x" * 151)])),
        "must be less than 151 characters",
        "/blocks/0/accessory/options/0/value",
    ),
    "a link on an option that is no overflow": (
        section(accessory=select(options=[option(url="")])),
        "invalid additional property: url",
        "/blocks/0/accessory/options/0",
    ),
    "a choice that is not offered": (
        section(accessory=select(initial_option=option("b"))),
        "initial_option must match one of the options",
        "/blocks/0/accessory/initial_option",
    ),
    "six things in an overflow": (
        section(accessory={"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "no more than 5 items allowed",
        "/blocks/0/accessory/options",
    ),
    "eleven boxes": (
        section(accessory={"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
        "no more than 10 items allowed",
        "/blocks/0/accessory/options",
    ),
    "a file input outside a modal": (
        field({"type": "file_input", "action_id": "f"}),
        "unsupported type: file_input",
        "/blocks/0/element/type",
    ),
    "a button as context": (
        {"type": "context", "elements": [button()]},
        "unsupported type: button",
        "/blocks/0/elements/0/type",
    ),
    "eleven things of context": (
        {"type": "context", "elements": [mrkdwn()] * 11},
        "no more than 10 items allowed",
        "/blocks/0/elements",
    ),
    "a lone task that waits": (
        {"type": "task_card", "task_id": "1", "title": "Draw", "status": "pending"},
        "must be a valid enum value",
        "/blocks/0/status",
    ),
    "a card's title as a bare string": (
        {"type": "card", "title": "Bag"},
        "must provide an object",
        "/blocks/0/title",
    ),
    "a list too deep": (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": []}],
        },
        "must be less than 9",
        "/blocks/0/elements/0/indent",
    ),
    "a long block id": (
        {"type": "divider", "block_id": "x" * 256},
        "must be less than 256 characters",
        "/blocks/0/block_id",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_slack_takes_what_its_rules_allow(name: str) -> None:
    assert problems_in_message([TAKEN[name]]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_slack_refuses_and_points_at_the_place(name: str) -> None:
    block, message, pointer = REFUSED[name]

    assert Problem(message, pointer) in problems_in_message([block])


def test_the_places_count_the_blocks_before_them() -> None:
    problems = problems_in_message([section(), {"type": "header", "text": plain("")}])

    assert [str(problem) for problem in problems] == [
        "must be more than 0 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_where_two_kinds_of_text_may_stand_slack_says_it_twice() -> None:
    problems = problems_in_message([section("")])

    assert [problem.message for problem in problems] == [
        "failed to match all allowed schemas",
        "must be more than 0 characters",
    ]


def test_a_message_has_at_most_fifty_blocks() -> None:
    assert problems_in_message([section()] * 50) == []
    assert problems_in_message([section()] * 51) == [Problem("no more than 50 items allowed", "/blocks")]


def test_block_ids_are_unique_in_a_message() -> None:
    problems = problems_in_message([section(block_id="a"), section(block_id="a")])

    assert problems == [Problem('`block_id` "a" already exists', "/blocks/1/block_id")]


def test_the_same_action_may_stand_in_two_blocks() -> None:
    assert problems_in_message([actions(button()), actions(button())]) == []


def test_a_video_is_taken_with_leave() -> None:
    assert problems_in_message([video()], video_allowed=True) == []


def test_all_markdown_together_is_limited() -> None:
    half = {"type": "markdown", "text": "x" * 6001}

    assert problems_in_message([half, half]) == [Problem("must be less than 12001 characters", "/blocks")]


@pytest.mark.parametrize("blocks", [None, {}, "[]", 5])
def test_blocks_are_a_list(blocks: object) -> None:
    assert problems_in_message(blocks) == [Problem("must provide an array", "/blocks")]


def test_text_is_counted_wherever_it_stands() -> None:
    blocks = [section("12345", accessory=button()), {"type": "markdown", "text": "12"}, rich()]

    assert text_length(blocks) == 5 + len("Approve") + 2
