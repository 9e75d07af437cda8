"""The ledger: what was spent, exactly."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.domain.budgets import MonthlySpend
from bot.domain.task import ChannelId, TaskId, TeamId, UserId
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import from_micros, to_decimal_or_none, to_json_list, to_micros
from storage.store import LedgerRow, MoneyState, Spend


def spends(database: Database, team: TeamId, since: datetime, channel: ChannelId | None) -> Sequence[Spend]:
    """What was released is not counted, but its provider is named."""
    wanted = {"team": team, "since": to_micros(since), "channel": channel}
    sums: dict[str, dict[MoneyState, Decimal]] = {}
    for provider, state, credit, count in database.execute(SQL["spends"], wanted):
        of_provider = sums.setdefault(provider, dict.fromkeys(MoneyState, Decimal(0)))
        of_provider[MoneyState(state)] += Decimal(credit) * count
    return [
        Spend(
            provider=provider,
            settled=totals[MoneyState.SETTLED],
            open=totals[MoneyState.RESERVED],
            unknown=totals[MoneyState.UNKNOWN],
        )
        for provider, totals in sorted(sums.items())
    ]


def monthly_spends(
    database: Database, team: TeamId, month: str, channel: ChannelId | None, person: UserId | None
) -> Sequence[MonthlySpend]:
    query = "monthly_spends" if channel is not None else "monthly_spends_of_person"
    wanted = {"team": team, "month": month, "channel": channel, "person": person}
    return [
        MonthlySpend(
            channel=where,
            person=who,
            provider=provider,
            is_held=bool(is_held),
            credit=_whole(credit),
            money=_whole(money),
            unpriced=_whole(unpriced),
        )
        for where, who, provider, is_held, credit, money, unpriced in database.execute(SQL[query], wanted)
    ]


def _whole(millionths: int) -> Decimal:
    return Decimal(millionths) / 1_000_000


def refunded(database: Database, task: TaskId, by: UserId, now: datetime) -> bool:
    paid_back = [Decimal(credit) for (credit,) in database.execute(SQL["refundable"], (task,))]
    if not paid_back:
        return False
    database.execute(SQL["release_refunded"], (task,))
    database.execute(SQL["add_refund_history"], {"task": task, "at": to_micros(now), "by": by})
    credit, state = str(sum(paid_back, Decimal())), MoneyState.RELEASED
    database.execute(
        SQL["add_note"], {"task": task, "why": "", "credit": credit, "state": state, "estimated": 0}
    )
    return True


def ledger(database: Database, tasks: Sequence[TaskId]) -> Sequence[LedgerRow]:
    return [
        LedgerRow(
            key=key,
            task=task,
            team=team,
            channel=channel,
            person=person,
            provider=provider,
            credit=Decimal(credit),
            money=to_decimal_or_none(money),
            state=MoneyState(state),
            estimated=bool(estimated),
            maybe_refunded=bool(maybe_refunded),
            at=from_micros(at),
        )
        for (
            key,
            task,
            team,
            channel,
            person,
            provider,
            credit,
            money,
            state,
            estimated,
            maybe_refunded,
            at,
        ) in database.execute(SQL["ledger"], (to_json_list(tasks),))
    ]
