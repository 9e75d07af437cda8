"""Looks for a paid job whose answer was lost, when sending it again with its key is refused.

The title that went out holds the key and comes back with every read, so a job of that title is ours. v1
knows neither title nor key: there a person decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from bot.domain.generation import JobId, Json
from bot.errors import Unreadable
from bot.providers.heygen import requests
from bot.providers.heygen.refusals import NAME
from bot.providers.heygen.replies import read_rows
from bot.providers.provider import Lost, Reply, Request, Search

_NO_TITLE: Final = "Greenlight"


def look_for(lost: Lost) -> Request:
    return requests.look_for(_sent(lost, "title") or _NO_TITLE)


def read_found(
    reply: Reply, lost: Lost, *, claimed: frozenset[JobId], hide: Sequence[str] = ()
) -> JobId | Search:
    """The lost job. Raises Unreadable for a list that is cut or that holds what cannot be read."""
    title = _sent(lost, "title")
    if not title:
        return Search.AMBIGUOUS
    rows, is_whole = read_rows(reply, hide=hide)
    ours = [row for row in rows if row.title == title]
    free = [row for row in ours if JobId(row.id) not in claimed]
    if free:
        return JobId(min(free, key=lambda row: row.created_at or float("inf")).id)
    if not is_whole:
        raise Unreadable(NAME, "only a part of the list came back", status=reply.status)
    return Search.AMBIGUOUS if ours else Search.NOT_FOUND


def _sent(lost: Lost, field: str) -> str:
    """A field as it left."""
    body: Json = json.loads(lost.request.body or b"{}")
    value = body.get(field) if isinstance(body, dict) else None
    return value if isinstance(value, str) else ""
