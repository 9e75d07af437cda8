"""What has to happen in the world because a task moved: imperative, and durable as rows of the outbox.

Delays are relative, so that the domain needs no clock and the sandbox can run time faster.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

from bot.domain.task import TaskId

NOW = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit:
    """Check who, where and how much before anything is shown or spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSpend:
    """Ask the requester in private: "Spend about 20 credits?"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval:
    """Mention those who have to approve a spend: edits notify nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """Mention those whose decision is still missing, once."""

    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire:
    """End a wait for approval that nobody answered, or ask the next."""

    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawStatus:
    """Post or redraw the task's own status message as the task is now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRoot:
    """Redraw the root of the thread, which shows the whole lineage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitJob:
    """Send the paid request. Its row is marked as sending, and committed, before the bytes leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Look at the provider for a job whose answer was lost."""

    after: timedelta = NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckJob:
    """Read the job; the row is kept and comes back until the job has ended."""

    after: timedelta = NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchMedia:
    """Download the result into the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowResult:
    """Upload the archived file and post the result message with its buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawResult:
    """Redraw the result message as the task is now: the task's own, or that of the task named by `of`."""

    of: TaskId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawThread:
    """Redraw every version of the thread: one was chosen, or is no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceFinal:
    """Tell the channels that hear of finished work which version was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayOutcome:
    """Post a new message that mentions the requester: edits notify nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellRequester:
    """Tell the requester in private why nothing was started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyChannels:
    """Tell the channels that asked to hear of finished work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastResult:
    """Show an approved final video to the whole channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEverywhere:
    """Remove the file from Slack, the archive and, where it can be, the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteProvenance:
    """Bring what is kept beside the archived file up to date: who approved it, what it cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeFollowUp:
    """Order what the approval of this task was said to lead to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Money: set the estimate aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """Money: it was spent. Without a figure from the provider (credits) the estimate stands, marked so."""

    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFailed:
    """Money: the job failed; whether it is paid back depends on the provider."""

    cost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Money: it was surely not spent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkUnknown:
    """Money: it may have been spent."""


Spending: TypeAlias = Reserve | Settle | SettleFailed | Release | MarkUnknown

Work: TypeAlias = (
    Admit
    | AskSpend
    | AskApproval
    | Remind
    | Expire
    | DrawStatus
    | DrawRoot
    | SubmitJob
    | Reconcile
    | CheckJob
    | FetchMedia
    | ShowResult
    | DrawResult
    | DrawThread
    | AnnounceFinal
    | SayOutcome
    | TellRequester
    | NotifyChannels
    | BroadcastResult
    | RemoveEverywhere
    | WriteProvenance
    | MakeFollowUp
)

Effect: TypeAlias = Work | Spending
