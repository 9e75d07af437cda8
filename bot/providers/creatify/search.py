"""Looks for a paid job whose answer was lost. Whatever is not sure is left to a person.

There is no idempotency key: what is sent again is made, and paid, again. The token in our webhook address
comes back with every job, and tells ours from all others of the account.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.generation import Generation, JobId, Json
from bot.errors import Unreadable
from bot.providers.creatify import requests
from bot.providers.creatify.limits import DEFAULT_RATIO, DEFAULT_TYPE
from bot.providers.creatify.refusals import NAME
from bot.providers.creatify.replies import Record, digits, read_records
from bot.providers.creatify.webhooks import token_in
from bot.providers.provider import HASHED, Lost, Reply, Request, Search

CLOCK_SLACK: Final = timedelta(seconds=5)
"""How far Creatify's clock may be behind ours."""

FURTHEST_ZONE: Final = timedelta(hours=14)
"""How far a time without a zone may be from what it says, read as UTC."""

REGENERATIONS: Final = frozenset({"regen_image", "regen_video"})
"""Values of `regen_type`. Only the first is documented, so another one is never held against a job."""


def look_for(lost: Lost) -> Request:
    """A lost gen_video can only have gone to its own job; anything else would be a new one in the list."""
    source = lost.generation.source_job
    if lost.generation.call == "gen_video" and source is not None:
        return requests.read([source])
    return requests.read_all()


def read_found(
    reply: Reply, lost: Lost, *, claimed: frozenset[JobId], hide: Sequence[str] = ()
) -> JobId | Search:
    """The lost job. Raises Unreadable for a list that is cut or that holds what cannot be read."""
    if lost.generation.call == "gen_video" and lost.generation.source_job is not None:
        return _same_job(reply, lost, lost.generation.source_job, hide)
    records, is_whole = read_records(reply, about_job=False, hide=hide)
    sent, owned = _sent(lost), frozenset(digits(job) for job in claimed)
    if (token := token_in(_text(sent, "webhook_url"))) is not None:
        found = _by_token(records, _hash_of(token), owned)
        if found is Search.NOT_FOUND and _may_be_ours(records, lost, sent, owned):
            found = Search.AMBIGUOUS
    else:
        found = _by_likeness(records, lost, sent, owned)
    if not is_whole and (token is None or found is Search.NOT_FOUND):
        raise Unreadable(NAME, "only a part of the list came back", status=reply.status)
    return found


def _same_job(reply: Reply, lost: Lost, source: JobId, hide: Sequence[str]) -> JobId | Search:
    """A job that works on a video, has one or failed at it took our call; one that rests has not."""
    records, _ = read_records(reply, about_job=True, hide=hide)
    record = next((record for record in records if digits(record.id) == digits(source)), None)
    match record.status if record else None:
        case "video_generating" | "video_generated":
            return source
        case "failed":
            return Search.NOT_FOUND if _is_before(record.updated_at if record else "", lost) else source
        case "initializing" | "image_generating" | "image_generated":
            return Search.NOT_FOUND
        case _:
            raise Unreadable(NAME, "the job's status is unknown", status=reply.status)


def _by_token(records: Sequence[Record], token_sha256: str, owned: frozenset[str]) -> JobId | Search:
    """Ours beyond doubt. Two of them can only be both ours: the older is further on."""
    ours = [record for record in records if _token_sha256(record) == token_sha256]
    free = [record for record in ours if digits(record.id) not in owned]
    if not ours:
        return Search.NOT_FOUND
    if not free:
        return Search.AMBIGUOUS
    return JobId(
        min(free, key=lambda record: _time(record.created_at) or datetime.max.replace(tzinfo=UTC)).id
    )


def _may_be_ours(records: Sequence[Record], lost: Lost, sent: dict[str, Json], owned: frozenset[str]) -> bool:
    """Whether a job like ours does not say where it calls back: it may be ours, and it may not."""
    return any(not record.webhook_url for record in _alike(records, lost, sent, owned))


def _by_likeness(
    records: Sequence[Record], lost: Lost, sent: dict[str, Json], owned: frozenset[str]
) -> JobId | Search:
    """Without a token: a free job that is like what we sent and not older. One whose age cannot be told
    counts as a likeness too many."""
    match _alike(records, lost, sent, owned):
        case []:
            return Search.NOT_FOUND
        case [only] if _is_since(only.created_at, lost):
            return JobId(only.id)
        case _:
            return Search.AMBIGUOUS


def _alike(
    records: Sequence[Record], lost: Lost, sent: dict[str, Json], owned: frozenset[str]
) -> list[Record]:
    return [
        record
        for record in records
        if digits(record.id) not in owned
        and _is_alike(record, lost.generation, sent)
        and not _is_before(record.created_at, lost)
    ]


def _is_alike(record: Record, wish: Generation, sent: dict[str, Json]) -> bool:
    if wish.call == "gen_image":
        return (
            record.regen_type not in REGENERATIONS
            and record.product_url == _text(sent, "product_url")
            and (record.type or DEFAULT_TYPE) == (_text(sent, "type") or DEFAULT_TYPE)
            and (record.aspect_ratio or DEFAULT_RATIO) == (_text(sent, "aspect_ratio") or DEFAULT_RATIO)
            and _words(record.image_prompt) == _words(_text(sent, "image_prompt"))
        )
    field = "image_prompt" if wish.call == "regen_image" else "video_prompt"
    return (
        digits(record.regen_source_id) == digits(wish.source_job or "")
        and record.regen_type not in REGENERATIONS - {wish.call}
        and all(
            _agrees(getattr(record, name), wish.text(name))
            for name in ("product_url", "type", "aspect_ratio")
        )
        and _agrees(_words(getattr(record, field)), _words(_text(sent, field)))
    )


def _agrees(recorded: str, wished: str) -> bool:
    """A regeneration takes over what it was not told, so only what was told can differ."""
    return not wished or recorded == wished


def _words(prompt: str) -> str:
    """Servers trim what they keep."""
    return " ".join(prompt.split())


def _sent(lost: Lost) -> dict[str, Json]:
    """The fields as they left, which neither a new release nor a new public URL changes."""
    sent = json.loads(lost.request.body)
    return sent if isinstance(sent, dict) else {}


def _text(sent: dict[str, Json], field: str) -> str:
    value = sent.get(field)
    return value if isinstance(value, str) else ""


def _hash_of(token: str) -> str:
    """A request that is read from the database after our key has changed holds the hash alone."""
    return token.removeprefix(HASHED) if token.startswith(HASHED) else sha256(token.encode()).hexdigest()


def _token_sha256(record: Record) -> str | None:
    token = token_in(record.webhook_url)
    return sha256(token.encode(errors="replace")).hexdigest() if token else None


def _is_before(time: str, lost: Lost) -> bool:
    """Whether it is surely from before we sent; a time that cannot be read is not."""
    then = _time(time)
    if then is None:
        return False
    unsure = lost.clocks_apart + (timedelta() if _has_zone(time) else FURTHEST_ZONE)
    return then < _since(lost) - unsure


def _is_since(time: str, lost: Lost) -> bool:
    """Whether it is from after we sent, as far as can be told."""
    then = _time(time)
    return then is not None and then >= _since(lost)


def _since(lost: Lost) -> datetime:
    return (lost.sent_at - CLOCK_SLACK).replace(microsecond=0)


def _time(text: str) -> datetime | None:
    """Creatify writes both `…Z` and `….449603-07:00`; without a zone it is taken for UTC.
    https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-regen_image"""
    try:
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _has_zone(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
