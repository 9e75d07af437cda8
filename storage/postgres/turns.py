"""Whose turn it is at Slack, agreed on by all processes by the database's clock."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import psycopg

from storage.postgres.connection import Connection
from storage.postgres.dialect import OWN
from storage.postgres.faults import in_our_words
from storage.postgres.line import Line
from storage.store import Turn

T = TypeVar("T")


class Turns:
    """Each question is one short statement of its own: nothing stays locked while somebody waits."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def look(self, method: str, channel: str) -> Turn:
        """Whether Slack told any process to wait."""
        return await self._run(partial(_look, method=method, channel=channel))

    async def take(
        self, method: str, channel: str, *, apart: timedelta, burst: int, longest: timedelta
    ) -> Turn:
        """The next turn, taken unless it is further off than `longest`."""
        about = {
            "method": method,
            "channel": channel,
            "apart": apart.total_seconds(),
            "burst": burst,
            "longest": longest.total_seconds(),
        }
        return await self._run(partial(_take, about=about))

    async def hold(self, method: str, channel: str, wait: timedelta) -> None:
        """Slack said 429 to this process: nobody calls until `wait` is over."""
        await self._run(partial(_hold, method=method, channel=channel, wait=wait))

    async def _run(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._line.run(work)
        except psycopg.Error as error:
            raise in_our_words(error) from error


def _look(database: Connection, method: str, channel: str) -> Turn:
    row = database.execute(OWN["held_turn"], (method, channel)).fetchone()
    return Turn(wait=timedelta(seconds=float(row[0]) if row else 0.0), is_held=row is not None)


def _take(database: Connection, about: dict[str, object]) -> Turn:
    wait, is_held = database.execute(OWN["take_turn"], about).fetchone() or (0.0, False)
    return Turn(wait=timedelta(seconds=float(wait)), is_held=is_held)


def _hold(database: Connection, method: str, channel: str, wait: timedelta) -> None:
    database.execute(OWN["forget_turns"])
    database.execute(OWN["hold_turns"], (method, channel, wait.total_seconds()))
