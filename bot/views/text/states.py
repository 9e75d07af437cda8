"""Where a task stands, in one line of mrkdwn; no two states read alike."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.domain.pricing import PriceList
from bot.domain.rounds import ONE, Quorum
from bot.domain.task import Status, Task
from bot.views.escape import escape, mention, moment, one_line, quote, sentence
from bot.views.text import money, reviews
from bot.views.text.times import length, progress
from bot.views.text.wishes import OURS

_LONGEST_REASON: Final = 400

NOTHING_SPENT: Final = "Nothing was spent."

WORDS: Final[Mapping[Status, str]] = {
    Status.REQUESTED: "being checked",
    Status.AWAITING_APPROVAL: "waiting for approval",
    Status.QUEUED: "queued",
    Status.SUBMITTING: "sent",
    Status.UNKNOWN: "unanswered",
    Status.RENDERING: "rendering",
    Status.STALLED: "stalled",
    Status.FETCHING: "being fetched",
    Status.UNDELIVERED: "not shown yet",
    Status.DELIVERED: "delivered",
    Status.APPROVED: "approved",
    Status.FAILED: "failed",
    Status.REFUSED: "refused",
    Status.EXPIRED: "expired",
    Status.CANCELLED: "cancelled",
    Status.DELETING: "being deleted",
    Status.DELETED: "deleted",
}


_MOVING: Final = frozenset({Status.QUEUED, Status.SUBMITTING, Status.RENDERING, Status.FETCHING})


def word(task: Task) -> str:
    """One or two words, for lists and the lineage."""
    if task.status is Status.FETCHING and task.media is not None:
        return "being uploaded"
    if task.status is Status.CANCELLED and task.job_id is not None:
        return "cancelled but charged"
    return WORDS[task.status]


def lasting_word(task: Task) -> str:
    """The same where another task's message says it: those are drawn anew when something is decided or over,
    not at each step on the way."""
    return "on its way" if task.status in _MOVING else word(task)


def state_line(
    task: Task,
    *,
    usual: timedelta | None,
    now: datetime,
    prices: PriceList,
    provider_label: str,
    ahead: int = 0,
    quorum: Quorum = ONE,
) -> str:
    """What is happening to it now, or how it ended."""
    match task.status:
        case Status.REQUESTED:
            return "Being checked · nothing sent yet"
        case Status.AWAITING_APPROVAL:
            price = money.about(money.estimate(task, prices))
            waiting = f"Waiting for somebody to approve the spend: {price}. Nothing was sent."
            return f"{waiting} {reviews.still_missing(task, quorum)}".rstrip()
        case Status.QUEUED:
            return _queued(task) + (f" · {ahead} ahead in this channel" if ahead else "")
        case Status.SUBMITTING:
            return _sent(task, provider_label)
        case Status.RENDERING:
            return f"Rendering · {progress(_elapsed(task, now), usual)}"
        case Status.STALLED:
            return stalled(task, usual=usual, now=now, provider_label=provider_label)
        case Status.FETCHING:
            return _fetching(task, provider_label)
        case Status.DELIVERED:
            return "Done"
        case Status.APPROVED:
            return approved(task)
        case _:
            return ended(task, prices=prices, provider_label=provider_label)


def _sent(task: Task, provider_label: str) -> str:
    if task.generation.provider == OURS:
        return f"Putting this {task.kind.word} together here"
    return f"Sent to {provider_label} · waiting for its answer"


def ended(task: Task, *, prices: PriceList, provider_label: str) -> str:
    """The sentence for a task that is stuck, ended without a result, or was removed."""
    match task.status:
        case Status.UNKNOWN:
            return unknown(task, prices, provider_label)
        case Status.UNDELIVERED:
            return undelivered(task, prices)
        case Status.FAILED:
            return failed(task, prices, provider_label)
        case Status.REFUSED:
            return f"{_refused(task)} {NOTHING_SPENT}"
        case Status.EXPIRED:
            return f"Nobody approved the spend in time. {NOTHING_SPENT}"
        case Status.CANCELLED:
            return _cancelled(task, prices, provider_label)
        case Status.DELETING:
            return f"Being deleted{_by(task)}"
        case Status.DELETED:
            return deleted(task)
        case _:
            return word(task).capitalize()


def approved(task: Task) -> str:
    """ "Approved by Ben, 14:02."""
    when = f", {moment(task.decided_at)}" if task.decided_at else ""
    by = f" by {reviews.approvers(task)}" if reviews.approvers(task) else ""
    return f"Approved{by}{when}."


def deleted(task: Task) -> str:
    left = f" {escape(task.leftovers, _LONGEST_REASON)}" if task.leftovers else ""
    return f"Deleted{_by(task)}.{left}"


def failed(task: Task, prices: PriceList, provider_label: str) -> str:
    """What failed, in whose words, and what became of the money."""
    price = money.cost(task, prices)
    if money.was_given_up(task):
        return f"Given up{_by(task)}. {money.charged(task, prices, provider_label)}"
    if task.job_id is None:
        why = escape(task.reason, _LONGEST_REASON) or f"{provider_label} refused this."
        return f"{why} The first try may have cost {price}." if task.resends else f"{why} {NOTHING_SPENT}"
    what = f"{provider_label} could not make this {task.kind.word}"
    reason = one_line(task.reason).rstrip(" .")
    said = f": {quote(reason, _LONGEST_REASON)}." if reason else " and gave no reason."
    return f"{what}{said} {money.charged(task, prices, 'It')}"


def unknown(task: Task, prices: PriceList, provider_label: str) -> str:
    price = money.estimate(task, prices)
    lost = f"We sent this but got no answer; {price} may be spent."
    if not task.needs_person:
        return f"{lost} Looking for it at {provider_label}."
    if task.looks > 1:
        return f"{lost} I checked twice and found nothing."
    return f"{lost} I could not find out at {provider_label} whether it arrived."


def undelivered(task: Task, prices: PriceList) -> str:
    why = escape(task.reason, _LONGEST_REASON) or "It could not be shown."
    made = f"The {task.kind.word} is made and paid ({money.cost(task, prices)}), but not shown yet."
    return f"{made} {why} Try again is free."


def stalled(task: Task, *, usual: timedelta | None, now: datetime, provider_label: str) -> str:
    normal = f", usually {length(usual)}" if usual else ""
    time = length(_elapsed(task, now))
    return f"Over its time · {time}{normal}. I go on asking {provider_label} every ten minutes."


def _queued(task: Task) -> str:
    if task.resends or task.attempt > 1:
        return "Queued here · about to be sent once more"
    return "Queued here · nothing sent yet"


def _fetching(task: Task, provider_label: str) -> str:
    if task.media is None:
        return f"Rendered · fetching the {task.kind.word} from {provider_label}"
    return f"Rendered · uploading the {task.kind.word} to Slack"


def _refused(task: Task) -> str:
    if task.decided_by is not None:
        return f"The spend was refused{_by(task)}."
    return sentence(task.reason, _LONGEST_REASON) or "This was refused."


def _cancelled(task: Task, prices: PriceList, provider_label: str) -> str:
    price = money.cost(task, prices)
    if task.job_id is not None:
        return f"Cancelled{_by(task)}, but it was rendering already: {provider_label} still charges {price}."
    if task.submitted_at is not None:
        return f"Cancelled{_by(task)} before it was sent once more. The first try may have cost {price}."
    return f"Cancelled{_by(task)}. {NOTHING_SPENT}"


def _by(task: Task) -> str:
    return f" by {mention(task.decided_by)}" if task.decided_by else ""


def _elapsed(task: Task, now: datetime) -> timedelta:
    return now - (task.submitted_at or task.changed_at)
