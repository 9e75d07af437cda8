"""A task: one wish of one person in one channel, and where it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from bot.domain.generation import Generation, JobId, Kind

TaskId = NewType("TaskId", str)
TeamId = NewType("TeamId", str)
ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
BatchId = NewType("BatchId", str)
Ts = NewType("Ts", str)  # Slack's message id: "seconds.micros", unique in its channel, never a number


class Status(StrEnum):
    """Where a task stands. Each says what happens if the process dies there."""

    REQUESTED = "requested"
    """Written down, not yet checked or shown. After a death the admission runs again: it only reads."""

    AWAITING_APPROVAL = "awaiting_approval"
    """Somebody has to approve the spend. Nothing was sent; after a death it simply goes on waiting."""

    QUEUED = "queued"
    """Waits for a slot and for its message in Slack. After a death that message is looked for before it is
    posted again, and the job is sent once the message is known."""

    SUBMITTING = "submitting"
    """Committed before the request leaves. Found at start: it may have arrived, so it is `unknown`."""

    UNKNOWN = "unknown"
    """May have been accepted. After a death the reconciliation goes on where its reads were counted."""

    RENDERING = "rendering"
    """The provider works on a known job. After a death polling goes on; nothing is sent again."""

    STALLED = "stalled"
    """Over the deadline of its kind. After a death it is still read every ten minutes."""

    FETCHING = "fetching"
    """Being archived and uploaded. After a death the archive and the Slack file id say what is left."""

    UNDELIVERED = "undelivered"
    """Paid, exists, not shown. Nothing runs; a person's Try again fetches and posts for free."""

    DELIVERED = "delivered"
    """Shown with its buttons. Nothing runs; redraws that were open are done again, which is harmless."""

    APPROVED = "approved"
    """Decided. Nothing runs but redraws and the broadcast, which is looked for before it is posted again."""

    FAILED = "failed"
    """Final: the provider refused or failed it, or a person gave it up."""

    REFUSED = "refused"
    """Final: it never started, because somebody or something said no. Nothing was spent."""

    EXPIRED = "expired"
    """Final: nobody approved the spend in time. Nothing was spent."""

    CANCELLED = "cancelled"
    """Final: a person stopped it. What had been sent by then may have been charged."""

    DELETING = "deleting"
    """Being removed everywhere. After a death the removal runs again: what is gone already is no error."""

    DELETED = "deleted"
    """Removed; the row stays, so that late news finds it and is absorbed."""

    @property
    def is_settled(self) -> bool:
        """Whether news from the provider can no longer change it."""
        return self in _SETTLED

    @property
    def is_open(self) -> bool:
        """Whether something is still being done for it, or somebody has to decide before it can go on."""
        return self in _OPEN

    @property
    def has_result(self) -> bool:
        return self in _WITH_RESULT


_SETTLED = frozenset(
    {
        Status.UNDELIVERED,
        Status.DELIVERED,
        Status.APPROVED,
        Status.FAILED,
        Status.REFUSED,
        Status.EXPIRED,
        Status.CANCELLED,
        Status.DELETING,
        Status.DELETED,
    }
)
_OPEN = frozenset(
    {
        Status.REQUESTED,
        Status.AWAITING_APPROVAL,
        Status.QUEUED,
        Status.SUBMITTING,
        Status.UNKNOWN,
        Status.RENDERING,
        Status.STALLED,
        Status.FETCHING,
    }
)
_WITH_RESULT = frozenset({Status.UNDELIVERED, Status.DELIVERED, Status.APPROVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where a task can be seen in Slack; what is None was not posted yet."""

    status_ts: Ts | None = None
    result_ts: Ts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A finished image or video: the archived bytes and, once uploaded, their file in Slack.

    `path` is relative to the archive; `size` is in bytes.
    """

    path: str
    sha256: str
    size: int
    mime: str
    slack_file: str | None = None


class Verdict(StrEnum):
    """What somebody said while a task was reviewed."""

    SPEND = "spend"
    """Agreed that the money be spent."""

    ASKED_NEXT = "asked_next"
    """Nobody else decided about the spend in time, so this person may as well."""

    APPROVED = "approved"
    CHANGES = "changes"
    """Wants it different: the round is over, and what was approved in it counts no more."""

    REOPENED = "reopened"

    @property
    def ends_round(self) -> bool:
        return self in {Verdict.CHANGES, Verdict.REOPENED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One verdict. `version` is that of the task from then on."""

    by: UserId
    verdict: Verdict
    at: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One wish of one person in one channel: one generation at one provider.

    `lineage` is the id of the first task of its thread, whose status message is the root. `attempt` counts
    the times that a person had it sent anew; `resends` the one automatic resend; `looks` the reads that did
    not find a lost job since `submitted_at`. `estimate` and `cost` are in the provider's credits. `reply_to`
    is Slack's response_url of the order, good for 30 minutes and for a private answer where the bot is no
    member. A row of a table knows its `batch`, whose message is its root. `reviews` are all verdicts of all
    rounds, oldest first.
    """

    id: TaskId
    team: TeamId
    channel: ChannelId
    requester: UserId
    generation: Generation
    lineage: TaskId
    created_at: datetime
    changed_at: datetime
    estimate: Decimal
    status: Status = Status.REQUESTED
    version: int = 0
    parent: TaskId | None = None
    follow_up: Kind | None = None
    confirmed: bool = False
    job_id: JobId | None = None
    attempt: int = 1
    resends: int = 0
    looks: int = 0
    needs_person: bool = False
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    result_url: str | None = None
    media: Media | None = None
    cost: Decimal | None = None
    reason: str = ""
    asked_by: UserId | None = None
    asked_change: str = ""
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    leftovers: str = ""
    reply_to: str = ""
    batch: BatchId | None = None
    batch_row: int | None = None
    reviews: tuple[Review, ...] = ()
    shown: Shown = field(default_factory=Shown)

    @property
    def is_root(self) -> bool:
        """Whether its status message is the root of the thread."""
        return self.id == self.lineage

    @property
    def is_row(self) -> bool:
        """Whether its root is the message of a batch."""
        return self.batch is not None

    @property
    def kind(self) -> Kind:
        return self.generation.kind
