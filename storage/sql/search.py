"""Finds a page of tasks: walks from a place in one direction, and never further than a fixed way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from bot.domain.search import TaskPage, TaskSearch
from bot.domain.task import Task
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.rows import read_task
from storage.sql.values import from_json, to_json_list, to_micros

FURTHEST: Final = 2_000
STEP: Final = 100
BEYOND_ALL: Final = 2**62

CLOCK_SLACK: Final = timedelta(hours=1) // timedelta(microseconds=1)
"""Tasks stand in the order in which they were written down. A clock that was put back by up to an hour does
not hide what lies at the edge of the time that is searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """What decides whether a task is wanted."""

    seq: int
    id: str
    channel: str
    requester: str
    provider: str
    kind: str
    status: str
    created_at: int
    inputs: str
    asked_change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """What was found on the way, in the order of the way; `on` is where to go on, None at the end."""

    found: Sequence[int]
    on: int | None = None
    is_cut: bool = False


def page(database: Database, wanted: TaskSearch) -> TaskPage:
    if wanted.newer_than is not None:
        return _newer(database, wanted, wanted.newer_than)
    start = BEYOND_ALL if wanted.older_than is None else wanted.older_than
    walk = _walk(database, wanted, "older", min(start, _first_after(database, wanted)))
    back = walk.found[0] if walk.found else start - 1
    return TaskPage(
        tasks=_tasks(database, walk.found),
        older=walk.on,
        newer=None if wanted.older_than is None else back,
        looked_at=FURTHEST if walk.is_cut else None,
    )


def _newer(database: Database, wanted: TaskSearch, start: int) -> TaskPage:
    """Upwards from a place; once nothing is above it, the first page, so that it is always a whole one."""
    walk = _walk(database, wanted, "newer", start)
    if walk.on is None:
        return page(database, replace(wanted, newer_than=None))
    return TaskPage(
        tasks=_tasks(database, walk.found),
        older=walk.found[0] if walk.found else start + 1,
        newer=walk.on,
        looked_at=FURTHEST if walk.is_cut else None,
    )


def _walk(database: Database, wanted: TaskSearch, way: str, place: int) -> _Walk:
    """One match more than the page holds is looked for: it tells whether there is a next page."""
    found: list[int] = []
    for number, candidate in enumerate(_candidates(database, wanted, way, place)):
        if number == FURTHEST:
            return _Walk(found=found, on=place, is_cut=True)
        if _is_past(candidate, wanted, way):
            break
        place = candidate.seq
        if _fits(candidate, wanted):
            if len(found) == wanted.size:
                return _Walk(found=found, on=found[-1])
            found.append(candidate.seq)
    return _Walk(found=found)


def _candidates(database: Database, wanted: TaskSearch, way: str, place: int) -> Iterator[_Candidate]:
    """A person's tasks where there is one, else the channel's: whichever are likely fewer."""
    about, query = str(wanted.channel), "older_in_channel" if way == "older" else "newer_in_channel"
    if wanted.requester is not None:
        about, query = wanted.requester, "older_of_person" if way == "older" else "newer_of_person"
    while True:
        rows = database.execute(SQL[query], (about, place, STEP)).fetchall()
        for row in rows:
            yield _candidate(row)
        if len(rows) < STEP:
            return
        place = rows[-1][0]


def _candidate(row: Sequence[Any]) -> _Candidate:
    seq, name, channel, requester, provider, kind, status, created_at, inputs, asked_change = row
    return _Candidate(
        seq=seq,
        id=name,
        channel=channel,
        requester=requester,
        provider=provider,
        kind=kind,
        status=status,
        created_at=created_at,
        inputs=inputs,
        asked_change=asked_change,
    )


def _fits(candidate: _Candidate, wanted: TaskSearch) -> bool:
    return (
        (wanted.channel is None or candidate.channel == wanted.channel)
        and (not wanted.statuses or candidate.status in wanted.statuses)
        and (not wanted.providers or candidate.provider in wanted.providers)
        and (not wanted.kinds or candidate.kind in wanted.kinds)
        and (wanted.since is None or candidate.created_at >= to_micros(wanted.since))
        and (wanted.until is None or candidate.created_at < to_micros(wanted.until))
        and (not wanted.words or _says(candidate, wanted.words))
    )


def _says(candidate: _Candidate, words: Sequence[str]) -> bool:
    inputs = from_json(candidate.inputs)
    said = [candidate.id, candidate.asked_change, *(str(value) for value in inputs.values() if value)]
    text = "\n".join(said).casefold()
    return all(word.casefold() in text for word in words)


def _is_past(candidate: _Candidate, wanted: TaskSearch, way: str) -> bool:
    """Whether nothing that comes after it can be of the time that is searched."""
    if way == "older":
        return wanted.since is not None and candidate.created_at < to_micros(wanted.since) - CLOCK_SLACK
    return wanted.until is not None and candidate.created_at > to_micros(wanted.until) + CLOCK_SLACK


def _first_after(database: Database, wanted: TaskSearch) -> int:
    """A place just above the time that is searched, found by halving: a walk down to it could be endless."""
    if wanted.until is None:
        return BEYOND_ALL
    edge = to_micros(wanted.until) + CLOCK_SLACK
    low, high = 0, database.execute(SQL["last_place"]).fetchone()[0] + 1
    while low < high:
        middle = (low + high) // 2
        row = database.execute(SQL["created_at_place"], (middle,)).fetchone()
        if row is not None and row[0] > edge:
            high = middle
        else:
            low = middle + 1
    return low


def _tasks(database: Database, places: Sequence[int]) -> Sequence[Task]:
    return [read_task(row) for row in database.execute(SQL["tasks_at"], (to_json_list(places),))]
