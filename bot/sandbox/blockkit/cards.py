"""The newer blocks: cards, containers, plans and tables, each a group of smaller things."""

from collections.abc import Mapping

from bot.sandbox.blockkit.blocks import CLASSIC
from bot.sandbox.blockkit.checks import (
    all_of,
    array,
    at_least_one,
    boolean,
    by_type,
    exactly_one,
    integer,
    one_of,
    properties,
    string,
    typed,
)
from bot.sandbox.blockkit.composition import block_id
from bot.sandbox.blockkit.elements import button, image
from bot.sandbox.blockkit.problem import Check, Problem, Problems
from bot.sandbox.blockkit.rich_text import rich_text, rich_text_block
from bot.sandbox.blockkit.texts import any_text, plain_text

_slack_icon = properties({"name": string(255)}, {"type": one_of("icon")})


def _one_icon(value: object, pointer: str) -> Problems:
    if isinstance(value, dict) and "icon" in value and "slack_icon" in value:
        yield Problem("cannot define both `icon` and `slack_icon`", pointer)


# https://docs.slack.dev/reference/block-kit/blocks/card-block
_card = all_of(
    at_least_one("hero_image", "title", "actions", "body"),
    _one_icon,
    typed(
        "card",
        {},
        {
            "block_id": block_id,
            "hero_image": image,
            "icon": image,
            "slack_icon": _slack_icon,
            "title": any_text(150),
            "subtitle": any_text(150),
            "body": any_text(200),
            "subtext": any_text(200),
            "actions": array(button, at_most=3),
        },
    ),
)
CARD: Mapping[str, Check] = {"card": _card}

_container = all_of(
    exactly_one("title", "rich_text_title"),
    typed(
        "container",
        {"child_blocks": array(by_type(CLASSIC), at_least=1, at_most=10)},
        {
            "block_id": block_id,
            "title": plain_text(150),
            "rich_text_title": rich_text_block,
            "subtitle": any_text(150),
            "icon": image,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
    ),
)

_raw_text = typed("raw_text", {"text": string(20_000)})
_cell = by_type({"raw_text": _raw_text, "rich_text": rich_text})
_column = properties({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})

# https://docs.slack.dev/reference/block-kit/blocks/table-block
_table = typed(
    "table",
    {"rows": array(array(_cell, at_least=1, at_most=20), at_least=1, at_most=100)},
    {"block_id": block_id, "column_settings": array(_column, at_most=20)},
)


def _number(value: object, pointer: str) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem("must provide a number", pointer)


_data_cell = by_type(
    {
        "raw_text": _raw_text,
        "raw_number": typed("raw_number", {"value": _number}, {"text": string(255)}),
        "rich_text": rich_text,
    }
)
_data_table = typed(
    "data_table",
    {
        "rows": array(array(_data_cell, at_least=1, at_most=20), at_least=2, at_most=201),
        "caption": string(255),
    },
    {"block_id": block_id, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
)

GROUPS: Mapping[str, Check] = {
    **CARD,
    "carousel": typed(
        "carousel", {"elements": array(by_type(CARD), at_least=1, at_most=10)}, {"block_id": block_id}
    ),
    "container": _container,
    "table": _table,
    "data_table": _data_table,
}

_source = typed("url", {"url": string(3000), "text": string(3000)})
_TASK: Mapping[str, Check] = {"task_id": string(255), "title": string(3000)}
_TASK_MORE: Mapping[str, Check] = {
    "block_id": block_id,
    "details": rich_text_block,
    "output": rich_text_block,
    "sources": array(by_type({"url": _source})),
}


def _task_card(*statuses: str) -> Check:
    return typed("task_card", {**_TASK, "status": one_of(*statuses)}, _TASK_MORE)


def _each_task_once(value: object, pointer: str) -> Problems:
    tasks = value.get("tasks") if isinstance(value, dict) else None
    seen: set[object] = set()
    for index, task in enumerate(tasks if isinstance(tasks, list) else []):
        own = task.get("task_id") if isinstance(task, dict) else None
        if isinstance(own, str) and own in seen:
            yield Problem(f'`task_id` "{own}" already exists', f"{pointer}/tasks/{index}/task_id")
        seen.add(own if isinstance(own, str) else None)


# A plan's tasks may wait; a task that stands alone has begun.
_planned = by_type({"task_card": _task_card("pending", "in_progress", "complete", "error")})
PLANS: Mapping[str, Check] = {
    "task_card": _task_card("in_progress", "complete", "error"),
    "plan": all_of(
        typed("plan", {"title": string(3000), "tasks": array(_planned, at_most=50)}, {"block_id": block_id}),
        _each_task_once,
    ),
}
