"""How Slack reads a text: which parts of it are active, and which letters nobody sees. Written from its docs.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from bot.sandbox.blockkit import problems_in_message, problems_in_view, text_length
from bot.views.message import Block, Message
from tests.domain.examples import ANN, BEN

MOST_TEXT = 9_000
LONGEST_FALLBACK = 4_000
PERMALINK = "https://acorn.slack.com/archives/C0LAUNCH01/p1763733600000100?thread_ts=1&cid=C0LAUNCH01"

_ACTIVE = re.compile(r"<([^<>]*)>")
_CROWD = re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE)
_DATE = re.compile(
    r"!date\^\d+\^(\{time\}\|\d\d:\d\d UTC|\{date_short_pretty\}( \{time\})?\|[\d-]{10}( \d\d:\d\d UTC)?)"
)
_OURS = {f"@{ANN}", f"@{BEN}", "#C0LAUNCH01"}


def active_parts(mrkdwn: str) -> list[str]:
    """All that Slack would act on but what we put there: our people, times, our channel and our own link."""
    found = [part for part in _ACTIVE.findall(mrkdwn) if not _is_ours(part)]
    return [*found, *(match[0] for match in _CROWD.finditer(mrkdwn))]


def unseen(text: str) -> list[str]:
    """Characters that control, reorder or hide."""
    return [
        hex(ord(letter))
        for letter in text
        if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Cs")
    ]


def faults_in(message: Message) -> list[str]:
    """Everything that would be wrong with a message: Slack's refusals, active parts, unseen characters."""
    problems = [str(problem) for problem in problems_in_message(message.blocks)]
    length = text_length(message.blocks)
    too_long = [f"{length} characters of text"] if length > MOST_TEXT else []
    no_text = [] if 0 < len(message.text) <= LONGEST_FALLBACK else ["no text, or too long for chat.update"]
    alone = [*active_parts(message.text), *unseen(message.text)]
    return [
        *problems,
        *too_long,
        *no_text,
        *alone,
        *_faults_in_texts(message.blocks),
        *_too_many_primaries(message),
    ]


def faults_in_view(view: Block) -> list[str]:
    return [*(str(problem) for problem in problems_in_view(view)), *_faults_in_texts(view)]


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """Every text object in there: its type and its text."""
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and isinstance(value.get("text"), str):
            yield value["type"], value["text"]
        for entry in value.values():
            yield from texts_of(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts_of(entry)


def words_of(message: Message) -> str:
    """All that can be read in the blocks, a line for each text."""
    return "\n".join(text for _, text in texts_of(message.blocks))


def buttons_of(message: Message) -> dict[str, Any]:
    """The buttons by their words."""
    rows: list[Any] = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return {button["text"]["text"]: button for row in rows for button in row}


def rows_of(message: Message) -> list[list[str]]:
    rows: list[Any] = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [[button["text"]["text"] for button in row] for row in rows]


def dialog_of(button: Any) -> str:
    return str(button["confirm"]["text"]["text"])


def _is_ours(part: str) -> bool:
    link = PERMALINK.replace("&", "&amp;")
    return part in _OURS or bool(_DATE.fullmatch(part)) or part.startswith(f"{link}|")


def _faults_in_texts(value: Any) -> list[str]:
    found = []
    for kind, text in texts_of(value):
        found.extend(unseen(text))
        found.extend(active_parts(text) if kind == "mrkdwn" else [])
    return found


def _too_many_primaries(message: Message) -> list[str]:
    styles = [button.get("style") for button in buttons_of(message).values()]
    return ["more than one primary button"] if styles.count("primary") > 1 else []
