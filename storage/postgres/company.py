"""The processes on one database, as one of them sees it: that it lives, who is gone, and who has news."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial

import psycopg

from bot.errors import StorageError
from bot.logs import get_logger
from storage.postgres.connection import Connection
from storage.postgres.dialect import OWN
from storage.postgres.faults import in_our_words
from storage.postgres.lease import Lease
from storage.postgres.line import Line
from storage.postgres.news import News
from storage.postgres.opening import prepare, refuse_unfinished
from storage.postgres.turns import Turns

log = get_logger()


class Company:
    """`is_left_behind`: somebody who is gone had work under way. The poll that looks for it also stands
    behind the hints, which may be lost."""

    def __init__(self, url: str, lease: Lease) -> None:
        self._lease = lease
        self._pulse = Line(partial(Connection.open, url))
        self._side = Line(partial(Connection.open, url))
        self._news = News(url, self._side)
        self.turns = Turns(self._side)
        self._given_up: Callable[[], None] = _nobody_minds
        self.is_left_behind = False
        self.is_eldest = False

    @property
    def is_held(self) -> bool:
        """Whether nobody can have given this process up, so that what it claimed is still its own."""
        return self._lease.is_held

    @property
    def place(self) -> int:
        """Another one each time that this process was given up."""
        return self._lease.owner

    def sign(self, database: Connection) -> None:
        """Let what a connection claims from now on be this process's own."""
        self._lease.sign(database)

    async def join(self, parts: AsyncExitStack) -> None:
        """Bring the schema up to date and take a place; `parts` leaves it again.

        Raises SchemaTooNew or StorageError.
        """
        parts.push_async_callback(self._pulse.close)
        parts.push_async_callback(self._side.close)
        try:
            await self._pulse.run(prepare)
            await self._pulse.run(self._lease.begin)
            parts.push_async_callback(self._leave)
            await self._pulse.run(refuse_unfinished)
            await self._pulse.run(self._look_around)
        except psycopg.Error as error:
            raise in_our_words(error) from error
        parts.push_async_callback(_cancel, asyncio.create_task(self._beat(), name="lease"))
        parts.push_async_callback(self._news.close)

    def listen(self, news: Callable[[], None], given_up: Callable[[], None]) -> None:
        """Call `news` when there may be something to do, `given_up` when all that was claimed is lost."""
        self._given_up = given_up
        self._news.listen(news)

    def tell(self) -> None:
        """Something was committed that any process may take up."""
        self._news.tell()

    async def _beat(self) -> None:
        """A failed renewal is tried again soon: until one succeeds, nothing leaves that must not twice."""
        while True:
            await asyncio.sleep(self._lease.every.total_seconds())
            try:
                await self._renew()
                await self._pulse.run(self._look_around)
            except psycopg.Error as error:
                log.warning("lease not renewed", error=str(in_our_words(error)))
            except StorageError as error:  # the key was changed while this process was given up
                log.warning("no place among the others", error=str(error))
            else:
                self._news.heard()

    async def _renew(self) -> None:
        """Whoever was given up lets go of everything before taking a new place."""
        if await self._pulse.run(self._lease.renew):
            return
        log.warning("this process was given up by the others")
        self.is_eldest = False
        self._given_up()
        await asyncio.sleep(0)  # what was cancelled ends here
        await self._pulse.run(self._lease.begin)

    def _look_around(self, database: Connection) -> None:
        about = (self._lease.owner,)
        self.is_left_behind = database.execute(OWN["is_left_behind"], about).fetchone() == (True,)
        self.is_eldest = database.execute(OWN["is_eldest"], about).fetchone() == (True,)

    async def _leave(self) -> None:
        """Without the database the lease ends by itself."""
        with suppress(psycopg.Error):
            await self._pulse.run(self._lease.end)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _nobody_minds() -> None:
    """Before anybody has claimed anything."""
