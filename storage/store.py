"""The Store: everything the bot remembers, spoken of in the words of the domain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.domain.batch import Batch
from bot.domain.budgets import Budgets, MonthlySpend
from bot.domain.caps import Caps
from bot.domain.events import HistoryLine
from bot.domain.generation import JobId, Json, Kind
from bot.domain.policy import Actor, ChannelPolicy, SettingChange
from bot.domain.presets import Preset
from bot.domain.search import TaskPage, TaskSearch
from bot.domain.task import BatchId, ChannelId, Status, Task, TaskId, TeamId, Ts, UserId


class RowState(StrEnum):
    """Where an effect stands. `unknown`: it was on its way when the process died or its answer was lost."""

    READY = "ready"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEffect:
    """An effect to be kept. `repeats`: a key that is there already is armed again instead of ignored."""

    key: str
    name: str
    task: TaskId | None
    channel: str
    due: datetime
    payload: Mapping[str, Json]
    paid: bool = False
    repeats: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An effect taken for carrying out. `unsure`: an earlier try may have been done already.

    `wanted` tells whether the row was armed again meanwhile (see `finish`). `attempts` counts the tries
    before this one, since the row was armed at `armed`. `restored`: the doubt comes from a restored backup,
    so even a paid call whose request was never kept may have been made. `place`: under which of its places
    among several processes this one took it; a process that was given up goes on under another.
    """

    row: int
    key: str
    name: str
    task: TaskId | None
    channel: str
    payload: Mapping[str, Json]
    attempts: int
    wanted: int
    unsure: bool
    due: datetime
    armed: datetime
    restored: bool = False
    place: int = field(default=0, compare=False)


at_hand: ContextVar[Claim | None] = ContextVar("claim at hand", default=None)
"""What is being carried out here, so that a call deep down can be asked whether it is still its process's."""


class MoneyState(StrEnum):
    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One spend. `credit` in the provider's credits, `money` in the configured currency or None.

    `estimated`: the provider gave no figure. `maybe_refunded`: the job failed and the provider may pay back.
    `at` is that of the first writing: a late settlement does not move a spend into another month.
    """

    key: str
    task: TaskId
    team: TeamId
    channel: ChannelId
    person: UserId
    provider: str
    credit: Decimal
    money: Decimal | None
    state: MoneyState
    estimated: bool = True
    maybe_refunded: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One transition with all that belongs to it; saved whole or not at all.

    `task.version` is the new version; `was` the one it must replace (-1: the task is new). A new task with
    a `dedupe` key that is there already is not saved again. `forget` names effect keys to be dropped when
    they are still waiting. What goes over one of the `budgets` is not saved; `warnings` (the channel's, the
    person's) are kept once the budget in question is nearly used. A task that becomes queued, or is about
    to be sent, is held against the `caps`.
    """

    task: Task
    was: int
    history: Sequence[HistoryLine]
    effects: Sequence[NewEffect] = ()
    ledger: Sequence[LedgerRow] = ()
    dedupe: str | None = None
    webhook_sha256: str | None = None
    forget: Sequence[str] = ()
    sent: SendMark | None = None
    budgets: Budgets | None = None
    warnings: Sequence[NewEffect] = ()
    caps: Caps | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMark:
    """The request of a paid effect as it will leave, kept with its row for a verbatim resend."""

    row: int
    request: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A provider's call as it came in, not yet believed."""

    id: int
    provider: str
    task: TaskId | None
    body: bytes
    headers: Mapping[str, str]
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenJob:
    """A rendering or stalled task that is due for a read. `since`: when its job was sent."""

    row: int
    task: TaskId
    job_id: JobId
    kind: Kind
    since: datetime
    stalled: bool
    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list, newest first."""

    channels: Sequence[ChannelId] | None = None
    statuses: Sequence[Status] | None = None
    requester: UserId | None = None
    since: datetime | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Sums of the ledger (credits) of one provider since a time: what is spent, and what may be."""

    provider: str
    settled: Decimal
    open: Decimal
    unknown: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How long to wait for it, and whether because Slack said so to some process."""

    wait: timedelta
    is_held: bool


class Turns(Protocol):
    """Where processes that share a database agree on when each may call Slack.

    All raise StorageError while the database is away.
    """

    async def look(self, method: str, channel: str) -> Turn:
        """When a call may be made that has no pace of its own."""
        ...

    async def take(
        self, method: str, channel: str, *, apart: timedelta, burst: int, longest: timedelta
    ) -> Turn:
        """The next turn of those that are so far `apart`, after a `burst`; taken unless it is further off
        than `longest`."""
        ...

    async def hold(self, method: str, channel: str, wait: timedelta) -> None:
        """Slack told one process to wait: all do."""
        ...


class Store(Protocol):
    """What an engine has to do. Every call that returns has been committed.

    All raise StorageFull when nothing can be written and Corrupt when the file is damaged.
    """

    async def save(self, change: Change) -> bool:
        """Keep a change. False when its `dedupe` key was there already, and nothing was written.

        Raises NoSlot or LineFull when a cap is reached, decided within the transaction as well.
        Raises OverBudget when its ledger would go over an enforced budget, decided within the transaction.
        Raises StaleTask when the task's version is not `change.was` any more, or when another task already
        owns the same provider, job and goal.
        """
        ...

    async def load(self, task: TaskId) -> Task | None: ...

    async def by_dedupe(self, key: str) -> Task | None:
        """The task that an earlier delivery of the same order made."""
        ...

    async def lineage(self, root: TaskId) -> Sequence[Task]:
        """All tasks of one thread, oldest first."""
        ...

    async def by_job(self, provider: str, job: JobId) -> Sequence[Task]:
        """The tasks that own this job: at most one for each goal."""
        ...

    async def claimed_jobs(self, provider: str) -> frozenset[JobId]:
        """Every job of this provider that some task owns, whatever became of the task."""
        ...

    async def by_message(self, channel: ChannelId, ts: Ts) -> Task | None:
        """The task whose status or result message this is."""
        ...

    async def tasks(self, wanted: TaskFilter) -> Sequence[Task]: ...

    async def search(self, wanted: TaskSearch) -> TaskPage:
        """A page of tasks. Costs the same however many there are: it stops after a fixed way, and says so."""
        ...

    async def history(self, task: TaskId) -> Sequence[HistoryLine]: ...

    async def count_open(self) -> Mapping[Status, int]:
        """How many tasks are in each state that is still open."""
        ...

    async def running(self, limit: int) -> Sequence[Task]:
        """Rendering tasks whose progress may be redrawn, the longest unseen first."""
        ...

    async def ahead(self, task: Task) -> int:
        """How many queued tasks of the same provider stand before it in its channel."""
        ...

    async def usual_times(self, provider: str, call: str, last: int) -> Sequence[timedelta]:
        """How long the last finished jobs of this call took."""
        ...

    async def claim_due(self, now: datetime, *, limit: int, busy: Sequence[str] = ()) -> Sequence[Claim]:
        """Take effects that are due and mark them as sending, in one commit.

        Urgent ones first, then the longest due; no channel gets more than its share of a claim while others
        wait. `busy` names channels to pass over. Effects called CheckJob are not claimed here.
        """
        ...

    async def providers_with_checks(self, providers: Collection[str], now: datetime) -> frozenset[str]:
        """Which of these have a job that is due for a read."""
        ...

    async def claim_checks(self, provider: str, now: datetime, *, limit: int) -> Sequence[OpenJob]:
        """The jobs of one provider that are due for a read (harmless to read twice, so never marked)."""
        ...

    async def count_due(self, now: datetime) -> int:
        """How many effects and checks are due and not yet taken."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next effect or check becomes due."""
        ...

    async def finish(self, claim: Claim, *, state: RowState = RowState.DONE, error: str = "") -> None:
        """End a claim. A row that was armed again since the claim becomes ready instead of done."""
        ...

    async def retry(self, claim: Claim, *, due: datetime, error: str, unsure: bool = False) -> None:
        """Give a claim back for `due`; `unsure` when this try may have been done."""
        ...

    async def put_off_checks(self, due: Mapping[int, datetime]) -> None:
        """Give many checks their next time in one commit."""
        ...

    async def end_checks(self, rows: Sequence[int]) -> None:
        """Jobs that were read, and whose tasks have heard of it. One that goes on is still to be read."""
        ...

    async def add_effects(self, effects: Sequence[NewEffect]) -> None:
        """Effects that belong to no transition, such as a private answer."""
        ...

    async def sent_request(self, key: str) -> Mapping[str, Json] | None:
        """The request kept with a paid effect, or None when it never left."""
        ...

    async def mark_interrupted(self) -> Sequence[Claim]:
        """At start: every effect found as sending becomes unknown. Returns the paid ones among them."""
        ...

    async def take_over(self) -> Sequence[Claim]:
        """While running: every effect that a process which is gone had as sending becomes unknown. Returns
        the paid ones among them. Where one process is alone there is never any."""
        ...

    async def listen(self, *, news: Callable[[], None], given_up: Callable[[], None]) -> None:
        """Call `news` in the event loop whenever other processes may have left something to do, `given_up`
        when they took over whatever this one has claimed. Where one process is alone nobody ever calls."""
        ...

    async def take_alone(self, key: str) -> bool:
        """Whether this process, of all that share the store, does now what `key` names. Not for two tasks
        within one: they need a lock. It ends with `leave_alone`, or with the process."""
        ...

    async def leave_alone(self, key: str) -> None:
        """The next may take it."""
        ...

    @property
    def may_act(self) -> bool:
        """Whether the claim at hand is surely still this process's own; without one, whether any would be.
        Asked right before a call leaves that must not leave twice."""
        ...

    @property
    def leads(self) -> bool:
        """Whether this process does what one of several is enough for. For a moment two may believe so, or
        none."""
        ...

    @property
    def turns(self) -> Turns | None:
        """None where one process is alone and needs to ask nobody."""
        ...

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
        """Keep an incoming webhook once: by its body, or by the provider's own name of the event where it has
        one, for a repetition may be worded anew. False when no living token has this hash."""
        ...

    async def token_lives(self, provider: str, token_sha256: str, now: datetime) -> bool:
        """Whether a webhook with a token of this hash would be kept."""
        ...

    async def take_hooks(self, limit: int) -> Sequence[Hook]:
        """Webhooks nobody has looked at yet, oldest first."""
        ...

    async def hooks_done(self, hooks: Sequence[int]) -> None: ...

    async def token_owner(self, token_sha256: str) -> TaskId | None:
        """The task for which this webhook token was made, living or not."""
        ...

    async def policy(self, team: TeamId, channel: ChannelId) -> ChannelPolicy: ...

    async def set_policy(
        self,
        policy: ChannelPolicy,
        changes: Sequence[SettingChange] = (),
        *,
        was: ChannelPolicy | None = None,
    ) -> bool:
        """New settings of a channel, with the lines that its audit trail gets.

        False, and nothing is written, when the settings are no longer what they `was`.
        """
        ...

    async def setting_changes(self, team: TeamId, channel: ChannelId, limit: int) -> Sequence[SettingChange]:
        """The last changes of a channel's settings, newest first."""
        ...

    async def undecided(self, limit: int) -> Sequence[Task]:
        """Spends that wait for approval, then results that wait for it; at most `limit` of each, the newest
        first. Costs the same however many tasks there are."""
        ...

    async def presets(self, team: TeamId, channel: ChannelId) -> Sequence[Preset]:
        """By name."""
        ...

    async def keep_preset(self, preset: Preset, change: SettingChange) -> None:
        """New, or in the place of the one with its name; with the line that the audit trail gets."""
        ...

    async def drop_preset(self, preset: Preset, change: SettingChange) -> None: ...

    async def keep_batch(self, batch: Batch) -> None:
        """A table that was checked. Keeping it twice is harmless."""
        ...

    async def batch(self, batch: BatchId) -> Batch | None: ...

    async def move_batch(self, batch: BatchId, ts: Ts) -> None:
        """Its message stands under `ts` now."""
        ...

    async def batch_tasks(self, batch: BatchId) -> Sequence[Task]:
        """What a batch ordered, in the order of its rows; not what grew out of that."""
        ...

    async def person(self, team: TeamId, user: UserId, *, newer_than: datetime) -> Actor | None:
        """What is known of a person, unless it is older than asked for."""
        ...

    async def keep_person(self, actor: Actor, *, seen_in: TeamId, now: datetime) -> None: ...

    async def spends(
        self, team: TeamId, *, since: datetime, channel: ChannelId | None = None
    ) -> Sequence[Spend]: ...

    async def refunded(self, task: TaskId, *, by: UserId, now: datetime) -> bool:
        """The provider did pay this task's failed job back: its spends are released, and its history says who
        said so. False when nothing of it may be refunded."""
        ...

    async def monthly_spends(
        self, team: TeamId, month: str, *, channel: ChannelId | None = None, person: UserId | None = None
    ) -> Sequence[MonthlySpend]:
        """What a month ("2026-11") cost in one channel, or one person wherever, without what was released.

        Costs the same however many tasks there are.
        """
        ...

    async def ledger(self, tasks: Sequence[TaskId]) -> Sequence[LedgerRow]: ...

    async def media_before(self, moment: datetime, limit: int) -> Sequence[Task]:
        """Tasks whose archived media are older than `moment`, for tidying."""
        ...

    async def media_tidied(self, tasks: Sequence[TaskId]) -> None:
        """The archived bytes of these tasks are gone: `media_before` does not name them again."""
        ...

    async def deleted_among(self, tasks: Sequence[TaskId]) -> frozenset[TaskId]:
        """Which of these were deleted, or are about to be."""
        ...

    async def tidy(self, *, hooks_before: datetime, tokens_before: datetime) -> None:
        """Drop raw webhooks and dead tokens that are older than asked for."""
        ...

    async def ready(self) -> bool:
        """Whether the database can be read and written now."""
        ...

    async def backup(self, path: Path) -> None:
        """A whole, consistent copy under `path`, made while running. A restored copy is opened with doubt.

        Raises StorageError when `path` exists already or cannot be written.
        """
        ...

    async def close(self) -> None: ...
