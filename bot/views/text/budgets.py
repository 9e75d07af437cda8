"""What is said about budgets: the stop, the warning, and who can lift them."""

from collections.abc import Iterable
from decimal import Decimal

from bot.domain.budgets import Standing
from bot.domain.pricing import PriceList
from bot.domain.task import Task, TaskId, UserId
from bot.errors import OverBudget
from bot.views.escape import mention
from bot.views.message import Message
from bot.views.text import money
from bot.views.text.labels import TRY_AGAIN
from bot.views.text.notices import plain

_CENT = Decimal("0.01")


def over_budget(
    task: Task, over: OverBudget, *, prices: PriceList, admins: Iterable[UserId], may_lift: bool = False
) -> str:
    """`over.used` is with this order in it. `may_lift`: whoever reads this can do so themselves."""
    who = "You" if may_lift else who_lifts(admins)
    lift = f"{who} can change that in /greenlight settings; then press {TRY_AGAIN}."
    whose = _whose(is_personal=over.is_personal)
    if over.used is None:
        return (
            f"{whose} is {amount(over.limit, prices.currency)} a month, but nobody said what a credit is "
            "worth, so I cannot tell whether this fits. Set GREENLIGHT_CREDIT_PRICES, or take the budget "
            f"away. {lift}"
        )
    price = money.about(money.estimate(task, prices))
    return (
        f"{whose} of {amount(over.limit, prices.currency)} for this month does not hold this ({price}): "
        f"it would come to {amount(over.used, prices.currency)}. {lift}"
    )


def budget_nearly_used(standing: Standing, *, currency: str, admins: Iterable[UserId]) -> Message:
    """From 80 percent on."""
    used = standing.used or Decimal()
    percent = int(used * 100 / standing.limit) if standing.limit else 100
    left = amount(max(standing.limit - used, Decimal()), currency)
    return plain(
        f"{_whose(is_personal=standing.is_personal)} for this month is {percent} % used: {left} of "
        f"{amount(standing.limit, currency)} left. {who_lifts(admins)} can raise it in /greenlight settings."
    )


def refund_noted(task: TaskId) -> str:
    return f"Noted: what {task} cost was paid back, and counts against no budget any more."


def nothing_to_refund(task: TaskId) -> str:
    return f"Nothing that {task} cost may have been refunded. Only a job that failed at its provider may."


def amount(money: Decimal, currency: str) -> str:
    """ "12.50 USD"."""
    return f"{money.quantize(_CENT)} {currency}"


def who_lifts(admins: Iterable[UserId]) -> str:
    *first, last = [mention(person) for person in sorted(admins)] or ["A workspace admin"]
    return f"{', '.join(first)} or {last}" if first else last


def _whose(*, is_personal: bool) -> str:
    return "Your budget in this channel" if is_personal else "This channel's budget"
