"""The picture in a message, whoever wrote it.

https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file in Slack, or a link that stands in the message. One of the two is there."""

    file: str = ""
    url: str = ""


def picture_in(message: Mapping[str, Any]) -> Picture | None:
    """The first picture that people see in it: attached, in its blocks, or in what it quotes."""
    return next(_pictures(message), None)


def _pictures(message: Mapping[str, Any]) -> Iterator[Picture]:
    for file in _listed(message, "files"):
        if _text(file, "mimetype").startswith("image/") and _text(file, "id"):
            yield Picture(file=_text(file, "id"))
    for block in _listed(message, "blocks"):
        yield from _in_block(block)
    for quoted in _listed(message, "attachments"):
        if url := _text(quoted, "image_url"):
            yield Picture(url=url)
        yield from _pictures(quoted)


def _in_block(block: Mapping[str, Any]) -> Iterator[Picture]:
    shown = block if block.get("type") == "image" else block.get("accessory")
    if not isinstance(shown, Mapping) or shown.get("type") != "image":
        return
    file = shown.get("slack_file")
    if isinstance(file, Mapping) and _text(file, "id"):
        yield Picture(file=_text(file, "id"))
    elif url := _text(shown, "image_url"):
        yield Picture(url=url)


def _listed(where: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    listed = where.get(name)
    yield from (entry for entry in listed if isinstance(entry, Mapping)) if isinstance(listed, list) else ()


def _text(where: Mapping[str, Any], name: str) -> str:
    value = where.get(name)
    return value if isinstance(value, str) else ""
