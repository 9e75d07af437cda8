"""The classic blocks: https://docs.slack.dev/reference/block-kit/blocks"""

from collections.abc import Mapping

from bot.sandbox.blockkit.checks import (
    all_of,
    array,
    at_least_one,
    boolean,
    exactly_one,
    one_of,
    string,
    typed,
)
from bot.sandbox.blockkit.composition import block_id, limited_url
from bot.sandbox.blockkit.elements import (
    IMAGE_SOURCE,
    in_accessory,
    in_actions,
    in_context,
    in_context_actions,
    in_input,
    in_modal_input,
)
from bot.sandbox.blockkit.problem import Check, Problem, Problems
from bot.sandbox.blockkit.rich_text import rich_text
from bot.sandbox.blockkit.texts import any_text, plain_text

_OWN: Mapping[str, Check] = {"block_id": block_id}


def _block(
    name: str, required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    return typed(name, required, {**_OWN, **(optional or {})})


def _files_do_not_dispatch(value: object, pointer: str) -> Problems:
    """A file input answers only when its form is sent."""
    if isinstance(value, dict) and value.get("dispatch_action"):
        element = value.get("element")
        if isinstance(element, dict) and element.get("type") == "file_input":
            yield Problem("`dispatch_action` cannot be used with `file_input`", f"{pointer}/dispatch_action")


def _input(element: Check) -> Check:
    more = {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean}
    return all_of(
        _block("input", {"label": plain_text(2000), "element": element}, more), _files_do_not_dispatch
    )


section = all_of(
    at_least_one("text", "fields"),
    _block(
        "section",
        {},
        {
            "text": any_text(),
            "fields": array(any_text(2000), at_least=1, at_most=10),
            "accessory": in_accessory,
            "expand": boolean,
        },
    ),
)

CLASSIC: Mapping[str, Check] = {
    "section": section,
    "header": _block("header", {"text": plain_text(150)}),
    "divider": _block("divider"),
    "context": _block("context", {"elements": array(in_context, at_least=1, at_most=10)}),
    "actions": _block("actions", {"elements": array(in_actions, at_least=1, at_most=25)}),
    "image": all_of(
        exactly_one("image_url", "slack_file"),
        _block("image", {"alt_text": string(2000)}, {"title": plain_text(2000), **IMAGE_SOURCE}),
    ),
    "rich_text": rich_text,
}
INPUT: Mapping[str, Check] = {"input": _input(in_input)}
MODAL_INPUT: Mapping[str, Check] = {"input": _input(in_modal_input)}

# https://docs.slack.dev/reference/block-kit/blocks/video-block
VIDEO: Mapping[str, Check] = {
    "video": _block(
        "video",
        {
            "alt_text": string(2000, at_least=0),
            "title": plain_text(200),
            "thumbnail_url": limited_url(3000),
            "video_url": limited_url(3000),
        },
        {
            "author_name": string(50),
            "description": plain_text(200),
            "provider_name": string(50),
            "provider_icon_url": limited_url(2000),
            "title_url": limited_url(2000),
        },
    )
}

MESSAGE_ONLY: Mapping[str, Check] = {
    "markdown": _block("markdown", {"text": string(12_000, at_least=0)}),
    "context_actions": _block(
        "context_actions", {"elements": array(in_context_actions, at_least=1, at_most=5)}
    ),
    "file": _block("file", {"external_id": string(255), "source": one_of("remote")}),
    "call": _block("call", {"call_id": string(255)}),
}

MODAL_ONLY: Mapping[str, Check] = {
    "alert": _block(
        "alert",
        {"text": any_text(200)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    )
}
