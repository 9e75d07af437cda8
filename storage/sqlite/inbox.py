"""Webhooks as they came in, and the hashes of the addresses that were given out."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.task import TaskId
from storage.queries import SQL
from storage.sqlite.values import from_json, from_micros, to_json, to_json_list, to_micros
from storage.store import Hook

TOKEN_LIVES: Final = timedelta(days=7)
"""How long a callback address is good after its task has ended."""


def add_hook(
    database: sqlite3.Connection,
    provider: str,
    token_sha256: str,
    body: bytes,
    headers: Mapping[str, str],
    now: datetime,
) -> bool:
    good_since = to_micros(now - TOKEN_LIVES)
    living = database.execute(SQL["living_token"], (token_sha256, provider, good_since)).fetchone()
    if living is None:
        return False
    seen = sha256(body).digest()
    database.execute(
        SQL["add_hook"],
        (provider, token_sha256, seen, living[0], body, to_json(dict(headers)), to_micros(now)),
    )
    return True


def new_hooks(database: sqlite3.Connection, limit: int) -> Sequence[Hook]:
    return [
        Hook(
            id=number,
            provider=provider,
            task=task,
            body=body,
            headers=from_json(headers),
            received_at=from_micros(received_at),
        )
        for number, provider, task, body, headers, received_at in database.execute(SQL["new_hooks"], (limit,))
    ]


def end_hooks(database: sqlite3.Connection, hooks: Sequence[int]) -> None:
    database.execute(SQL["end_hooks"], (to_json_list(hooks),))


def token_owner(database: sqlite3.Connection, token_sha256: str) -> TaskId | None:
    row = database.execute(SQL["token_owner"], (token_sha256,)).fetchone()
    return None if row is None else TaskId(row[0])


def tidy(database: sqlite3.Connection, hooks_before: datetime, tokens_before: datetime) -> None:
    database.execute(SQL["drop_hooks"], (to_micros(hooks_before),))
    database.execute(SQL["drop_tokens"], (to_micros(tokens_before),))
