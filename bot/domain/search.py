"""A search among tasks, told page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.generation import Kind
from bot.domain.task import ChannelId, Status, Task, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSearch:
    """Which tasks, newest first; what is None or empty narrows nothing. One of `channel` and `requester` at
    least is given, since nobody may see everything.

    `words` all have to occur in what was asked for, whatever their case. `older_than` and `newer_than` are
    places out of an earlier page; without both it is the first page.
    """

    channel: ChannelId | None = None
    requester: UserId | None = None
    statuses: frozenset[Status] = frozenset()
    providers: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    words: Sequence[str] = ()
    older_than: int | None = None
    newer_than: int | None = None
    size: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """Tasks, newest first, and the places to go on from; None where there is nothing more.

    `looked_at`: the search stopped after so many tasks, so that it costs the same however many there are;
    the page may hold less than there is, and going on from its place searches further.
    """

    tasks: Sequence[Task]
    older: int | None = None
    newer: int | None = None
    looked_at: int | None = None
