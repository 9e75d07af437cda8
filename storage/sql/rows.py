"""Tasks as rows, and rows as tasks. The order of the columns is that of `whole_tasks` and the statements."""

from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeAlias

from bot.domain.events import HistoryLine, StepCost
from bot.domain.generation import Generation, Kind
from bot.domain.task import Media, Review, Shown, Status, Task, UserId, Verdict
from storage.sql.values import (
    from_json,
    from_micros,
    from_micros_or_none,
    storable,
    storable_or_none,
    to_decimal_or_none,
    to_json,
    to_micros,
    to_micros_or_none,
    to_text_or_none,
)

Row: TypeAlias = tuple[Any, ...]


def asked(task: Task, dedupe: str | None) -> Row:
    """What a task was made with and keeps for good."""
    wish = task.generation
    return (
        task.id,
        task.team,
        task.channel,
        task.requester,
        wish.provider,
        wish.call,
        wish.kind,
        to_json(wish.inputs),
        wish.source_job,
        task.lineage,
        task.parent,
        task.follow_up,
        to_micros(task.created_at),
        task.reply_to,
        dedupe,
        task.batch,
        task.batch_row,
    )


def standing(task: Task) -> Row:
    """Where a task stands: what a transition may change."""
    return (
        task.version,
        to_micros(task.changed_at),
        task.status,
        str(task.estimate),
        task.confirmed,
        task.job_id,
        task.attempt,
        task.resends,
        task.looks,
        task.needs_person,
        to_micros_or_none(task.submitted_at),
        to_micros_or_none(task.finished_at),
        storable_or_none(task.result_url),
        to_text_or_none(task.cost),
        storable(task.reason),
        task.asked_by,
        storable(task.asked_change),
        task.decided_by,
        to_micros_or_none(task.decided_at),
        storable(task.leftovers),
        task.shown.status_ts,
        task.shown.result_ts,
    )


def media_row(task: Task, media: Media) -> Row:
    return (
        task.id,
        media.path,
        media.sha256,
        media.size,
        media.mime,
        media.slack_file,
        to_micros(task.changed_at),
    )


def read_task(row: Row) -> Task:
    """The task that a row of `whole_tasks` holds."""
    (
        _,
        task,
        team,
        channel,
        requester,
        provider,
        call,
        kind,
        inputs,
        source_job,
        lineage,
        parent,
        follow_up,
        created_at,
        reply_to,
        _,
        batch,
        batch_row,
        version,
        changed_at,
        status,
        estimate,
        confirmed,
        job_id,
        attempt,
        resends,
        looks,
        needs_person,
        submitted_at,
        finished_at,
        result_url,
        cost,
        reason,
        asked_by,
        asked_change,
        decided_by,
        decided_at,
        leftovers,
        status_ts,
        result_ts,
        reviews,
        *media,
    ) = row
    return Task(
        id=task,
        team=team,
        channel=channel,
        requester=requester,
        generation=Generation(
            provider=provider, call=call, kind=Kind(kind), inputs=from_json(inputs), source_job=source_job
        ),
        lineage=lineage,
        created_at=from_micros(created_at),
        changed_at=from_micros(changed_at),
        estimate=Decimal(estimate),
        status=Status(status),
        version=version,
        parent=parent,
        follow_up=None if follow_up is None else Kind(follow_up),
        confirmed=bool(confirmed),
        job_id=job_id,
        attempt=attempt,
        resends=resends,
        looks=looks,
        needs_person=bool(needs_person),
        submitted_at=from_micros_or_none(submitted_at),
        finished_at=from_micros_or_none(finished_at),
        result_url=result_url,
        media=_read_media(media),
        cost=to_decimal_or_none(cost),
        reason=reason,
        asked_by=asked_by,
        asked_change=asked_change,
        decided_by=decided_by,
        decided_at=from_micros_or_none(decided_at),
        leftovers=leftovers,
        reply_to=reply_to,
        batch=batch,
        batch_row=batch_row,
        reviews=_read_reviews(reviews),
        shown=Shown(status_ts=status_ts, result_ts=result_ts),
    )


def review_rows(task: Task) -> Iterator[Row]:
    round_ = 0
    for place, review in enumerate(task.reviews):
        at = to_micros(review.at)
        yield (task.id, place, round_, review.by, review.verdict, at, review.version)
        round_ += review.verdict.ends_round


def _read_reviews(lines: str | None) -> tuple[Review, ...]:
    """The order of an aggregate is nobody's promise, so each verdict comes with its place."""
    if lines is None:
        return ()
    placed = []
    for line in lines.split("\n"):
        place, at, version, verdict, by = line.split("|", 4)
        review = Review(
            by=UserId(by), verdict=Verdict(verdict), at=from_micros(int(at)), version=int(version)
        )
        placed.append((int(place), review))
    return tuple(review for _, review in sorted(placed, key=itemgetter(0)))


def _read_media(columns: list[Any]) -> Media | None:
    path, sha256, size, mime, slack_file = columns
    if path is None:
        return None
    return Media(path=path, sha256=sha256, size=size, mime=mime, slack_file=slack_file)


def history_row(task: Task, line: HistoryLine) -> Row:
    return (task.id, to_micros(line.at), line.what, line.who, line.before, line.after)


def note(task: Task, line: HistoryLine) -> dict[str, Any]:
    cost = line.cost
    return {
        "task": task.id,
        "why": storable(line.why),
        "credit": None if cost is None else str(cost.credit),
        "state": None if cost is None else cost.state,
        "estimated": int(cost is not None and cost.is_estimate),
    }


def read_line(row: Row) -> HistoryLine:
    at, what, who, before, after, why, credit, state, estimated = row
    cost = None
    if credit is not None:
        cost = StepCost(credit=Decimal(credit), state=state, is_estimate=bool(estimated))
    return HistoryLine(
        at=from_micros(at), what=what, who=who, before=before, after=after, why=why or "", cost=cost
    )
