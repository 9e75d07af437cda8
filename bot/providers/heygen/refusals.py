"""What it means when HeyGen does not say yes: one table, and the sentence for a person.

v3 names its errors (https://developers.heygen.com/docs/error-codes), v1 and v2 number them
(https://docs.heygen.com/reference/errors), and any of them may come with the status 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Any, Final

from pydantic_core import from_json

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

NAME: Final = "heygen"
LONGEST_SENTENCE: Final = 300
LONGEST_WAIT: Final = timedelta(days=1)
SUCCESS: Final = "100"
"""The `code` of a good v1 answer."""


class Meaning(Enum):
    """What a code says of the call."""

    REFUSED = auto()
    KEYS = auto()
    CREDIT = auto()
    BUSY = auto()
    JOB = auto()
    """The job that was named; where none was, an input."""
    UNSURE = auto()


_KEYS: Final = "40009 40102 400101 400112 400561 400562 400573 400631 401056 401057 unauthorized forbidden"
_CREDIT: Final = "900001 insufficient_credit insufficient_credits payment_required"
_BUSY: Final = "400123 10007 rate_limit_exceeded concurrent_limit_exceeded"
_JOB: Final = "40031 not_found video_not_found"
_UNSURE: Final = "gateway_timeout internal_error request_in_progress timeout"
# A day's trial is over for today: coming back in a minute helps nobody, so it counts as a refusal.
_REFUSED: Final = (
    "10012 10013 10015 40001 40010 40012 40039 40044 40056 40065 40090 40118 400105 400116 400128 400144"
    " 400150 400165 400168 400174 400175 400599 400621 400624 400652 400664 400685 401003"
    " 402007 402008 402009 trial_video_limit_exceeded resource_access_denied invalid_parameter"
    " download_failed"
)
CODES: Final[Mapping[str, Meaning]] = {
    code: meaning
    for codes, meaning in (
        (_KEYS, Meaning.KEYS),
        (_CREDIT, Meaning.CREDIT),
        (_BUSY, Meaning.BUSY),
        (_JOB, Meaning.JOB),
        (_UNSURE, Meaning.UNSURE),
        (_REFUSED, Meaning.REFUSED),
    )
    for code in codes.split()
}

_STATUSES: Final[Mapping[int, Meaning]] = {
    401: Meaning.KEYS,
    402: Meaning.CREDIT,
    403: Meaning.KEYS,
    404: Meaning.JOB,
    429: Meaning.BUSY,
}
_SILENT: Final[Mapping[Meaning, str]] = {
    Meaning.KEYS: "the key was refused",
    Meaning.CREDIT: "no credits left",
    Meaning.BUSY: "too many requests",
    Meaning.JOB: "the video was not found",
    Meaning.UNSURE: "no clear answer",
}
_SAYS_CREDIT: Final = re.compile(r"\b(credits?|balance)\b", re.IGNORECASE)
_SAYS_KEY: Final = re.compile("idempoten", re.IGNORECASE)
_MARKUP: Final = re.compile(r"</?[a-z!]", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(/webhooks/[^/\s]+/)[\w-]+")
_LABELS: Final = {
    "script": "Script",
    "avatar_id": "Avatar",
    "voice_id": "Voice",
    "audio_url": "Audio URL",
    "background": "Background",
    "aspect_ratio": "Aspect ratio",
    "resolution": "Resolution",
    "image": "Image URL",
    "caption": "Captions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer says of itself. `code` is a name or a number, "" for none."""

    code: str = ""
    words: str = ""
    is_error: bool = False


def refusal(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> ProviderError | None:
    """The error that a reply is, None for a success. `about_job`: the call named a job.

    Nothing in `hide` is ever part of the text. The text of a Rejected is HeyGen's own, "" for none.
    """
    said = hear(_without(reply, hide))
    if 200 <= reply.status < 300 and not said.is_error:
        return None
    if 300 <= reply.status < 400:
        words = "it sent us to another address, so the base URL in our settings is probably wrong"
        return Rejected(NAME, words, status=reply.status)
    return _error(_meaning(reply.status, said), said.words, reply, about_job=about_job)


def _meaning(status: int, said: Said) -> Meaning:
    """The status counts when it is a fault of HeyGen's own, then the code, then the status again.

    What is said of our key tells nothing of the order that went out with it before.
    """
    if status >= 500 or status in {408, 409} or status < 200 or _SAYS_KEY.search(f"{said.code} {said.words}"):
        return Meaning.UNSURE
    if said.code in CODES:
        return CODES[said.code]
    if status in {400, 401, 403} and _SAYS_CREDIT.search(said.words):
        return Meaning.CREDIT
    if status < 300:
        return Meaning.REFUSED if re.fullmatch(r"4\d{4,5}", said.code) else Meaning.UNSURE
    return _STATUSES.get(status, Meaning.REFUSED)


def _error(meaning: Meaning, said: str, reply: Reply, *, about_job: bool) -> ProviderError:
    words = said or _SILENT.get(meaning, "")
    match meaning:
        case Meaning.KEYS:
            return KeysRefused(NAME, words, status=reply.status)
        case Meaning.CREDIT:
            return OutOfCredit(NAME, words, status=reply.status)
        case Meaning.BUSY:
            return RateLimited(NAME, words, status=reply.status, wait=_wait(reply))
        case Meaning.JOB if about_job:
            return JobGone(NAME, words, status=reply.status)
        case Meaning.UNSURE:
            return OutcomeUnknown(NAME, words, status=reply.status)
        case Meaning.JOB | Meaning.REFUSED:
            return Rejected(NAME, said, status=reply.status)


def hear(reply: Reply) -> Said:
    """Whether an answer is an error, by any of the three envelopes, and its words."""
    try:
        answer: Any = from_json(reply.body)
    except ValueError:
        return Said(words=readable(reply.body[:4096].decode(errors="replace")))
    if not isinstance(answer, dict):
        return Said()
    error = answer.get("error")
    code = _code(error) or _code(answer)
    is_error = bool(error) or code not in {"", SUCCESS}
    words = "; ".join(dict.fromkeys((*_texts(error), *_texts({**answer, "error": None}))))
    return Said(
        code=code, words=readable(words) if is_error or reply.status >= 300 else "", is_error=is_error
    )


def _code(of: object) -> str:
    code = of.get("code") if isinstance(of, dict) else None
    return str(code) if isinstance(code, str | int) and not isinstance(code, bool) else ""


def _texts(of: object) -> Iterator[str]:
    """The sentences of an error: HeyGen's own, with the label of the field that it is about."""
    match of:
        case str():
            yield of
        case list():
            for entry in of[:5]:
                yield from _texts(entry)
        case dict():
            label = _label(of.get("param"))
            said = [text for name in ("message", "msg", "detail") if isinstance(text := of.get(name), str)]
            for text in said[:1]:
                yield f"{label}: {text}" if label and text else text
        case _:
            return


def _label(param: object) -> str:
    if not isinstance(param, str):
        return ""
    field = param.rpartition(".")[2]
    return _LABELS.get(field) or field.replace("_", " ")[:40]


def readable(text: str) -> str:
    """Text from outside as one line of sane length, without our tokens; "" for markup, JSON and garbage."""
    printable = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    line = _TOKEN.sub(r"\1…", " ".join(printable.split()))
    if _MARKUP.search(line) or line[:1] in {"{", "["} or "\ufffd" in line:
        return ""
    return line if len(line) <= LONGEST_SENTENCE else line[: LONGEST_SENTENCE - 1].rstrip() + "…"


def _without(reply: Reply, secrets: Sequence[str]) -> Reply:
    body = reply.body
    for secret in secrets:
        body = body.replace(secret.encode(), "…".encode())
    return replace(reply, body=body)


def _wait(reply: Reply) -> timedelta | None:
    """Retry-After in seconds or as a date, which counts from the reply's own Date.
    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"""
    said = reply.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
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
