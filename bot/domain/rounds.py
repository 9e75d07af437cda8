"""Rounds of review: who has agreed since a result was last refused, and how many have to."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.task import Review, Task, UserId, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """How many different people have to agree, and who may; `among` None: any full member."""

    needed: int = 1
    among: frozenset[UserId] | None = None

    def missing(self, agreed: tuple[UserId, ...]) -> frozenset[UserId] | None:
        """Who could still agree; None when that is anybody."""
        return None if self.among is None else self.among - set(agreed)


ONE = Quorum()


def agreed(task: Task) -> tuple[UserId, ...]:
    """Who approved the result in the round that goes on, in the order they did."""
    return _voices(task, Verdict.APPROVED)


def agreed_to_spend(task: Task) -> tuple[UserId, ...]:
    """Who approved the spend, in the order they did."""
    return _voices(task, Verdict.SPEND)


def asked_next(task: Task) -> UserId | None:
    """Who was asked about the spend when nobody had decided in time."""
    return next((it.by for it in task.reviews if it.verdict is Verdict.ASKED_NEXT), None)


def with_verdict(task: Task, by: UserId, verdict: Verdict, *, now: datetime) -> Task:
    """The task with one more verdict. What somebody agreed to before in this round is not said twice."""
    if not verdict.ends_round and by in _voices(task, verdict):
        return task
    said = Review(by=by, verdict=verdict, at=now, version=task.version + 1)
    return replace(task, reviews=(*task.reviews, said))


def _voices(task: Task, verdict: Verdict) -> tuple[UserId, ...]:
    this_round: list[UserId] = []
    for review in task.reviews:
        if review.verdict.ends_round:
            this_round.clear()
        elif review.verdict is verdict:
            this_round.append(review.by)
    return tuple(this_round)
