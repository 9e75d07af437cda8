"""Budgets: what a channel, and each person in it, may spend in a calendar month (UTC), in money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.task import ChannelId, UserId

WARN_AT: Final = Decimal("0.8")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlySpend:
    """What one person's tasks in one channel cost at one provider in a month.

    `credit` is in the provider's own unit and is never added to another's. `unpriced` is the part of it that
    had no price in money when it was written down. `is_held`: reserved, or of unknown outcome; else settled.
    """

    channel: ChannelId
    person: UserId
    provider: str
    is_held: bool
    credit: Decimal
    money: Decimal
    unpriced: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """The limits that a change of the ledger is held against. None: no limit.

    `worth` is what a credit of each provider is worth now. Not `enforced`: what is so already is written
    down even past a budget, and only the warning follows from it.
    """

    channel: Decimal | None
    person: Decimal | None
    worth: Mapping[str, Decimal] = field(default_factory=dict)
    enforced: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much of a budget is used. `used` None: some of it has no price, so that nobody can tell."""

    limit: Decimal
    used: Decimal | None
    is_personal: bool

    @property
    def is_over(self) -> bool:
        """Whether no more may be spent; what cannot be evaluated is denied."""
        return self.used is None or self.used > self.limit

    @property
    def is_near(self) -> bool:
        return self.used is not None and self.used >= self.limit * WARN_AT


def month_of(moment: datetime) -> str:
    """ "2026-11"."""
    return f"{moment:%Y-%m}"


def in_money(spends: Sequence[MonthlySpend], worth: Mapping[str, Decimal]) -> Decimal | None:
    """The sum in money. What had no price then counts at today's; None when it has none today either."""
    total = Decimal()
    for spend in spends:
        total += spend.money
        if spend.unpriced:
            price = worth.get(spend.provider)
            if price is None:
                return None
            total += spend.unpriced * price
    return total


def standings(budgets: Budgets, spends: Sequence[MonthlySpend], person: UserId) -> Sequence[Standing]:
    """The channel's budget and the person's in it, as far as there are any. `spends` are the channel's."""
    found = []
    if budgets.channel is not None:
        used = in_money(spends, budgets.worth)
        found.append(Standing(limit=budgets.channel, used=used, is_personal=False))
    if budgets.person is not None:
        used = in_money([spend for spend in spends if spend.person == person], budgets.worth)
        found.append(Standing(limit=budgets.person, used=used, is_personal=True))
    return found
