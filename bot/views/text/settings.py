"""What is said about the settings of a channel: hints, faults, and the audit trail."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.domain.policy import ChannelPolicy, SettingChange
from bot.domain.pricing import PriceList
from bot.views.escape import mention, sentence, when
from bot.views.text import labels
from bot.views.text.budgets import amount

TRAIL: Final = "*Last changes*"

_CHANNEL: Final = re.compile(r"<#[CG][A-Z0-9]{2,20}>")
_LONGEST_VALUE: Final = 300


def budget_hint(prices: PriceList) -> str:
    """Where no credit has a price a budget stops everything: that is said before it is set."""
    hint = f"{prices.currency} in a calendar month (UTC). Empty: no budget."
    if prices.credit_worth:
        return hint
    return (
        f"{hint} Nobody said yet what a credit is worth (GREENLIGHT_CREDIT_PRICES): nothing could be spent."
    )


def no_approvers() -> str:
    return f"Please choose at least one person, or Everyone in “{labels.WHO_APPROVES}”."


def no_group() -> str:
    return f"Please choose a group, or Everyone in “{labels.WHO_APPROVES}”."


def too_few_approvers(count: int) -> str:
    return f"Only {count} {'person' if count == 1 else 'people'} may approve, so this cannot be reached."


def ask_before_missing() -> str:
    return "Please give a number of credits; 0 asks about every order."


def change_line(change: SettingChange) -> str:
    """ "Ben set Approvals needed from 1 to 2 · 21 Nov, 14:02"."""
    values = f"from {_value(change.before)} to {_value(change.after)}"
    return f"{mention(change.who)} set *{change.what}* {values} · {when(change.at)}"


def in_words(policy: ChannelPolicy, currency: str) -> dict[str, str]:
    """Every setting by its label, as the audit trail keeps it."""
    return {
        labels.WHO_REQUESTS: _people(policy.requesters),
        labels.WHO_APPROVES: _approvers(policy),
        labels.APPROVALS_NEEDED: str(policy.approvals_needed),
        labels.OWN_APPROVAL: _yes(policy.own_approval),
        labels.ASK_BEFORE: _credits(policy.ask_before),
        labels.LIMIT: _credits(policy.limit),
        labels.BUDGET_MONTH: _money(policy.budget_month, currency),
        labels.BUDGET_PERSON: _money(policy.budget_person, currency),
        labels.REMIND_AFTER: _hours(policy.remind_after),
        labels.EXPIRE_AFTER: _hours(policy.expire_after),
        labels.ASK_NEXT: mention(policy.ask_next) if policy.ask_next else "nobody",
        labels.ALSO_NOTIFY: f"<#{policy.also_notify}>" if policy.also_notify else "nobody",
        labels.BROADCAST_RESULTS: _broadcasts(policy),
        labels.DIGEST: policy.digest.value,
    }


def _value(words: str) -> str:
    return words if _CHANNEL.fullmatch(words) else sentence(words, _LONGEST_VALUE)


def _approvers(policy: ChannelPolicy) -> str:
    """A group by its id: its name may change, and who is in it does."""
    return f"the group {policy.approver_group}" if policy.approver_group else _people(policy.approvers)


def _people(people: frozenset[str] | None) -> str:
    if people is None:
        return "everyone"
    return ", ".join(f"<@{person}>" for person in sorted(people)) or "nobody"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _credits(number: Decimal | None) -> str:
    if number is None:
        return "never"
    return f"{number.normalize():f} {'credit' if number == 1 else 'credits'}"


def _money(money: Decimal | None, currency: str) -> str:
    return "no budget" if money is None else amount(money, currency)


def _hours(wait: timedelta | None) -> str:
    if wait is None:
        return "never"
    hours = round(wait / timedelta(hours=1), 2)
    return f"{hours:g} {'hour' if hours == 1 else 'hours'}"


def _broadcasts(policy: ChannelPolicy) -> str:
    named = {"every result": policy.broadcast_results, "approved videos": policy.broadcast_approved}
    return " and ".join(name for name, is_on in named.items() if is_on) or "nothing"
