"""What it means when Creatify does not say yes: one table, and the sentence for a person.

Creatify documents no errors for these calls; the shapes read here are those of Django REST framework
(https://www.django-rest-framework.org/api-guide/exceptions/) and of what clients report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final

from bot.domain.generation import Json
from bot.errors import (
    JobGone,
    KeysRefused,
    OutcomeUnknown,
    OutOfCredit,
    ProviderError,
    RateLimited,
    Rejected,
)
from bot.providers.provider import Reply

NAME: Final = "creatify"
LONGEST_SENTENCE: Final = 300
LONGEST_WAIT: Final = timedelta(days=1)

_REFUSED: Final = frozenset({400, 404, 405, 409, 410, 413, 415, 422})
_CREDIT: Final = re.compile(r"\bcredits?\b(?!\s+card)|\binsufficient (balance|funds)", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?[a-z!]", re.IGNORECASE)
_CODE: Final = re.compile(r'[{]|\[(?![^][{}"]*\] \S)')  # JSON, but not a sentence such as "[E1] Too small."
_TOKEN: Final = re.compile(r"(/webhooks/[^/\s]+/)[\w-]+")
_SLUG: Final = re.compile(r"[\w.-]*")

_MOST_READ: Final = 64 * 1024
_MOST_SENTENCES: Final = 5
_DEEPEST: Final = 6
_SPEAKING: Final = re.compile(
    r"details?|messages?|msg|errors?|error_message|error_description|non_field_errors"
    r"|reason|failed_reason|title|description",
    re.IGNORECASE,
)
_SILENT: Final = re.compile(r"code|status|status_code|type|id|request_id|timestamp|path", re.IGNORECASE)
_LABELS: Final = {
    "product_url": "Product image URL",
    "image_prompt": "Prompt",
    "video_prompt": "Prompt",
    "aspect_ratio": "Aspect ratio",
    "type": "Type",
    "override_avatar": "Avatar",
    "product_showcase_url": "Scene image URL",
    "motion_style": "Motion style",
}


def refusal(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> ProviderError | None:
    """The error that a reply is, None for a success. `about_job`: the call named a job, which 404 is about.

    Nothing in `hide` is ever part of the text. The text of a Rejected is Creatify's own, "" for none.
    """
    status = reply.status
    if 200 <= status < 300:
        return None
    words = describe_error(_without(reply, hide))
    if 300 <= status < 400:
        words = "it sent us to another address, so the base URL in our settings is probably wrong"
        return Rejected(NAME, words, status=status)
    if status == 402 or (status in {400, 401, 403} and _CREDIT.search(words)):
        return OutOfCredit(NAME, words or "no credits left", status=status)
    if status in {401, 403}:
        return KeysRefused(NAME, words or "the keys were refused", status=status)
    if status == 404 and about_job:
        return JobGone(NAME, words or "the job was not found", status=status)
    if status in _REFUSED:
        return Rejected(NAME, words, status=status)
    if status == 429:
        return RateLimited(NAME, words or "too many requests", wait=_wait(reply))
    return OutcomeUnknown(NAME, words or f"status {status}", status=status)


def _without(reply: Reply, secrets: Sequence[str]) -> Reply:
    body = reply.body
    for secret in secrets:
        body = body.replace(secret.encode(), "…".encode())
    return replace(reply, body=body)


def describe_error(reply: Reply) -> str:
    """What the reply says is wrong, in one line a person can read; "" when it says no such thing."""
    said = reply.body[:_MOST_READ].decode(errors="replace")
    try:
        found = list(islice(_sentences(json.loads(said)), _MOST_SENTENCES * 4))
    except (ValueError, RecursionError):
        return readable("" if said.lstrip()[:1] == '"' else said)
    unlike = list(dict.fromkeys(found))
    telling = [sentence for sentence in unlike if not _SLUG.fullmatch(sentence)] or unlike
    return readable("; ".join(telling[:_MOST_SENTENCES]))


def readable(text: str) -> str:
    """Text from outside as one line of sane length, without our tokens; "" for markup, JSON and garbage."""
    line = _TOKEN.sub(r"\1…", _one_line(text))
    if _MARKUP.search(line) or _CODE.match(line) or "\ufffd" in line:
        return ""
    return line if len(line) <= LONGEST_SENTENCE else line[: LONGEST_SENTENCE - 1].rstrip() + "…"


def _one_line(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())


def _sentences(value: Json, name: str = "", depth: int = 0) -> Iterator[str]:
    """Every sentence in an error body, whatever the nesting; `name` is the field that it is about."""
    if depth > _DEEPEST:
        return
    match value:
        case str() if text := _unwrapped(value):
            yield f"{name}: {text}" if name else text
        case list():
            for entry in value:
                yield from _sentences(entry, name, depth + 1)
        case dict():
            about = _located(value) or name
            for key, entry in value.items():
                yield from _entry(key, entry, about, depth)
        case _:
            return


def _entry(key: str, value: Json, about: str, depth: int) -> Iterator[str]:
    if _SPEAKING.fullmatch(key):
        yield from _sentences(value, about, depth + 1)
    elif key == "loc":
        return
    elif isinstance(value, list | dict):
        yield from _sentences(value, "" if key.isdecimal() else _label(key), depth + 1)
    elif isinstance(value, str) and not _SILENT.fullmatch(key) and " " in value.strip():
        yield from _sentences(value, _label(key), depth + 1)


def _unwrapped(text: str) -> str:
    """The text itself; JSON inside a text is opened, and never shown raw."""
    if not _CODE.match(line := _one_line(text)):
        return readable(text)
    try:
        inner = list(islice(_sentences(json.loads(line), depth=_DEEPEST - 1), _MOST_SENTENCES))
    except (ValueError, RecursionError):
        return ""
    return "; ".join(inner)


def _located(entry: dict[str, Json]) -> str:
    """The field in `{"loc": ["body", "product_url"], "msg": …}`."""
    place = entry.get("loc")
    return _label(str(place[-1])) if isinstance(place, list) and place else ""


def _label(field: str) -> str:
    return _LABELS.get(field) or readable(field.replace("_", " "))[:40]


def _wait(reply: Reply) -> timedelta | None:
    """Retry-After in seconds or as a date, which counts from the reply's own Date.
    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"""
    said = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=min(int(said[:9]), LONGEST_WAIT.total_seconds()))
    until, now = _date(said), _date(reply.headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max(until - now, timedelta()), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None
