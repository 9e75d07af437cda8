"""Turns what the domain wants into rows: work for the outbox, lines for the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, assert_never

from bot.clock import Clock
from bot.domain import effects as wanted
from bot.domain.budgets import Budgets, month_of
from bot.domain.effects import Effect, Spending, Work
from bot.domain.pricing import PriceList
from bot.domain.task import Task, TaskId
from bot.providers.provider import Refund
from storage.store import LedgerRow, MoneyState, NewEffect

_REPEATING: Final = (
    wanted.Admit
    | wanted.DrawStatus
    | wanted.DrawRoot
    | wanted.DrawResult
    | wanted.DrawThread
    | wanted.Expire
    | wanted.Reconcile
    | wanted.CheckJob
    | wanted.FetchMedia
    | wanted.ShowResult
    | wanted.RemoveEverywhere
    | wanted.WriteProvenance
    | wanted.MakeFollowUp
)
"""Wishes that may come again for the same task: one row each, armed anew."""

_WAITING: Final = wanted.Remind | wanted.Expire | wanted.Reconcile | wanted.CheckJob


def effect_rows(task: Task, effects: Iterable[Effect], *, now: datetime, clock: Clock) -> Iterator[NewEffect]:
    """The outbox rows of these effects; money is not among them."""
    for effect in effects:
        if isinstance(effect, Spending):
            continue
        wait = effect.after if isinstance(effect, _WAITING) else timedelta()
        about = _about(task, effect)
        yield NewEffect(
            key=_key(task, effect),
            name=_name(effect),
            task=about,
            channel=task.channel,
            due=now + clock.paced(wait),
            payload={},
            paid=isinstance(effect, wanted.SubmitJob),
            repeats=isinstance(effect, _REPEATING),
            urgent=isinstance(effect, wanted.Admit | wanted.SubmitJob | wanted.SayOutcome),
        )


def budget_warnings(task: Task, budgets: Budgets, *, now: datetime) -> tuple[NewEffect, NewEffect]:
    """For when a budget is nearly used, the channel's first: each is said once a month, and anew once the
    limit was changed."""
    here = f"{task.team}:{task.channel}:{month_of(now)}"
    return (
        _warning(task, f"budget:{here}:{budgets.channel}", now),
        _warning(task, f"budget:{here}:{task.requester}:{budgets.person}", now, is_personal=True),
    )


def _warning(task: Task, key: str, now: datetime, *, is_personal: bool = False) -> NewEffect:
    return NewEffect(
        key=key,
        name="WarnBudget",
        task=task.id,
        channel=task.channel,
        due=now,
        payload={"personal": is_personal},
    )


def submit_key(task: Task) -> str:
    """The key of the paid effect: a new one for each attempt and for its one resend."""
    return f"submit:{task.id}:{task.attempt}:{task.resends}"


def looking_for(task: Task) -> str:
    """What is waited for between the sending, or a look that counted, and the next look that counts."""
    return f"{submit_key(task)}:{task.looks}"


def _about(task: Task, effect: Work) -> TaskId:
    match effect:
        case wanted.DrawRoot():
            return task.lineage
        case wanted.DrawResult(of=other) if other is not None:
            return other
        case _:
            return task.id


def _name(effect: Work) -> str:
    """The root's status message is drawn by the same row, whoever wishes it."""
    return "DrawStatus" if isinstance(effect, wanted.DrawRoot) else type(effect).__name__


def _key(task: Task, effect: Work) -> str:
    match effect:
        case wanted.DrawStatus():
            return f"status:{task.id}"
        case wanted.DrawRoot():
            return f"status:{task.lineage}"
        case wanted.SubmitJob():
            return submit_key(task)
        case wanted.SayOutcome():
            return f"say:{task.id}:{task.status}:{task.version}"
        case wanted.AskApproval():
            return f"askapproval:{task.id}:{len(task.reviews)}"
        case wanted.Remind():
            return f"remind:{task.id}:{task.status}"
        case wanted.DrawResult(of=other):
            return f"result:{other or task.id}"
        case wanted.CheckJob():
            return f"check:{task.id}"
        case wanted.FetchMedia():
            return f"fetch:{task.id}"
        case wanted.ShowResult():
            return f"file:{task.id}"
        case _:
            return f"{_name(effect).lower()}:{task.id}"


def ledger_rows(
    task: Task,
    effects: Iterable[Effect],
    *,
    now: datetime,
    prices: PriceList,
    refunds: Mapping[str, Refund],
) -> Iterator[LedgerRow]:
    """The ledger as these effects leave it: one row a spend, written over as the truth comes in."""
    for effect in effects:
        if not isinstance(effect, Spending):
            continue
        credit, state, exact, maybe = _money(effect, task, refunds[task.generation.provider])
        yield LedgerRow(
            key=f"spend:{task.id}:{task.attempt}",
            task=task.id,
            team=task.team,
            channel=task.channel,
            person=task.requester,
            provider=task.generation.provider,
            credit=credit,
            money=prices.money(task.generation.provider, credit),
            state=state,
            estimated=not exact,
            maybe_refunded=maybe,
            at=now,
        )


def _money(effect: Spending, task: Task, refund: Refund) -> tuple[Decimal, MoneyState, bool, bool]:
    """Credits, state, whether the provider said the figure, whether it may pay back."""
    match effect:
        case wanted.Reserve():
            return task.estimate, MoneyState.RESERVED, False, False
        case wanted.Release():
            return task.estimate, MoneyState.RELEASED, True, False
        case wanted.MarkUnknown():
            return task.estimate, MoneyState.UNKNOWN, False, False
        case wanted.Settle(cost=cost):
            return _figure(task, cost), MoneyState.SETTLED, cost is not None, False
        case wanted.SettleFailed() if refund is Refund.YES:
            return task.estimate, MoneyState.RELEASED, True, False
        case wanted.SettleFailed(cost=cost):
            return _figure(task, cost), MoneyState.SETTLED, cost is not None, refund is Refund.UNKNOWN
        case _:
            assert_never(effect)


def _figure(task: Task, cost: Decimal | None) -> Decimal:
    if cost is not None:
        return cost
    return task.estimate if task.cost is None else task.cost
