"""The PostgreSQL store: several processes on one database, each with one connection that writes."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from bot.errors import StorageError
from bot.logs import get_logger
from storage.postgres.connection import Connection
from storage.postgres.faults import in_our_words
from storage.postgres.lease import LEASE, Lease
from storage.postgres.line import Line
from storage.postgres.opening import prepare, refuse_unlike
from storage.postgres.place import doubt_elsewhere
from storage.sql import inbox, outbox
from storage.sql.commits import GroupCommit, ReadOnly, Writer
from storage.sql.readers import Readers
from storage.sql.store import SQLStore
from storage.store import Hook, OpenJob

READERS: Final = 2

log = get_logger()


class PostgresStore(SQLStore):
    """A Store that several processes share. A write that has returned is committed."""

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


async def open_store(url: str, *, read_only: bool = False, lease: timedelta = LEASE) -> PostgresStore:
    """Open the database at `url`, its tables made if need be. `read_only` only looks.

    Raises SchemaTooNew, or StorageError for an old server or a database of another program.
    """
    async with AsyncExitStack() as parts:
        writer = await _looking_on(url) if read_only else await _writing(url, Lease(lease), parts)
        readers = Readers([_reader(url, parts) for _ in range(READERS)])
        return PostgresStore(readers=readers, writer=writer, open_parts=parts.pop_all())


async def _writing(url: str, lease: Lease, parts: AsyncExitStack) -> Writer:
    """The writer is closed before the lease ends: what it still has to commit is ours."""
    pulse = Line(partial(Connection.open, url))
    parts.push_async_callback(pulse.close)
    try:
        await pulse.run(prepare)
        await pulse.run(lease.renew)
    except psycopg.Error as error:
        raise in_our_words(error) from error
    parts.push_async_callback(_end, pulse, lease)
    beating = asyncio.create_task(_renew(pulse, lease), name="lease")
    parts.push_async_callback(_cancel, beating)
    writer = GroupCommit(Line(partial(_writing_connection, url), lease.sign))
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
    except psycopg.Error as error:
        raise in_our_words(error) from error
    finally:
        await line.close()
    return ReadOnly()


async def _renew(line: Line, lease: Lease) -> None:
    """A failed renewal is tried again soon: until one succeeds, no paid call leaves."""
    while True:
        await asyncio.sleep(lease.every.total_seconds())
        try:
            await line.run(lease.renew)
        except psycopg.Error as error:
            log.warning("lease not renewed", error=str(in_our_words(error)))


async def _end(line: Line, lease: Lease) -> None:
    """Without the database it ends by itself."""
    with suppress(psycopg.Error):
        await line.run(lease.end)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
