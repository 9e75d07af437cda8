"""One PostgreSQL connection in a thread of its own, made again when it was lost."""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import psycopg

from storage.postgres.connection import Connection
from storage.postgres.faults import ends_all, in_our_words, may_go_better

T = TypeVar("T")

TRIES: Final = 5
LONGEST_PAUSE: Final = 0.05


class Line:
    """Runs plain functions over one connection, one after the other.

    `prepare` is done each time before a function runs.
    """

    def __init__(
        self, connect: Callable[[], Connection], prepare: Callable[[Connection], None] | None = None
    ) -> None:
        self._connect = connect
        self._prepare = prepare
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postgres")
        self._connection: Connection | None = None
        self.waiting = 0
        self.ends_all = ends_all
        self.in_our_words = in_our_words

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns. PostgreSQL's errors come out raw.

        Done over when nothing of it can have been kept: the connection was lost before a transaction began,
        or two transactions were in each other's way and the server undid ours.
        """
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._insist, work)
        finally:
            self.waiting -= 1

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=False)

    def _insist(self, work: Callable[[Connection], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._try(work)
            except psycopg.Error as error:
                if may_go_better(error):
                    time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - spreads load, guards nothing
                elif not self._was_lost_before_it_began():
                    raise
        return self._try(work)

    def _try(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None or self._connection.is_lost:
            self._connection = None
            self._connection = self._connect()
        self._connection.has_begun = False
        if self._prepare is not None:
            self._prepare(self._connection)
        return work(self._connection)

    def _was_lost_before_it_began(self) -> bool:
        connection = self._connection
        return connection is not None and connection.is_lost and not connection.has_begun

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
