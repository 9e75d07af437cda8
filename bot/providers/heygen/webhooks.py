"""What HeyGen calls back with: to the address of one video, unsigned, and to that of the account, signed.

https://developers.heygen.com/docs/webhooks and https://docs.heygen.com/reference/add-a-webhook-endpoint.
Either is nothing but a hint. Deliveries may repeat, and events of types that nobody asked for come too.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ValidationError

from bot.domain.generation import JobId
from bot.errors import WebhookRefused
from bot.providers.provider import Notice

FRESH: Final = timedelta(minutes=5)
SIGNATURES: Final = ("heygen-signature", "signature")
"""Of v3's endpoints, whose deliveries carry a time as well, and of those of v1 and v2."""

TIMESTAMP: Final = "heygen-timestamp"
EVENT_ID: Final = "heygen-event-id"
KEPT: Final = frozenset({*SIGNATURES, TIMESTAMP, EVENT_ID})
OURS: Final = frozenset({"avatar_video.success", "avatar_video.fail"})

_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_SECONDS: Final = re.compile(r"[0-9]{1,11}")
_JOB: Final = re.compile(r"[\w-]{1,100}", re.ASCII)
_WORD: Final = re.compile(r"[\x21-\x7e]{1,255}")


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


Word = Annotated[str, BeforeValidator(_word)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]


class _Message(BaseModel):
    """`event` and `data` are other spellings that clients report."""

    event_type: Word = ""
    event: Word = ""
    event_id: Word = ""
    event_data: Object = {}
    data: Object = {}


def read_notice(headers: Mapping[str, str], body: bytes) -> Notice:
    """Whatever came, believed in nothing. An event of a type that is not ours speaks of nothing of ours."""
    event = _word(headers.get(EVENT_ID)) or sha256(body).hexdigest()
    try:
        message = _Message.model_validate_json(body)
    except ValidationError:
        return Notice(job=None, key=None, event=event)
    event = _word(headers.get(EVENT_ID)) or message.event_id or event
    kind = message.event_type or message.event
    if kind and kind not in OURS:
        return Notice(job=None, key=None, event=event)
    told = message.event_data or message.data
    job, key = told.get("video_id"), _word(told.get("callback_id"))
    is_job = isinstance(job, str) and _JOB.fullmatch(job) is not None
    return Notice(job=JobId(str(job)) if is_job else None, key=key or None, event=event)


def admit(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], now: datetime) -> None:
    """Let a delivery to the account's address pass. Raises WebhookRefused(401) unless one of the secrets
    signed exactly these bytes and, where the delivery tells its time, that is not five minutes off.

    The time is not part of what is signed, so it only keeps out what is plainly old.
    """
    spoken = [(name, headers[name].strip()) for name in SIGNATURES if name in headers]
    signed = [name for name, said in spoken if _is_signed(said, body, secrets)]
    if not signed or not _is_fresh(headers, now, needed="signature" not in signed):
        raise WebhookRefused(401)


def _is_signed(said: str, body: bytes, secrets: Sequence[str]) -> bool:
    """The secret is used as it stands, without decoding any of it."""
    if not _HEX.fullmatch(said):
        return False
    given = said.lower()
    right = [hmac.compare_digest(given, signature(secret, body)) for secret in secrets if secret]
    return any(right)


def signature(secret: str, body: bytes) -> str:
    """The signature of a body: HMAC-SHA256 in hex."""
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def _is_fresh(headers: Mapping[str, str], now: datetime, *, needed: bool) -> bool:
    said = headers.get(TIMESTAMP, "").strip()
    if not said:
        return not needed
    if not _SECONDS.fullmatch(said):
        return False
    return abs(datetime.fromtimestamp(int(said), UTC) - now) <= FRESH
