"""The pieces that messages and forms are made of, each within Slack's limits.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.domain.generation import Json
from bot.domain.task import Task
from bot.views.escape import LONGEST, clean, cut, one_line
from bot.views.ids import button_value
from bot.views.message import Block, Message

_LONGEST_SECTION: Final = 2_800
LONGEST_ALT: Final = 2_000
LONGEST_FALLBACK: Final = 4_000
"""chat.update refuses a longer text: https://docs.slack.dev/reference/methods/chat.update"""

Style = Literal["primary", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """The question that Slack asks before a button does something. All of it is plain text."""

    title: str
    text: str
    yes: str
    no: str = "Back"
    danger: bool = False


def plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(clean(text), limit), "emoji": True}


def mrkdwn(text: str) -> Block:
    """`text` is escaped already. Verbatim: Slack makes no links or mentions of its own from it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def sections(lines: Sequence[str]) -> list[Block]:
    """Lines put together into as few sections as hold them."""
    blocks: list[Block] = []
    text = ""
    for line in lines:
        if text and len(text) + len(line) + 1 > _LONGEST_SECTION:
            blocks.append(section(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*blocks, section(text)] if text else blocks


def plain_section(text: str) -> Block:
    return {"type": "section", "text": plain(text, LONGEST)}


def context(*lines: str) -> Block:
    """Small print, mrkdwn."""
    elements: list[Json] = [mrkdwn(line) for line in lines]
    return {"type": "context", "elements": elements}


def image(slack_file: str, alt_text: str) -> Block:
    """A picture that Slack holds already; one fetched by URL could lose the whole message."""
    return {
        "type": "image",
        "slack_file": {"id": slack_file},
        "alt_text": cut(one_line(alt_text), LONGEST_ALT),
    }


def preview(url: str, alt_text: str) -> Block:
    """A picture that Slack fetches by itself, for a form. It may refuse, and the whole form with it."""
    return {"type": "image", "image_url": url, "alt_text": cut(one_line(alt_text), LONGEST_ALT) or "Preview"}


def plain_button(label: str, action: str) -> Block:
    """A button inside a form, where the form says what it is about."""
    return {"type": "button", "text": plain(label, 75), "action_id": action, "value": action}


def thumbnail(slack_file: str, alt_text: str) -> Block:
    """The same, small, beside the text of a section."""
    return image(slack_file, alt_text)


def actions(block_id: str, buttons: Sequence[Block]) -> Block:
    elements: list[Json] = [*buttons]
    return {"type": "actions", "block_id": block_id, "elements": elements}


def button(
    label: str, action: str, task: Task, *, style: Style | None = None, ask: Dialog | None = None
) -> Block:
    made = leading_button(label, action, button_value(task))
    if style is not None:
        made["style"] = style
    if ask is not None:
        made["confirm"] = _confirm(ask)
    return made


def leading_button(label: str, action: str, value: str) -> Block:
    """One that does nothing to a task: it leads to another page."""
    return {"type": "button", "text": plain(label, 75), "action_id": action, "value": value}


def message(lines: Sequence[str], blocks: Sequence[Block]) -> Message:
    """Blocks, and the same words as the text that stands for them."""
    return Message(text=fallback("\n".join(lines)), blocks=[*blocks])


def fallback(text: str) -> str:
    """Cut between lines, where no mention or entity can be torn."""
    if len(text) <= LONGEST_FALLBACK:
        return text
    whole = text[:LONGEST_FALLBACK].rpartition("\n")[0]
    return whole or "…"


def _confirm(ask: Dialog) -> Block:
    dialog: Block = {
        "title": plain(ask.title, 100),
        "text": plain(ask.text, 300),
        "confirm": plain(ask.yes, 30),
        "deny": plain(ask.no, 30),
    }
    if ask.danger:
        dialog["style"] = "danger"
    return dialog
