"""An order: what a person asked to be made, and the task it becomes."""

import random
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.generation import Generation, Kind
from bot.domain.task import BatchId, ChannelId, Task, TaskId, TeamId, UserId

_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""No 0 O 1 I U: ids are read aloud and typed on phones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A typed request. `dedupe` is the same for every delivery of the same click or command.

    `confirmed`: the person has seen the price. `reply_to`: Slack's response_url of the order, if any.
    """

    team: TeamId
    channel: ChannelId
    person: UserId
    generation: Generation
    dedupe: str
    confirmed: bool = False
    follow_up: Kind | None = None
    parent: Task | None = None
    reply_to: str = ""
    batch: BatchId | None = None
    batch_row: int | None = None


def new_task(order: Order, *, length: int, estimate: Decimal, now: datetime) -> Task:
    """The task of an order, under a fresh id of `length` letters. A parent that was never shown is none."""
    task = TaskId(f"GL-{_word(length)}")
    parent = order.parent
    return Task(
        id=task,
        team=order.team,
        channel=order.channel,
        requester=order.person,
        generation=order.generation,
        version=1,
        lineage=parent.lineage if parent else task,
        parent=parent.id if parent else None,
        created_at=now,
        changed_at=now,
        estimate=estimate,
        follow_up=order.follow_up,
        confirmed=order.confirmed,
        reply_to=order.reply_to,
        batch=order.batch,
        batch_row=order.batch_row,
    )


def _word(length: int) -> str:
    return "".join(random.choices(_LETTERS, k=length))  # noqa: S311 - an id is spoken aloud, it guards nothing
