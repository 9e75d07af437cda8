"""The SQLite store: one connection that writes, two that read, one process."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from bot.domain.policy import Actor, ChannelPolicy, SettingChange
from bot.domain.task import TaskId, TeamId, UserId
from bot.errors import StorageError, StorageFull
from storage.queries import SQL
from storage.sqlite import inbox, money, outbox, people, saving, settings
from storage.sqlite.backup import copy_database
from storage.sqlite.commits import GroupCommit, ReadOnly, Writer
from storage.sqlite.faults import our_words
from storage.sqlite.line import READERS, Line, Readers
from storage.sqlite.opening import prepare_reader, prepare_writer, refuse_old_sqlite, refuse_unlike
from storage.sqlite.place import OneProcess, make_private, refuse_missing, refuse_network, whole_path
from storage.sqlite.reading import Reading
from storage.sqlite.values import to_json_list, to_micros
from storage.store import Change, Claim, NewEffect, OpenJob, RowState

T = TypeVar("T")

A_LITTLE: Final = 8 * 1024
ROOM: Final = 1024 * 1024
"""Bytes of a probing write: enough to need pages of its own, and as much as a crowd of writes needs."""


class SQLiteStore(Reading):
    """A Store in one file. A write that has returned is committed and flushed to the disk."""

    def __init__(self, *, path: Path, readers: Readers, writer: Writer, open_parts: AsyncExitStack) -> None:
        super().__init__(readers)
        self._path = path
        self._writer = writer
        self._open_parts = open_parts
        self._was_full = False

    async def save(self, change: Change) -> bool:
        return await self._write(partial(saving.save, change=change))

    async def add_effects(self, effects: Sequence[NewEffect]) -> None:
        await self._write(partial(saving.add_effects, effects=effects))

    async def claim_due(self, now: datetime, *, limit: int, busy: Sequence[str] = ()) -> Sequence[Claim]:
        return await self._write(partial(outbox.claim_due, now=now, limit=limit, busy=busy))

    async def claim_checks(self, provider: str, now: datetime, *, limit: int) -> Sequence[OpenJob]:
        while True:
            jobs, over = await self._readers.run(
                partial(outbox.due_checks, provider=provider, now=now, limit=limit)
            )
            if over:
                await self._write(partial(outbox.end_checks, rows=over))
            if jobs or not over:
                return jobs

    async def finish(self, claim: Claim, *, state: RowState = RowState.DONE, error: str = "") -> None:
        await self._write(partial(outbox.finish, claim=claim, state=state, error=error))

    async def retry(self, claim: Claim, *, due: datetime, error: str, unsure: bool = False) -> None:
        await self._write(partial(outbox.retry, claim=claim, due=due, error=error, unsure=unsure))

    async def put_off_checks(self, due: Mapping[int, datetime]) -> None:
        if due:
            await self._write(partial(outbox.put_off_checks, due=due))

    async def mark_interrupted(self) -> Sequence[Claim]:
        return await self._write(outbox.mark_interrupted)

    async def add_hook(
        self, *, provider: str, token_sha256: str, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> bool:
        return await self._write(
            inbox.Call(provider=provider, token_sha256=token_sha256, body=body, headers=headers, now=now)
        )

    async def hooks_done(self, hooks: Sequence[int]) -> None:
        await self._write(partial(inbox.end_hooks, hooks=hooks))

    async def set_policy(self, policy: ChannelPolicy, changes: Sequence[SettingChange] = ()) -> None:
        await self._write(partial(settings.set_policy, policy=policy, changes=changes))

    async def keep_person(self, actor: Actor, *, seen_in: TeamId, now: datetime) -> None:
        await self._write(partial(people.keep_person, actor=actor, seen_in=seen_in, now=now))

    async def refunded(self, task: TaskId, *, by: UserId, now: datetime) -> bool:
        return await self._write(partial(money.refunded, task=task, by=by, now=now))

    async def media_tidied(self, tasks: Sequence[TaskId]) -> None:
        names = to_json_list(tasks)
        await self._write(lambda database: _run(database, "media_tidied", names))

    async def tidy(self, *, hooks_before: datetime, tokens_before: datetime) -> None:
        await self._write(partial(inbox.tidy, hooks_before=hooks_before, tokens_before=tokens_before))

    async def ready(self) -> bool:
        """After a write that did not fit, only a large one proves that there is room again."""
        size = ROOM if self._was_full else A_LITTLE
        try:
            await self._write(lambda database: _run(database, "probe", size))
            await self.next_due()
        except StorageError:
            return False
        self._was_full = False
        return True

    async def backup(self, path: Path) -> None:
        """Copied through a connection of its own, so that nobody waits for it."""
        line = await Line.open(self._path, mode="ro")
        try:
            with our_words():
                await line.run(prepare_reader)
                stamp = to_micros(datetime.now(UTC))
                await line.run(partial(copy_database, path=path, now_micros=stamp))
        finally:
            await line.close()

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._writer.write(work)
        except StorageFull:
            self._was_full = True
            raise

    async def close(self) -> None:
        """Commit what was asked for and let go of the file. Closing twice is harmless."""
        self._readers.refuse()
        await self._open_parts.aclose()


async def open_store(path: Path, *, read_only: bool = False) -> SQLiteStore:
    """Open the database at `path`, made if need be. `read_only` only looks, also while a bot runs on it.

    Raises SchemaTooNew, Corrupt, or StorageError for a second process, a network file system or a file of
    another program.
    """
    refuse_old_sqlite()
    whole = whole_path(path)
    async with AsyncExitStack() as parts:
        writer = await _looking_on(whole) if read_only else await _writing(whole, parts)
        readers = Readers([await _reader(whole, parts) for _ in range(READERS)])
        return SQLiteStore(path=whole, readers=readers, writer=writer, open_parts=parts.pop_all())


async def _writing(path: Path, parts: AsyncExitStack) -> Writer:
    """Opened first, so closed last: the writer outlives the readers and leaves one tidy file behind."""
    refuse_network(path)
    parts.callback(OneProcess(path).release)
    make_private(path)
    line = await Line.open(path, mode="rwc")
    writer = GroupCommit(line)
    parts.push_async_callback(writer.close)
    with our_words():
        await line.run(prepare_writer)
    return writer


async def _looking_on(path: Path) -> Writer:
    refuse_missing(path)
    line = await Line.open(path, mode="ro")
    try:
        with our_words():
            await line.run(refuse_unlike)
    finally:
        await line.close()
    return ReadOnly()


async def _reader(path: Path, parts: AsyncExitStack) -> Line:
    line = await Line.open(path, mode="ro")
    parts.push_async_callback(line.close)
    with our_words():
        await line.run(prepare_reader)
    return line


def _run(database: sqlite3.Connection, query: str, *about: object) -> None:
    database.execute(SQL[query], about)
