"""Webhooks as they came in, and the hashes of the addresses that were given out."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.domain.task import TaskId
from storage.queries import SQL
from storage.sql.commits import Alike
from storage.sql.crowds import insert_all
from storage.sql.database import Database
from storage.sql.rows import Row
from storage.sql.values import from_json, from_micros, to_json, to_json_list, to_micros
from storage.store import Hook

TOKEN_LIVES: Final = timedelta(days=7)
"""How long a callback address is good after its task has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Alike):
    """A provider's call, to be kept once. False when no living token has this hash."""

    provider: str
    token_sha256: str
    body: bytes
    headers: Mapping[str, str]
    now: datetime
    event: str = ""

    def __call__(self, database: Database) -> bool:
        return self.do_all(database, [self])[0]

    @staticmethod
    def do_all(database: Database, works: Sequence["Call"]) -> Sequence[bool]:
        hashes = {call.token_sha256 for call in works}
        tasks = _living(database, hashes, now=min(call.now for call in works))
        known = [(call.token_sha256, call.provider) in tasks for call in works]
        rows = [call.row(tasks) for call, is_known in zip(works, known, strict=True) if is_known]
        insert_all(database, "add_hook", rows)
        return known

    def row(self, tasks: Mapping[tuple[str, str], TaskId]) -> Row:
        return (
            self.provider,
            self.token_sha256,
            sha256(self.event.encode() or self.body).digest(),
            tasks[self.token_sha256, self.provider],
            self.body,
            to_json(self.headers),
            to_micros(self.now),
        )


def token_lives(database: Database, provider: str, token_sha256: str, now: datetime) -> bool:
    return (token_sha256, provider) in _living(database, {token_sha256}, now=now)


def _living(database: Database, hashes: Set[str], *, now: datetime) -> Mapping[tuple[str, str], TaskId]:
    """The tasks of those tokens that are still good."""
    living = database.execute(SQL["living_tokens"], (to_json_list(hashes), to_micros(now - TOKEN_LIVES)))
    return {(sha256, provider): task for sha256, provider, task in living}


def new_hooks(database: Database, limit: int) -> Sequence[Hook]:
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


def end_hooks(database: Database, hooks: Sequence[int]) -> None:
    database.execute(SQL["end_hooks"], (to_json_list(hooks),))


def token_owner(database: Database, token_sha256: str) -> TaskId | None:
    row = database.execute(SQL["token_owner"], (token_sha256,)).fetchone()
    return None if row is None else TaskId(row[0])


def tidy(database: Database, hooks_before: datetime, tokens_before: datetime) -> None:
    database.execute(SQL["drop_hooks"], (to_micros(hooks_before),))
    database.execute(SQL["drop_tokens"], (to_micros(tokens_before),))
