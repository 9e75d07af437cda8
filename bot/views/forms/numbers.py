"""Numbers as people fill them in: credits, money, hours and counts. A fault stands beside its field."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.errors import FormError
from bot.views.forms.values import Values

MOST_CREDITS: Final = Decimal(100_000)
MOST_MONEY: Final = Decimal(10_000_000)
LONGEST_WAIT: Final = timedelta(days=90)
SHORTEST_WAIT: Final = timedelta(minutes=1)
MOST_APPROVALS: Final = 20

_CENT: Final = Decimal("0.01")
_HOUR: Final = Decimal(3600)


def credits_of(values: Values, field: str) -> Decimal | None:
    """None when nothing was filled in, as for all of these. Raises FormError, as all of these do."""
    fault = f"Please give a number of credits between 0 and {MOST_CREDITS:,}."
    return _number(values, field, fault, most=MOST_CREDITS)


def money_of(values: Values, field: str) -> Decimal | None:
    """To the cent."""
    fault = f"Please give an amount between 0 and {MOST_MONEY:,}, in cents at the finest."
    amount = _number(values, field, fault, most=MOST_MONEY)
    if amount is not None and amount != amount.quantize(_CENT):
        raise FormError({field: fault})
    return amount


def hours_of(values: Values, field: str) -> timedelta | None:
    hours = int(LONGEST_WAIT / timedelta(hours=1))
    fault = f"Please give a number of hours between one minute (0.02) and 90 days ({hours:,})."
    number = _number(values, field, fault, most=Decimal(hours))
    if number is None:
        return None
    wait = timedelta(seconds=round(number * _HOUR))
    if wait < SHORTEST_WAIT:
        raise FormError({field: fault})
    return wait


def count_of(values: Values, field: str) -> int | None:
    """At least 1."""
    fault = f"Please give a whole number between 1 and {MOST_APPROVALS}."
    number = _number(values, field, fault, most=Decimal(MOST_APPROVALS))
    if number is None:
        return None
    if number < 1 or number != int(number):
        raise FormError({field: fault})
    return int(number)


def written(number: Decimal | None) -> str:
    """As a person would type it, empty for None."""
    return "" if number is None else f"{number.normalize():f}"


def written_hours(wait: timedelta | None) -> str:
    return "" if wait is None else written(round(Decimal(round(wait.total_seconds())) / _HOUR, 4))


def _number(values: Values, field: str, fault: str, *, most: Decimal) -> Decimal | None:
    text = values.text(field).replace(",", ".")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise FormError({field: fault}) from error
    if not number.is_finite() or not 0 <= number <= most:
        raise FormError({field: fault})
    return number
