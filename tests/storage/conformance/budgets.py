"""Budgets: checked in the transaction that reserves, so that two orders of a moment see each other."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.budgets import Budgets, MonthlySpend
from bot.domain.events import StepCost
from bot.domain.task import ChannelId, Status
from bot.errors import OverBudget
from storage.store import Change, MoneyState, NewEffect, Store
from tests.domain.examples import ANN, BEN, CHANNEL, NOW, TEAM
from tests.storage.examples import claimed, effect, first, moved, some_task, spend, then

MONTH = "2026-11"
ORDERS = 40


def order(number: int, cost: str = "1", *, budgets: Budgets, **more: Any) -> Change:
    """A task that reserves `cost` in money as it is written down."""
    task = some_task(number, Status.QUEUED)
    row = spend(f"spend:{number}", task=task.id, credit=Decimal(1), money=Decimal(cost))
    return first(task, ledger=[replace(row, **more)], budgets=budgets)


class BudgetChecks:
    @pytest.mark.parametrize("seats", [0, 1, 7, ORDERS])
    async def test_of_many_orders_at_once_only_so_many_as_fit_are_kept(
        self, store: Store, seats: int
    ) -> None:
        budgets = Budgets(channel=Decimal(seats), person=None)

        ends = await asyncio.gather(
            *(store.save(order(number, budgets=budgets)) for number in range(1, ORDERS + 1)),
            return_exceptions=True,
        )

        assert sum(end is True for end in ends) == seats
        assert sum(isinstance(end, OverBudget) for end in ends) == ORDERS - seats
        spends = await store.monthly_spends(TEAM, MONTH, channel=CHANNEL)
        assert sum(spend.money for spend in spends) == seats

    async def test_a_refused_order_leaves_nothing_behind(self, store: Store) -> None:
        with pytest.raises(OverBudget) as refused:
            await store.save(order(1, "10.01", budgets=Budgets(channel=Decimal(10), person=None)))

        assert (refused.value.limit, refused.value.used) == (Decimal(10), Decimal("10.01"))
        assert await store.load(some_task(1).id) is None
        assert await store.monthly_spends(TEAM, MONTH, channel=CHANNEL) == []

    async def test_a_person_is_held_to_their_own_budget_and_others_are_not(self, store: Store) -> None:
        budgets = Budgets(channel=None, person=Decimal(1))
        await store.save(order(1, budgets=budgets))
        other = order(2, budgets=budgets, person=BEN)

        with pytest.raises(OverBudget) as refused:
            await store.save(order(3, budgets=budgets))

        assert refused.value.is_personal
        assert await store.save(replace(other, task=replace(other.task, requester=BEN)))

    async def test_what_was_released_is_free_again(self, store: Store) -> None:
        budgets = Budgets(channel=Decimal(1), person=None)
        await store.save(order(1, budgets=budgets))
        task = some_task(1, Status.QUEUED)
        released = spend("spend:1", task=task.id, money=Decimal(1), state=MoneyState.RELEASED)

        await store.save(then(task, moved(task, status=Status.CANCELLED), ledger=[released]))

        assert await store.save(order(2, budgets=budgets))

    async def test_what_is_not_known_stays_held(self, store: Store) -> None:
        budgets = Budgets(channel=Decimal(1), person=None)
        await store.save(order(1, budgets=budgets))
        task = some_task(1, Status.QUEUED)
        lost = spend("spend:1", task=task.id, money=Decimal(1), state=MoneyState.UNKNOWN)
        await store.save(then(task, moved(task, status=Status.UNKNOWN), ledger=[lost]))

        with pytest.raises(OverBudget):
            await store.save(order(2, budgets=budgets))

    async def test_the_truth_is_written_down_past_a_budget_and_then_spending_stops(
        self, store: Store
    ) -> None:
        budgets = Budgets(channel=Decimal(5), person=None)
        await store.save(order(1, budgets=budgets))
        task = some_task(1, Status.QUEUED)
        dear = spend("spend:1", task=task.id, money=Decimal(7), state=MoneyState.SETTLED)

        truth = replace(budgets, enforced=False)
        assert await store.save(then(task, moved(task), ledger=[dear], budgets=truth))

        with pytest.raises(OverBudget):
            await store.save(order(2, "0.01", budgets=budgets))

    async def test_what_has_no_price_cannot_be_evaluated_and_is_denied(self, store: Store) -> None:
        with pytest.raises(OverBudget) as refused:
            await store.save(order(1, budgets=Budgets(channel=Decimal(99), person=None), money=None))

        assert refused.value.used is None

    async def test_what_had_no_price_then_counts_at_the_price_of_now(self, store: Store) -> None:
        await store.save(order(1, budgets=Budgets(channel=None, person=None), money=None, credit=Decimal(3)))
        budgets = Budgets(channel=Decimal(2), person=None, worth={"creatify": Decimal("0.5")})

        with pytest.raises(OverBudget) as refused:
            await store.save(order(2, budgets=budgets))

        assert refused.value.used == Decimal("2.5")

    async def test_last_month_and_other_channels_do_not_count(self, store: Store) -> None:
        budgets = Budgets(channel=Decimal(1), person=None)
        nothing = Budgets(channel=None, person=None)
        await store.save(order(1, budgets=nothing, at=NOW - timedelta(days=30)))
        await store.save(order(2, budgets=nothing, channel=ChannelId("C0OTHER001")))

        assert await store.save(order(3, budgets=budgets))

    async def test_a_warning_is_kept_once_from_eighty_percent_on(self, store: Store) -> None:
        budgets = Budgets(channel=Decimal(10), person=None)

        heard = []
        for number, cost in enumerate(["7.99", "0.01", "1"], 1):
            await store.save(replace(order(number, cost, budgets=budgets), warnings=(_warning(), _warning())))
            heard.append(await claimed(store))

        assert heard == [[], ["budget"], []]

    async def test_what_was_paid_back_is_free_again_and_the_history_says_who_said_so(
        self, store: Store
    ) -> None:
        nothing = Budgets(channel=None, person=None)
        await store.save(order(1, budgets=nothing, state=MoneyState.SETTLED, maybe_refunded=True))
        task = some_task(1).id

        assert await store.refunded(task, by=BEN, now=NOW)
        assert not await store.refunded(task, by=BEN, now=NOW)

        (row,) = await store.ledger([task])
        assert (row.state, row.maybe_refunded) == (MoneyState.RELEASED, False)
        assert await store.monthly_spends(TEAM, MONTH, channel=CHANNEL) == []
        said = (await store.history(task))[-1]
        assert (said.what, said.who) == ("Refunded", BEN)
        assert said.cost == StepCost(credit=row.credit, state="released")

    @pytest.mark.parametrize("state", [MoneyState.RESERVED, MoneyState.SETTLED, MoneyState.UNKNOWN])
    async def test_what_was_surely_spent_or_is_open_is_not_paid_back(
        self, store: Store, state: MoneyState
    ) -> None:
        await store.save(order(1, budgets=Budgets(channel=None, person=None), state=state))

        assert not await store.refunded(some_task(1).id, by=BEN, now=NOW)
        assert (await store.ledger([some_task(1).id]))[0].state is state

    async def test_sums_are_by_person_and_provider_and_never_of_two_units(self, store: Store) -> None:
        nothing = Budgets(channel=None, person=None)
        await store.save(order(1, "0.10", budgets=nothing, credit=Decimal("0.1")))
        await store.save(order(2, "0.10", budgets=nothing, credit=Decimal("0.2")))
        await store.save(order(3, "4", budgets=nothing, provider="akool", credit=Decimal(20)))

        here = await store.monthly_spends(TEAM, MONTH, channel=CHANNEL)
        mine = await store.monthly_spends(TEAM, MONTH, person=ANN)

        base = MonthlySpend(
            channel=CHANNEL,
            person=ANN,
            provider="akool",
            is_held=True,
            credit=Decimal(20),
            money=Decimal(4),
            unpriced=Decimal(),
        )
        ours = replace(base, provider="creatify", credit=Decimal("0.3"), money=Decimal("0.2"))
        assert list(here) == list(mine) == [base, ours]


def _warning() -> NewEffect:
    return effect("budget", name="WarnBudget")
