"""What it means when Akool does not say yes: one table of its codes, and the sentence for a person.

Success is the code 1000 alone, whatever `msg` says. Errors are said to come with HTTP status 200, and which
status goes with which code is not documented, so both are looked at: the code is the application's own word
and goes first.
https://docs.akool.com/ai-tools-suite/error-code
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
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
    Unreadable,
)
from bot.providers.provider import Reply

NAME: Final = "akool"
SUCCESS: Final = 1000
TOKEN_EXPIRED: Final = 1101
LONGEST_SENTENCE: Final = 300
LONGEST_WAIT: Final = timedelta(days=1)

Leaf = type[ProviderError]

CODES: Final[Mapping[int, tuple[Leaf, str]]] = {
    1003: (Rejected, "a parameter is wrong or empty"),
    1004: (Rejected, "the account has to be verified first"),
    1005: (RateLimited, "too many requests"),
    1006: (OutOfCredit, "the quota is used up"),
    1007: (Rejected, "there are too many faces in it"),
    1008: (JobGone, "the content does not exist"),
    1009: (Rejected, "the account has no permission for this"),
    1010: (Rejected, "the content cannot be worked on"),
    1011: (Rejected, "the content has been worked on already"),
    1013: (Rejected, "use the audio in the video"),
    1014: (JobGone, "the resource does not exist"),
    # "Create video error, try again later": a create that stumbled may have begun, so nobody sends it again.
    1015: (OutcomeUnknown, "the video could not be processed"),
    1016: (Rejected, "the face swap failed"),
    1017: (Rejected, "the audio was not created"),
    TOKEN_EXPIRED: (KeysRefused, "the token is invalid or has expired"),
    1102: (KeysRefused, "the token is empty"),
    1103: (OutOfCredit, "the account is not paid or overdue"),
    1104: (OutOfCredit, "no credits left"),
    1105: (Rejected, "the avatar could not be processed"),
    1108: (Rejected, "the image could not be processed"),
    1109: (KeysRefused, "the account does not exist"),
    1110: (Rejected, "the audio could not be processed"),
    1111: (Rejected, "the avatar callback could not be processed"),
    1112: (Rejected, "the voice could not be processed"),
    1200: (KeysRefused, "the account is blocked"),
    1201: (Rejected, "the audio could not be created"),
    1202: (Rejected, "the language cannot be lip-synced"),
    1203: (Rejected, "give either a video or an audio, not both"),
    1204: (Rejected, "it is too long"),
    1205: (Rejected, "the video could not be created"),
    1206: (Rejected, "the background could not be changed"),
    1207: (Rejected, "the file is too large"),
    1208: (Rejected, "the file could not be parsed"),
    1209: (Rejected, "the file is encoded in a way that is not supported"),
    1210: (Rejected, "the frame rate is not supported"),
    1211: (Rejected, "the lip sync failed"),
    1212: (Rejected, "the sentiment analysis failed"),
    1213: (OutOfCredit, "a subscription is needed"),
    **dict.fromkeys((*range(1214, 1221), 1223), (Rejected, "the live avatar said no")),
    1221: (OutOfCredit, "the account has no subscription"),
    1222: (Rejected, "the resource exists already"),
}
"""For each code the class of error, which says who has to act, and words for a reply that has none."""

_REFUSED: Final = frozenset({400, 405, 409, 410, 413, 415, 422})
_MARKUP: Final = re.compile(r"</?[a-z!]|[{\[]\s*[\"{\[]", re.IGNORECASE)
_TOKEN: Final = re.compile(r"(/webhooks/[^/\s]+/)[\w-]+")


def refusal(reply: Reply, *, about_job: bool, hide: Sequence[str] = ()) -> ProviderError | None:
    """The error that a reply is, None for a success. `about_job`: the call named a job, which may be gone.

    Nothing in `hide` is ever part of the text.
    """
    code, words = _said(reply, hide)
    if code == SUCCESS and 200 <= reply.status < 300:
        return None
    if reply.status == 429:
        return RateLimited(NAME, words or "too many requests", wait=_wait(reply))
    if code == SUCCESS:
        return OutcomeUnknown(NAME, f"status {reply.status} though its code says yes", status=reply.status)
    if code is not None and code in CODES:
        return _by_code(code, words, reply, about_job=about_job)
    return _by_status(reply.status, words, code, about_job=about_job)


def is_expired(reply: Reply) -> bool:
    """Whether the token was refused, and so surely nothing was done. A bare 401 says the same."""
    code, _ = _said(reply, ())
    return code == TOKEN_EXPIRED or (code is None and reply.status == 401)


def readable(text: str) -> str:
    """Text from outside as one line of sane length, without our tokens; "" for markup, JSON and garbage."""
    shown = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    line = _TOKEN.sub(r"\1…", " ".join(shown.split()))
    if _MARKUP.search(line) or "\ufffd" in line:
        return ""
    return line if len(line) <= LONGEST_SENTENCE else line[: LONGEST_SENTENCE - 1].rstrip() + "…"


def _said(reply: Reply, hide: Sequence[str]) -> tuple[int | None, str]:
    """Code and words of an answer, whatever it is; `message` and `error` are what gateways say."""
    try:
        answer: Any = from_json(reply.body)
    except ValueError:
        return None, ""
    if not isinstance(answer, dict):
        return None, ""
    code = answer.get("code")
    words = next(_texts(answer, "msg", "message", "error"), "")
    for secret in hide:
        words = words.replace(secret, "…")
    return code if isinstance(code, int) and not isinstance(code, bool) else None, readable(words)


def _texts(answer: Mapping[str, object], *names: str) -> Iterator[str]:
    for name in names:
        value = answer.get(name)
        if isinstance(value, str) and value.strip():
            yield value


def _by_code(code: int, words: str, reply: Reply, *, about_job: bool) -> ProviderError:
    leaf, fallback = CODES[code]
    if leaf is JobGone and not about_job:
        leaf = Rejected
    if leaf is RateLimited:
        return RateLimited(NAME, words or fallback, status=reply.status, wait=_wait(reply))
    return leaf(NAME, words or fallback, status=reply.status)


def _by_status(status: int, words: str, code: int | None, *, about_job: bool) -> ProviderError:
    """An answer without a code that we know."""
    if 300 <= status < 400:
        words = "it sent us to another address, so the base URL in our settings is probably wrong"
        return Rejected(NAME, words, status=status)
    if status == 402:
        return OutOfCredit(NAME, words or "no credits left", status=status)
    if status in {401, 403}:
        return KeysRefused(NAME, words or "the keys were refused", status=status)
    if status == 404:
        leaf = JobGone if about_job and code is not None else Rejected
        return leaf(NAME, words or "there is no such address or content", status=status)
    if status in _REFUSED:
        return Rejected(NAME, words, status=status)
    if code is None and 200 <= status < 300:
        return Unreadable(NAME, "the answer has no code", status=status)
    return OutcomeUnknown(NAME, words or f"status {status}, code {code}", status=status)


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
