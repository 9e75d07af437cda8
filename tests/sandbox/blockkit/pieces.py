"""Small valid pieces of Block Kit for the tables of these tests."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def plain(text: str = "Words", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "*Words*", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def section(text: str = "*Words*", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Approve"), "action_id": "approve", **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str = "a", text: str = "A", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def confirm(**more: Any) -> Json:
    words = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}
    return {**words, **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def prompt(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "v", **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Prompt"), "element": element, **more}


def picture(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://img.test/a.png", "alt_text": "A bag", **more}


def stored_picture(**slack_file: Any) -> Json:
    return {"type": "image", "slack_file": slack_file, "alt_text": "A bag"}


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "alt_text": "A film",
        "title": plain(),
        "thumbnail_url": "https://img.test/a.png",
        "video_url": "https://img.test/player",
        **more,
    }


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Greenlight"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def without(piece: Json, name: str) -> Json:
    return {key: value for key, value in piece.items() if key != name}
