"""Channels: their settings, and the audit trail of these."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.policy import ChannelPolicy, Digest, SettingChange
from bot.domain.task import ChannelId, TeamId, UserId
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import (
    from_json,
    from_micros,
    to_decimal_or_none,
    to_json_list,
    to_micros,
    to_text_or_none,
)


def policy(database: Database, team: TeamId, channel: ChannelId) -> ChannelPolicy:
    row = database.execute(SQL["policy"], (team, channel)).fetchone()
    if row is None:
        return ChannelPolicy(team=team, channel=channel)
    notify, results, approved, ask_before, limit, requesters, approvers, is_shared, admins, *rules = row
    group, needed, own, budget_month, budget_person, remind_after, expire_after, ask_next, digest = rules
    return ChannelPolicy(
        team=team,
        channel=channel,
        also_notify=notify,
        broadcast_results=bool(results),
        broadcast_approved=bool(approved),
        ask_before=Decimal(ask_before),
        limit=to_decimal_or_none(limit),
        requesters=_people(requesters),
        approvers=_people(approvers),
        approver_group=group,
        approvals_needed=needed,
        own_approval=bool(own),
        budget_month=to_decimal_or_none(budget_month),
        budget_person=to_decimal_or_none(budget_person),
        remind_after=None if remind_after is None else timedelta(seconds=remind_after),
        expire_after=timedelta(seconds=expire_after),
        ask_next=ask_next,
        digest=Digest(digest),
        is_shared=bool(is_shared),
        admins=frozenset(from_json(admins)),
    )


def set_policy(
    database: Database,
    after: ChannelPolicy,
    changes: Sequence[SettingChange],
    was: ChannelPolicy | None,
) -> bool:
    if was is not None and _kept(policy(database, after.team, after.channel)) != _kept(was):
        return False
    database.execute(
        SQL["set_policy"],
        (
            after.team,
            after.channel,
            after.also_notify,
            after.broadcast_results,
            after.broadcast_approved,
            str(after.ask_before),
            to_text_or_none(after.limit),
            _names(after.requesters),
            _names(after.approvers),
            after.is_shared,
            to_json_list(sorted(after.admins)),
            after.approver_group,
            after.approvals_needed,
            after.own_approval,
            to_text_or_none(after.budget_month),
            to_text_or_none(after.budget_person),
            None if after.remind_after is None else round(after.remind_after.total_seconds()),
            round(after.expire_after.total_seconds()),
            after.ask_next,
            after.digest,
        ),
    )
    for line in changes:
        row = (after.team, after.channel, to_micros(line.at), line.who, line.what, line.before, line.after)
        database.execute(SQL["add_setting_change"], row)
    return True


def setting_changes(
    database: Database, team: TeamId, channel: ChannelId, limit: int
) -> Sequence[SettingChange]:
    rows = database.execute(SQL["setting_changes"], (team, channel, limit))
    return [
        SettingChange(at=from_micros(at), who=who, what=what, before=before, after=after)
        for at, who, what, before, after in rows
    ]


def _kept(policy: ChannelPolicy) -> ChannelPolicy:
    """Without what the surroundings know better than a row, the members of a group among it."""
    approvers = frozenset() if policy.approver_group else policy.approvers
    return replace(policy, admins=frozenset(), is_shared=False, approvers=approvers)


def _people(names: str | None) -> frozenset[UserId] | None:
    return None if names is None else frozenset(from_json(names))


def _names(people: Iterable[UserId] | None) -> str | None:
    return None if people is None else to_json_list(sorted(people))
