"""Threads to draw messages of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.domain.generation import Kind
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task, TaskId, Ts
from bot.views.message import Message
from bot.views.outcome import outcome_message
from bot.views.result import result_message
from bot.views.status import status_message
from tests.domain.examples import NOW, task, video
from tests.views.test_every_message import CAN

ROOT = TaskId("GL-7K3Q")
USUAL = timedelta(seconds=45)
PRICES = PriceList()


def child(name: str, status: Status, *, parent: str = ROOT, kind: Kind = Kind.VIDEO, **changes: Any) -> Task:
    """A later task of the thread, a video unless told otherwise."""
    generation = video() if kind is Kind.VIDEO else task().generation
    estimate = Decimal(3) if kind is Kind.VIDEO else Decimal(1)
    number = int(name[-1])
    made = task(status, id=TaskId(name), parent=TaskId(parent), generation=generation, estimate=estimate)
    shown = replace(made.shown, status_ts=Ts(f"1763733700.00{number}"))
    return replace(made, shown=shown, created_at=NOW + timedelta(seconds=number), **changes)


def status(it: Task, *others: Task, usual: timedelta | None = USUAL) -> Message:
    return status_message(
        it, lineage=[it, *others], usual=usual, now=NOW, prices=PRICES, provider_label="Creatify"
    )


def child_status(it: Task, lineage: Sequence[Task]) -> Message:
    return status_message(it, lineage=lineage, usual=USUAL, now=NOW, prices=PRICES, provider_label="Creatify")


def result(
    it: Task, *others: Task, picture: str | None = None, can: Any = CAN, mixes: bool = False
) -> Message:
    return result_message(it, lineage=[it, *others], prices=PRICES, can=can, picture=picture, mixes=mixes)


def outcome(it: Task) -> Message:
    return outcome_message(it, prices=PRICES, provider_label="Creatify")
