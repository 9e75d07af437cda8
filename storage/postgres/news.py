"""LISTEN and NOTIFY: lets the other processes know at once that there is something to do.

No more than a hint: one that is lost is made up for by the slow poll of whoever missed it. It is sent after
the commit, not in it, for commits that notify wait for each other and for the disk, one after the other:
https://www.postgresql.org/docs/current/sql-notify.html
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final
from uuid import uuid4

import psycopg

from bot.logs import get_logger
from storage.postgres.connection import Connection, Listener, listener
from storage.postgres.dialect import OWN
from storage.postgres.line import Line

LISTEN: Final = "LISTEN greenlight"
GAP: Final = 0.02
"""Seconds between two hints of one process: a crowd of commits is one piece of news."""

RETRIES: Final = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds until a lost listener is made again."""

log = get_logger()


class News:
    """Tells the others, and hears of them. `heard` is called in the event loop."""

    def __init__(self, url: str, line: Line) -> None:
        self._url = url
        self._line = line
        self._name = uuid4().hex
        self._telling: asyncio.Task[None] | None = None
        self._is_untold = False
        self._listening: asyncio.Task[None] | None = None
        self.heard: Callable[[], None] = _nobody_listens

    def tell(self) -> None:
        """Something was committed that any process may take up."""
        self._is_untold = True
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_all(), name="news")

    async def _tell_all(self) -> None:
        try:
            while self._is_untold:
                await self._tell_once()
                await asyncio.sleep(GAP)
        finally:
            self._telling = None

    async def _tell_once(self) -> None:
        self._is_untold = False
        with suppress(psycopg.Error):
            await self._line.run(partial(_notify, name=self._name))

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` from now on whenever there may be something to do."""
        self.heard = heard
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="listener")

    async def _listen(self) -> None:
        """Until cancelled. Whatever was missed while nobody listened may be there: so that is news, too."""
        failures = 0
        while True:
            try:
                async with await listener(self._url) as connection:
                    await connection.execute(LISTEN)
                    failures = 0
                    self.heard()
                    await self._hear(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("nothing is heard of other processes", error=type(error).__name__)
            await asyncio.sleep(RETRIES[min(failures, len(RETRIES) - 1)])
            failures += 1

    async def _hear(self, connection: Listener) -> None:
        """What this process said itself is no news to it."""
        async for said in connection.notifies():
            if said.payload != self._name:
                self.heard()

    async def close(self) -> None:
        """What was still to be told is told now."""
        doing = [task for task in (self._listening, self._telling) if task is not None]
        for task in doing:
            task.cancel()
        await asyncio.gather(*doing, return_exceptions=True)
        if self._is_untold:
            await self._tell_once()


def _notify(database: Connection, name: str) -> None:
    database.execute(OWN["tell"], (name,))


def _nobody_listens() -> None:
    """Before anybody wants to know."""
