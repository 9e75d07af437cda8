"""Everything that a store in SQL does alike, whatever its engine."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from bot.domain.batch import Batch
from bot.domain.policy import Actor, ChannelPolicy, SettingChange
from bot.domain.presets import Preset
from bot.domain.task import BatchId, TaskId, TeamId, Ts, UserId
from bot.errors import StorageError, StorageFull
from storage.queries import SQL
from storage.sql import batches, inbox, money, outbox, people, presets, saving, settings
from storage.sql.commits import Writer
from storage.sql.database import Database
from storage.sql.readers import Readers
from storage.sql.reading import Reading
from storage.sql.values import to_json_list
from storage.store import Change, Claim, NewEffect, OpenJob, RowState, Turns

T = TypeVar("T")


A_LITTLE: Final = 8 * 1024
ROOM: Final = 1024 * 1024
"""Bytes of a probing write: enough to need pages of its own, and as much as a crowd of writes needs."""


class SQLStore(Reading):
    """A Store without what each engine does in its own way: opening and `backup`."""

    def __init__(self, *, readers: Readers, writer: Writer, open_parts: AsyncExitStack) -> None:
        super().__init__(readers)
        self._writer = writer
        self._open_parts = open_parts
        self._was_full = False

    @property
    def may_act(self) -> bool:
        return True

    @property
    def leads(self) -> bool:
        return True

    @property
    def turns(self) -> Turns | None:
        return None

    async def take_alone(self, key: str) -> bool:  # noqa: ARG002 - nobody else is here
        return True

    async def leave_alone(self, key: str) -> None:
        """Nobody waits for it."""

    async def listen(self, *, news: Callable[[], None], given_up: Callable[[], None]) -> None:
        """Nobody else is here."""

    async def take_over(self) -> Sequence[Claim]:
        return ()

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
        await self._write(outbox.Finish(claim=claim, state=state, error=error))

    async def retry(self, claim: Claim, *, due: datetime, error: str, unsure: bool = False) -> None:
        await self._write(partial(outbox.retry, claim=claim, due=due, error=error, unsure=unsure))

    async def put_off_checks(self, due: Mapping[int, datetime]) -> None:
        if due:
            await self._write(partial(outbox.put_off_checks, due=due))

    async def end_checks(self, rows: Sequence[int]) -> None:
        if rows:
            await self._write(partial(outbox.end_checks, rows=rows))

    async def mark_interrupted(self) -> Sequence[Claim]:
        return await self._write(outbox.mark_interrupted)

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
        call = inbox.Call(
            provider=provider,
            token_sha256=token_sha256,
            body=body,
            headers=headers,
            now=now,
            event=event,
        )
        return await self._write(call)

    async def hooks_done(self, hooks: Sequence[int]) -> None:
        await self._write(partial(inbox.end_hooks, hooks=hooks))

    async def set_policy(
        self,
        policy: ChannelPolicy,
        changes: Sequence[SettingChange] = (),
        *,
        was: ChannelPolicy | None = None,
    ) -> bool:
        return await self._write(partial(settings.set_policy, after=policy, changes=changes, was=was))

    async def keep_preset(self, preset: Preset, change: SettingChange) -> None:
        await self._write(partial(presets.keep, preset=preset, change=change))

    async def drop_preset(self, preset: Preset, change: SettingChange) -> None:
        await self._write(partial(presets.drop, preset=preset, change=change))

    async def keep_batch(self, batch: Batch) -> None:
        await self._write(partial(batches.keep, batch=batch))

    async def move_batch(self, batch: BatchId, ts: Ts) -> None:
        await self._write(partial(batches.move, batch=batch, ts=ts))

    async def keep_person(self, actor: Actor, *, seen_in: TeamId, now: datetime) -> None:
        await self._write(partial(people.keep_person, actor=actor, seen_in=seen_in, now=now))

    async def refunded(self, task: TaskId, *, by: UserId, now: datetime) -> bool:
        return await self._write(partial(money.refunded, task=task, by=by, now=now))

    async def media_tidied(self, tasks: Sequence[TaskId]) -> None:
        names = to_json_list(tasks)
        await self._write(lambda database: run(database, "media_tidied", names))

    async def tidy(self, *, hooks_before: datetime, tokens_before: datetime) -> None:
        await self._write(partial(inbox.tidy, hooks_before=hooks_before, tokens_before=tokens_before))

    async def ready(self) -> bool:
        """After a write that did not fit, only a large one proves that there is room again."""
        size = ROOM if self._was_full else A_LITTLE
        try:
            await self._write(lambda database: run(database, "probe", size))
            await self.next_due()
        except StorageError:
            return False
        self._was_full = False
        return True

    async def _write(self, work: Callable[[Database], T]) -> T:
        try:
            return await self._writer.write(work)
        except StorageFull:
            self._was_full = True
            raise

    async def close(self) -> None:
        """Commit what was asked for and let go of everything. Closing twice is harmless."""
        self._readers.refuse()
        await self._open_parts.aclose()


def run(database: Database, query: str, *about: object) -> None:
    database.execute(SQL[query], about)
