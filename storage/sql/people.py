"""People: what Slack said of somebody."""

from datetime import datetime

from bot.domain.policy import Actor
from bot.domain.task import TeamId, UserId
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import to_micros


def person(database: Database, seen_in: TeamId, user: UserId, newer_than: datetime) -> Actor | None:
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


def keep_person(database: Database, actor: Actor, seen_in: TeamId, now: datetime) -> None:
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
