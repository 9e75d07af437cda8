"""The PostgreSQL store: several processes on one database, each with one connection that writes."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from bot.errors import StorageError
from storage.postgres import alone
from storage.postgres.company import Company
from storage.postgres.connection import Connection
from storage.postgres.faults import in_our_words
from storage.postgres.lease import LEASE, Lease
from storage.postgres.line import Line
from storage.postgres.opening import refuse_unfinished, refuse_unlike
from storage.postgres.place import doubt_elsewhere
from storage.sql import inbox, outbox
from storage.sql.commits import GroupCommit, ReadOnly, Writer
from storage.sql.readers import Readers
from storage.sql.store import SQLStore
from storage.store import Change, Claim, Hook, NewEffect, OpenJob, Turns, at_hand

READERS: Final = 2


class PostgresStore(SQLStore):
    """A Store that several processes share. A write that has returned is committed.

    `company` is missing where the store is only looked at.
    """

    def __init__(
        self, *, readers: Readers, writer: Writer, open_parts: AsyncExitStack, company: Company | None
    ) -> None:
        super().__init__(readers=readers, writer=writer, open_parts=open_parts)
        self._company = company

    @property
    def may_act(self) -> bool:
        claim = at_hand.get()
        if self._company is None or not self._company.is_held:
            return False
        return claim is None or claim.place == self._company.place

    @property
    def leads(self) -> bool:
        return self._company is not None and self._company.is_eldest

    @property
    def turns(self) -> Turns | None:
        return self._company.turns if self._company is not None else None

    async def listen(self, *, news: Callable[[], None], given_up: Callable[[], None]) -> None:
        if self._company is not None:
            self._company.listen(news, given_up)

    async def take_over(self) -> Sequence[Claim]:
        if self._company is None or not self._company.is_left_behind:
            return ()
        found = await self.mark_interrupted()
        self._company.is_left_behind = False
        return found

    async def take_alone(self, key: str) -> bool:
        return await self._write(partial(alone.take, key=key))

    async def leave_alone(self, key: str) -> None:
        await self._write(partial(alone.leave, key=key))

    async def save(self, change: Change) -> bool:
        is_kept = await super().save(change)
        if is_kept and change.effects:
            self._tell()
        return is_kept

    async def add_effects(self, effects: Sequence[NewEffect]) -> None:
        await super().add_effects(effects)
        self._tell()

    async def add_hook(
        self,
        *,
        provider: str,
        token_sha256: str,
        body: bytes,
        headers: Mapping[str, str],
        now: datetime,
        event: str = "",
    ) -> bool:
        is_kept = await super().add_hook(
            provider=provider, token_sha256=token_sha256, body=body, headers=headers, now=now, event=event
        )
        if is_kept:
            self._tell()
        return is_kept

    def _tell(self) -> None:
        if self._company is not None:
            self._company.tell()

    async def claim_due(self, now: datetime, *, limit: int, busy: Sequence[str] = ()) -> Sequence[Claim]:
        """Where the place is lost just now, the claims carry the old one: then they may not be acted on."""
        place = self._company.place if self._company is not None else 0
        return [replace(claim, place=place) for claim in await super().claim_due(now, limit=limit, busy=busy)]

    async def claim_checks(self, provider: str, now: datetime, *, limit: int) -> Sequence[OpenJob]:
        while True:
            jobs, over = await self._write(
                partial(outbox.due_checks, provider=provider, now=now, limit=limit)
            )
            if over:
                await self._write(partial(outbox.end_checks, rows=over))
            if jobs or not over:
                return jobs

    async def take_hooks(self, limit: int) -> Sequence[Hook]:
        return await self._write(partial(inbox.new_hooks, limit=limit))

    async def backup(self, path: Path) -> None:  # noqa: ARG002 - a Store's shape
        raise StorageError(
            "A PostgreSQL database is backed up with its own tools, pg_dump or a base backup. A restored one "
            "is noticed by itself: every open effect is in doubt then."
        )


async def open_store(
    url: str, *, read_only: bool = False, key_print: str = "", lease: timedelta = LEASE
) -> PostgresStore:
    """Open the database at `url`, its tables made if need be. `read_only` only looks.

    Raises SchemaTooNew, or StorageError for an old server, a database of another program, or one on which
    somebody works with another secret key.
    """
    async with AsyncExitStack() as parts:
        company = None if read_only else Company(url, Lease(lease, key_print=key_print))
        writer = await (_looking_on(url) if company is None else _writing(url, company, parts))
        readers = Readers([_reader(url, parts) for _ in range(READERS)])
        return PostgresStore(readers=readers, writer=writer, open_parts=parts.pop_all(), company=company)


async def _writing(url: str, company: Company, parts: AsyncExitStack) -> Writer:
    """The writer is closed before the lease ends: what it still has to commit is ours."""
    await company.join(parts)
    writer = GroupCommit(Line(partial(_writing_connection, url), company.sign))
    parts.push_async_callback(writer.close)
    return writer


def _writing_connection(url: str) -> Connection:
    connection = Connection.open(url)
    try:
        doubt_elsewhere(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _reader(url: str, parts: AsyncExitStack) -> Line:
    line = Line(partial(Connection.open, url, reads_only=True))
    parts.push_async_callback(line.close)
    return line


async def _looking_on(url: str) -> Writer:
    line = Line(partial(Connection.open, url, reads_only=True))
    try:
        await line.run(refuse_unlike)
        await line.run(refuse_unfinished)
    except psycopg.Error as error:
        raise in_our_words(error) from error
    finally:
        await line.close()
    return ReadOnly()
