"""`/greenlight budget`: spent, reserved and left of a month in one channel, by provider and person."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.domain.budgets import Budgets, MonthlySpend, Standing, in_money, standings
from bot.domain.policy import ChannelPolicy
from bot.domain.pricing import PriceList
from bot.domain.task import UserId
from bot.views.blocks import message, section
from bot.views.escape import escape, mention
from bot.views.message import Message
from bot.views.text.budgets import amount

_MOST_PEOPLE: Final = 12


def budget_message(
    spends: Sequence[MonthlySpend],
    *,
    month: str,
    policy: ChannelPolicy,
    prices: PriceList,
    labels: Mapping[str, str],
) -> Message:
    """`labels`: what people call each provider. Credits of two providers are never added up."""
    spends = _paid(spends)
    head = [f"*Spent in {month}* in <#{policy.channel}>", whole(spends, policy, prices)]
    by_provider = [
        f"*{escape(labels.get(name, name), 40)}* {_credits(name, of_it, prices)}"
        for name, of_it in _grouped(spends, lambda spend: spend.provider).items()
    ]
    people = _grouped(spends, lambda spend: spend.person)
    by_person = [
        _person_line(UserId(person), of_them, policy, prices)
        for person, of_them in list(people.items())[:_MOST_PEOPLE]
    ]
    if len(people) > _MOST_PEOPLE:
        by_person.append(f"{len(people) - _MOST_PEOPLE} more people")
    lines = [*head, *by_provider, *by_person]
    blocks = [section("\n".join(part)) for part in (head, by_provider, by_person) if part]
    return message(lines, blocks)


def whole(spends: Sequence[MonthlySpend], policy: ChannelPolicy, prices: PriceList) -> str:
    """In money as far as there is a price: spent, held and left."""
    if not spends:
        said = "Nothing spent yet."
    else:
        settled = in_money([spend for spend in spends if not spend.is_held], prices.credit_worth)
        held = in_money([spend for spend in spends if spend.is_held], prices.credit_worth)
        if settled is None or held is None:
            said = "In money unknown: GREENLIGHT_CREDIT_PRICES does not say what a credit is worth."
        else:
            said = f"{amount(settled, prices.currency)} spent, {amount(held, prices.currency)} reserved."
    found = standings(
        Budgets(channel=policy.budget_month, person=None, worth=prices.credit_worth), spends, _ALL
    )
    left = _left(found[0], prices) if found else "No budget is set for this channel."
    return f"{said} {left}"


def spent_by(spends: Sequence[MonthlySpend], prices: PriceList) -> str:
    """One person's, each provider in its own credits; empty for nothing."""
    each = _grouped(_paid(spends), lambda spend: spend.provider)
    return " + ".join(_credits(name, of_it, prices) for name, of_it in each.items())


def _person_line(
    person: UserId, spends: Sequence[MonthlySpend], policy: ChannelPolicy, prices: PriceList
) -> str:
    said = spent_by(spends, prices)
    budgets = Budgets(channel=None, person=policy.budget_person, worth=prices.credit_worth)
    found = standings(budgets, spends, person)
    return f"{mention(person)} {said}{f' · {_left(found[0], prices)}' if found else ''}"


def _left(standing: Standing, prices: PriceList) -> str:
    limit = amount(standing.limit, prices.currency)
    if standing.used is None:
        return f"Budget {limit}: it cannot be evaluated, so nothing more may be spent."
    return f"{amount(max(standing.limit - standing.used, Decimal()), prices.currency)} of {limit} left."


def _paid(spends: Sequence[MonthlySpend]) -> Sequence[MonthlySpend]:
    """Without what was free, such as a sound that was put under a video here."""
    return [spend for spend in spends if spend.credit]


def _credits(provider: str, spends: Sequence[MonthlySpend], prices: PriceList) -> str:
    """ "3 credits (0.60 USD) spent, 1 credit (0.20 USD) reserved", of one provider."""
    settled = sum((spend.credit for spend in spends if not spend.is_held), Decimal())
    held = sum((spend.credit for spend in spends if spend.is_held), Decimal())
    spent = f"{prices.words(provider, settled)} spent"
    return f"{spent}, {prices.words(provider, held)} reserved" if held else spent


def _grouped(
    spends: Sequence[MonthlySpend], by: Callable[[MonthlySpend], str]
) -> Mapping[str, Sequence[MonthlySpend]]:
    groups: dict[str, list[MonthlySpend]] = {}
    for spend in spends:
        groups.setdefault(by(spend), []).append(spend)
    return dict(sorted(groups.items()))


_ALL: Final = UserId("")
"""Nobody in particular: the channel's own budget asks for no person."""
