"""`/greenlight budget`: what a month cost, in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.budgets import MonthlySpend
from bot.domain.pricing import PriceList
from bot.domain.task import UserId
from bot.views.budget import budget_message
from bot.views.message import Message
from tests.domain.examples import ANN, BEN, CHANNEL, policy
from tests.views.reading import faults_in

PRICES = PriceList(credit_worth={"creatify": Decimal("0.2"), "akool": Decimal("0.01")})
LABELS = {"creatify": "Creatify", "akool": "Akool"}


def spend(person: UserId, provider: str, credit: str, **more: Any) -> MonthlySpend:
    money = PRICES.money(provider, Decimal(credit)) or Decimal()
    return MonthlySpend(
        channel=CHANNEL,
        person=person,
        provider=provider,
        credit=Decimal(credit),
        **{"is_held": False, "money": money, "unpriced": Decimal(), **more},
    )


SOME = [
    spend(ANN, "akool", "20"),
    spend(ANN, "creatify", "3", is_held=True),
    spend(BEN, "creatify", "10"),
]


def said(spends: Sequence[MonthlySpend], prices: PriceList = PRICES, **limits: Any) -> Message:
    return budget_message(spends, month="2026-11", policy=policy(**limits), prices=prices, labels=LABELS)


def test_spent_reserved_and_left_by_provider_and_person_never_adding_two_units() -> None:
    message = said(SOME, budget_month=Decimal(10), budget_person=Decimal(1))

    assert message.text.splitlines() == [
        f"*Spent in 2026-11* in <#{CHANNEL}>",
        "2.20 USD spent, 0.60 USD reserved. 7.20 USD of 10.00 USD left.",
        "*Akool* 20 credits (0.20 USD) spent",
        "*Creatify* 10 credits (2.00 USD) spent, 3 credits (0.60 USD) reserved",
        f"<@{ANN}> 20 credits (0.20 USD) spent + 0 credits (0.00 USD) spent, 3 credits (0.60 USD) reserved"
        " · 0.20 USD of 1.00 USD left.",
        f"<@{BEN}> 10 credits (2.00 USD) spent · 0.00 USD of 1.00 USD left.",
    ]


def test_without_a_price_only_credits_are_said_and_the_budget_is_said_to_stop() -> None:
    message = said(
        [spend(ANN, "creatify", "3", money=Decimal(), unpriced=Decimal(3))],
        PriceList(),
        budget_month=Decimal(9),
    )

    assert "In money unknown: GREENLIGHT_CREDIT_PRICES" in message.text
    assert "Budget 9.00 USD: it cannot be evaluated, so nothing more may be spent." in message.text
    assert "*Creatify* 3 credits spent" in message.text


def test_nothing_spent() -> None:
    assert said([]).text.endswith("Nothing spent yet. No budget is set for this channel.")


@pytest.mark.parametrize("people", [1, 12, 13, 400])
def test_slack_takes_it_however_many_people_there_are(people: int) -> None:
    spends = [spend(UserId(f"U0{number:08d}"), "creatify", "1") for number in range(people)]

    message = said(spends, budget_person=Decimal(1))

    assert not [fault for fault in faults_in(message) if not fault.startswith("@U0")]
    assert (f"{people - 12} more people" in message.text) == (people > 12)


def test_what_was_free_is_no_spend() -> None:
    free = spend(ANN, "greenlight", "0")

    assert said([free]).text.splitlines()[1] == "Nothing spent yet. No budget is set for this channel."
    assert said([*SOME, free]).text == said(SOME).text
