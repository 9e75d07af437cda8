"""A budget from an order's first word to its stop: who hears what, and that nothing is sent past it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.domain.policy import ChannelPolicy
from bot.domain.pricing import PriceList
from bot.domain.task import Status
from tests.domain.examples import CHANNEL, TEAM, policy
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap

PRICED = PriceList(credit_worth={"creatify": Decimal(1)})


def test_a_budget_stops_what_would_go_over_it_and_says_who_lifts_it(tmp_path: Path) -> None:
    said, paid = leap(_orders(tmp_path, 4, PRICED, budget_month=Decimal("2.40")))

    stops = [words for words in said if "does not hold this" in words]
    assert paid == 2
    assert len(stops) == 2
    assert all("it would come to 3.00 USD. A workspace admin can change that" in words for words in stops)
    assert [words for words in said if "is 83 % used: 0.40 USD of 2.40 USD left" in words]


def test_a_persons_own_budget_is_said_to_be_theirs(tmp_path: Path) -> None:
    said, paid = leap(_orders(tmp_path, 2, PRICED, budget_person=Decimal(1)))

    assert paid == 1
    assert [words for words in said if words.startswith("Your budget in this channel of 1.00 USD")]


def test_without_a_price_a_budget_cannot_be_evaluated_and_nothing_is_spent(tmp_path: Path) -> None:
    said, paid = leap(_orders(tmp_path, 1, PriceList(), budget_month=Decimal(100)))

    assert paid == 0
    assert [words for words in said if "nobody said what a credit is worth" in words]


def test_a_budget_that_was_lifted_lets_the_next_order_through(tmp_path: Path) -> None:
    assert leap(_lifted(tmp_path)) == [Status.REFUSED, Status.DELIVERED]


async def _orders(folder: Path, count: int, prices: PriceList, **limits: Any) -> tuple[Sequence[str], int]:
    """What is said by the end, and how many were paid."""
    async with bench(folder, dice(1), prices=prices) as stage:
        _settle_on(stage, policy(**limits))
        for number in range(count):
            await stage.order(product=f"bag-{number}")
        await stage.at_rest()
        return stage.slack.spoken(), len(stage.vendor.paid)


async def _lifted(folder: Path) -> Sequence[Status]:
    async with bench(folder, dice(1), prices=PRICED) as stage:
        _settle_on(stage, policy(budget_month=Decimal("0.50")))
        await stage.order()
        await stage.at_rest()
        _settle_on(stage, policy(budget_month=Decimal(1)))
        await stage.order()
        return [task.status for task in await stage.at_rest()]


def _settle_on(stage: Bench, wanted: ChannelPolicy) -> None:
    """The channel's settings, for as long as this bot lives."""

    async def settings(*_: object) -> ChannelPolicy:
        return wanted

    assert (wanted.team, wanted.channel) == (TEAM, CHANNEL)
    vars(stage.service.store)["policy"] = settings
