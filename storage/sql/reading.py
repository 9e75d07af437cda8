"""The half of a store that only asks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.domain.batch import Batch
from bot.domain.budgets import MonthlySpend
from bot.domain.events import HistoryLine
from bot.domain.generation import JobId, Json
from bot.domain.policy import Actor, ChannelPolicy, SettingChange
from bot.domain.presets import Preset
from bot.domain.search import TaskPage, TaskSearch
from bot.domain.task import BatchId, ChannelId, Status, Task, TaskId, TeamId, Ts, UserId
from storage.queries import SQL
from storage.sql import batches, caps, inbox, lists, money, outbox, people, presets, search, settings
from storage.sql.readers import Readers
from storage.sql.values import from_json
from storage.store import Hook, LedgerRow, Spend, TaskFilter


class Reading:
    """Answers from the reading connections. What was committed before a question is in its answer."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def load(self, task: TaskId) -> Task | None:
        return await self._readers.run(lambda database: lists.one(database, "load", task))

    async def by_dedupe(self, key: str) -> Task | None:
        return await self._readers.run(lambda database: lists.one(database, "by_dedupe", key))

    async def lineage(self, root: TaskId) -> Sequence[Task]:
        return await self._readers.run(lambda database: lists.several(database, "lineage", root))

    async def by_job(self, provider: str, job: JobId) -> Sequence[Task]:
        return await self._readers.run(lambda database: lists.several(database, "by_job", provider, job))

    async def claimed_jobs(self, provider: str) -> frozenset[JobId]:
        return await self._readers.run(partial(lists.claimed_jobs, provider=provider))

    async def by_message(self, channel: ChannelId, ts: Ts) -> Task | None:
        return await self._readers.run(lambda database: lists.one(database, "by_message", channel, ts))

    async def tasks(self, wanted: TaskFilter) -> Sequence[Task]:
        return await self._readers.run(partial(lists.filtered, wanted=wanted))

    async def search(self, wanted: TaskSearch) -> TaskPage:
        return await self._readers.run(partial(search.page, wanted=wanted))

    async def undecided(self, limit: int) -> Sequence[Task]:
        spends = await self._readers.run(lambda database: lists.several(database, "awaiting_approval", limit))
        made = await self._readers.run(lambda database: lists.several(database, "delivered", limit))
        return [*spends, *made]

    async def presets(self, team: TeamId, channel: ChannelId) -> Sequence[Preset]:
        return await self._readers.run(partial(presets.of, team=team, channel=channel))

    async def batch(self, batch: BatchId) -> Batch | None:
        return await self._readers.run(partial(batches.load, batch=batch))

    async def batch_tasks(self, batch: BatchId) -> Sequence[Task]:
        return await self._readers.run(lambda database: lists.several(database, "batch_tasks", batch))

    async def history(self, task: TaskId) -> Sequence[HistoryLine]:
        return await self._readers.run(partial(lists.history, task=task))

    async def count_open(self) -> Mapping[Status, int]:
        return await self._readers.run(lists.count_open)

    async def running(self, limit: int) -> Sequence[Task]:
        return await self._readers.run(lambda database: lists.several(database, "running", limit))

    async def ahead(self, task: Task) -> int:
        return await self._readers.run(partial(caps.ahead, task=task))

    async def usual_times(self, provider: str, call: str, last: int) -> Sequence[timedelta]:
        return await self._readers.run(partial(lists.usual_times, provider=provider, call=call, last=last))

    async def providers_with_checks(self, providers: Collection[str], now: datetime) -> frozenset[str]:
        return await self._readers.run(partial(outbox.providers_with_checks, providers=providers, now=now))

    async def count_due(self, now: datetime) -> int:
        return await self._readers.run(partial(outbox.count_due, now=now))

    async def next_due(self) -> datetime | None:
        return await self._readers.run(outbox.next_due)

    async def sent_request(self, key: str) -> Mapping[str, Json] | None:
        row = await self._readers.run(
            lambda database: database.execute(SQL["sent_request"], (key,)).fetchone()
        )
        kept: Mapping[str, Json] | None = from_json(row[0]) if row and row[0] else None
        return kept

    async def take_hooks(self, limit: int) -> Sequence[Hook]:
        return await self._readers.run(partial(inbox.new_hooks, limit=limit))

    async def token_lives(self, provider: str, token_sha256: str, now: datetime) -> bool:
        return await self._readers.run(
            partial(inbox.token_lives, provider=provider, token_sha256=token_sha256, now=now)
        )

    async def token_owner(self, token_sha256: str) -> TaskId | None:
        return await self._readers.run(partial(inbox.token_owner, token_sha256=token_sha256))

    async def policy(self, team: TeamId, channel: ChannelId) -> ChannelPolicy:
        return await self._readers.run(partial(settings.policy, team=team, channel=channel))

    async def setting_changes(self, team: TeamId, channel: ChannelId, limit: int) -> Sequence[SettingChange]:
        return await self._readers.run(
            partial(settings.setting_changes, team=team, channel=channel, limit=limit)
        )

    async def person(self, team: TeamId, user: UserId, *, newer_than: datetime) -> Actor | None:
        return await self._readers.run(partial(people.person, seen_in=team, user=user, newer_than=newer_than))

    async def spends(
        self, team: TeamId, *, since: datetime, channel: ChannelId | None = None
    ) -> Sequence[Spend]:
        return await self._readers.run(partial(money.spends, team=team, since=since, channel=channel))

    async def monthly_spends(
        self, team: TeamId, month: str, *, channel: ChannelId | None = None, person: UserId | None = None
    ) -> Sequence[MonthlySpend]:
        return await self._readers.run(
            partial(money.monthly_spends, team=team, month=month, channel=channel, person=person)
        )

    async def ledger(self, tasks: Sequence[TaskId]) -> Sequence[LedgerRow]:
        return await self._readers.run(partial(money.ledger, tasks=tasks))

    async def deleted_among(self, tasks: Sequence[TaskId]) -> frozenset[TaskId]:
        return await self._readers.run(partial(lists.deleted_among, tasks=tasks))

    async def media_before(self, moment: datetime, limit: int) -> Sequence[Task]:
        return await self._readers.run(partial(lists.media_before, moment=moment, limit=limit))
