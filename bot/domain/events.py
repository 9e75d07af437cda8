"""What can happen to a task, in the past tense: facts, and what people decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from bot.domain.generation import JobId
from bot.domain.task import Media, Ts, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The first line of every history; nothing moves by it."""

    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Who, where and how much were checked: it may run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendQuestioned:
    """Dearer than the channel's ask-first price: the requester is asked in private first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalNeeded:
    """Dearer than the channel's limit: somebody has to agree, is reminded, and not waited for for ever."""

    expire_after: timedelta
    remind_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It may not run, or there is no place to show it. `reason` is a whole sentence for the requester."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalExpired:
    """Nobody approved the spend in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedNext:
    """Nobody approved the spend in time: `person` may as well from now on, for as long again."""

    person: UserId
    expire_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusShown:
    """The status message stands in Slack under `ts`."""

    ts: Ts


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionStarted:
    """The request is written down and about to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionNotSent:
    """The request surely never left; it may be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionRefused:
    """The provider said no: nothing was started. `reason` is a whole sentence."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionLost:
    """The request left and no clear answer came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAccepted:
    """The provider answered with the job it started, and what it charged if it says so (credits)."""

    job_id: JobId
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFound:
    """A job whose answer was lost turned up at the provider and is surely ours."""

    job_id: JobId


@dataclass(frozen=True, slots=True, kw_only=True)
class JobNotFound:
    """A whole, readable look at the provider did not find the lost job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEnded:
    """Looking can tell no more (several candidates, or nothing to look with): a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSucceeded:
    """The provider says that it is done. `url` is where its result lies now; it may change and expire."""

    url: str
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed:
    """The provider says that it failed. `reason` is the provider's text, not ours."""

    reason: str
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOverdue:
    """No end after the deadline of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaArchived:
    """The bytes are ours now."""

    media: Media


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStored:
    """Slack gave the file an id; committed before its bytes are sent, so that it is never uploaded twice."""

    slack_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLost:
    """The stored Slack file id leads nowhere: the next try uploads afresh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShown:
    """The result message with its buttons stands in the thread; after `remind_after` its approvers are
    reminded."""

    ts: Ts
    remind_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed:
    """Paid and done, but it could not be fetched or shown. `reason` is a whole sentence."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Everything that can be removed is gone; `leftovers` says in words what is not."""

    leftovers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved:
    """A person deleted the root; the lineage hangs on a new one now."""

    ts: Ts


Fact: TypeAlias = (
    Requested
    | Admitted
    | SpendQuestioned
    | ApprovalNeeded
    | Refused
    | ApprovalExpired
    | AskedNext
    | StatusShown
    | SubmissionStarted
    | SubmissionNotSent
    | SubmissionRefused
    | SubmissionLost
    | JobAccepted
    | JobFound
    | JobNotFound
    | SearchEnded
    | JobSucceeded
    | JobFailed
    | JobOverdue
    | MediaArchived
    | FileStored
    | FileLost
    | ResultShown
    | DeliveryFailed
    | Removed
    | ThreadMoved
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendConfirmed:
    """The requester answered Spend to the private question."""

    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendApproved:
    """An approver pressed Approve spend; `needed` is how many have to."""

    by: UserId
    needed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRefused:
    """An approver pressed Refuse."""

    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approver pressed Approve; `needed` is how many have to."""

    by: UserId
    needed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesAsked:
    """Somebody said what should be different; nothing is spent by it."""

    by: UserId
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAsked:
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAsked:
    """Somebody pressed Check again."""

    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAsked:
    """Somebody pressed Send again, knowing that it may be paid twice."""

    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAsked:
    """Somebody pressed Try again on a result that could not be shown; free."""

    by: UserId


Decision: TypeAlias = (
    SpendConfirmed
    | SpendApproved
    | SpendRefused
    | Cancelled
    | Approved
    | Reopened
    | ChangesAsked
    | DeleteAsked
    | CheckAsked
    | SendAsked
    | GivenUp
    | RetryAsked
)

Event: TypeAlias = Fact | Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """What a transition did to the money of its task: so many credits were reserved, settled or released, or
    may have been spent (unknown). `is_estimate`: the provider gave no figure."""

    credit: Decimal
    state: str
    is_estimate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One transition as it is kept: who, what, when, from, to; why, as a sentence or in somebody's words; and
    what it cost."""

    at: datetime
    what: str
    who: UserId | None
    before: str
    after: str
    why: str = ""
    cost: StepCost | None = None
