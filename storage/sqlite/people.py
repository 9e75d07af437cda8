"""Channels and people: settings, and what Slack said of somebody."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from bot.domain.policy import Actor, ChannelPolicy
from bot.domain.task import ChannelId, TeamId, UserId
from storage.queries import SQL
from storage.sqlite.values import from_json, to_decimal_or_none, to_json_list, to_micros, to_text_or_none


def policy(database: sqlite3.Connection, team: TeamId, channel: ChannelId) -> ChannelPolicy:
    row = database.execute(SQL["policy"], (team, channel)).fetchone()
    if row is None:
        return ChannelPolicy(team=team, channel=channel)
    notify, results, approved, ask_before, limit, requesters, approvers, is_shared, admins = row
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
        is_shared=bool(is_shared),
        admins=frozenset(from_json(admins)),
    )


def set_policy(database: sqlite3.Connection, policy: ChannelPolicy) -> None:
    database.execute(
        SQL["set_policy"],
        (
            policy.team,
            policy.channel,
            policy.also_notify,
            policy.broadcast_results,
            policy.broadcast_approved,
            str(policy.ask_before),
            to_text_or_none(policy.limit),
            _names(policy.requesters),
            _names(policy.approvers),
            policy.is_shared,
            to_json_list(sorted(policy.admins)),
        ),
    )


def _people(names: str | None) -> frozenset[UserId] | None:
    return None if names is None else frozenset(from_json(names))


def _names(people: Iterable[UserId] | None) -> str | None:
    return None if people is None else to_json_list(sorted(people))


def person(database: sqlite3.Connection, seen_in: TeamId, user: UserId, newer_than: datetime) -> Actor | None:
    row = database.execute(SQL["person"], (seen_in, user, to_micros(newer_than))).fetchone()
    if row is None:
        return None
    team, is_admin, is_guest, is_stranger, is_bot = row
    return Actor(
        id=user,
        team=team,
        is_admin=bool(is_admin),
        is_guest=bool(is_guest),
        is_stranger=bool(is_stranger),
        is_bot=bool(is_bot),
    )


def keep_person(database: sqlite3.Connection, actor: Actor, seen_in: TeamId, now: datetime) -> None:
    database.execute(
        SQL["keep_person"],
        (
            seen_in,
            actor.id,
            actor.team,
            actor.is_admin,
            actor.is_guest,
            actor.is_stranger,
            actor.is_bot,
            to_micros(now),
        ),
    )
