"""Group commit: what was wished for while one commit ran goes into the next, together."""

import asyncio
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from bot.errors import StorageError
from storage.sql.database import Database, Line

T = TypeVar("T")

Work: TypeAlias = Callable[[Database], Any]
Outcome: TypeAlias = tuple[Any, Exception | None]
EndsAll: TypeAlias = Callable[[Exception], bool]


class Alike(ABC):
    """Work of which many can be done in a few statements.

    The interpreter's lock is given up and fought for at every statement, so a crowd of small ones takes far
    longer than its SQL.
    """

    __slots__ = ()

    @abstractmethod
    def __call__(self, database: Database) -> Any: ...

    @staticmethod
    @abstractmethod
    def do_all(database: Database, works: Sequence[Any]) -> Sequence[Any]:
        """What each would return, in order. Raises when they have to be done one by one."""


MOST_TOGETHER: Final = 500
"""Bounds how long the first of a crowd waits for the last."""


class Writer(Protocol):
    """Whoever writes for a store."""

    async def write(self, work: Callable[[Database], T]) -> T: ...


class GroupCommit:
    """The only writer. Nobody waits for company: a lone write commits at once.

    Each caller hears of its own work, and only after the commit that holds it.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._pump: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, work: Callable[[Database], T]) -> T:
        """Run `work` in a transaction. If it raises, it alone is undone.

        Who stops waiting before the commit has begun has written nothing.
        """
        if self._closed:
            raise StorageError("The store is closed.")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._pump is None:
            self._pump = asyncio.create_task(self._commit_all(), name="commits")
        return await done

    async def close(self) -> None:
        """Commit what was asked for, then close."""
        self._closed = True
        if self._pump is not None:
            await asyncio.wait([self._pump])
        await self._line.close()

    async def _commit_all(self) -> None:
        together: list[tuple[Work, asyncio.Future[Any]]] = []
        try:
            while self._waiting:
                together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                await self._commit([pair for pair in together if not pair[1].done()])
        finally:
            self._pump = None
            for _, done in [*together, *self._waiting]:
                done.cancel()  # whoever was not told: however this ended, nobody is left to wait for ever

    async def _commit(self, pairs: Sequence[tuple[Work, asyncio.Future[Any]]]) -> None:
        try:
            works = [work for work, _ in pairs]
            outcomes = await self._line.run(
                partial(commit_together, works=works, ends_all=self._line.ends_all)
            )
        except Exception as error:  # noqa: BLE001 - whatever it was, each caller has to hear of it
            outcomes = [(None, error)] * len(pairs)
        for (_, done), outcome in zip(pairs, outcomes, strict=True):
            self._tell(done, outcome)

    def _tell(self, done: "asyncio.Future[Any]", outcome: Outcome) -> None:
        if done.done():
            return
        result, error = outcome
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(self._line.in_our_words(error))


class ReadOnly:
    """Stands where the writer would, in a store that was opened to look at."""

    async def write(self, work: Callable[[Database], T]) -> T:  # noqa: ARG002 - a Writer's shape
        raise StorageError("This store was opened for reading only.")


def commit_together(database: Database, works: Sequence[Work], *, ends_all: EndsAll) -> list[Outcome]:
    """Carry out all works in one commit. Raises when nothing of it was kept.

    Hardly any work fails, so all of it is tried as if none did. When one does, everything is undone and done
    over with a savepoint each: a work may run twice, and must do nothing but write.
    """
    if not works:
        return []
    try:
        return _in_one_commit(database, works, _hopefully)
    except Exception as error:
        if ends_all(error):
            raise
    return _in_one_commit(database, works, partial(_one_by_one, ends_all=ends_all))


def _in_one_commit(
    database: Database,
    works: Sequence[Work],
    carry_out: Callable[[Database, Sequence[Work]], list[Outcome]],
) -> list[Outcome]:
    database.execute("BEGIN IMMEDIATE")
    try:
        outcomes = carry_out(database, works)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
    return outcomes


def _hopefully(database: Database, works: Sequence[Work]) -> list[Outcome]:
    """All works, those that are alike at once. Raises when any of them does."""
    results: dict[int, Any] = {}
    alike: defaultdict[type[Alike], list[int]] = defaultdict(list)
    for place, work in enumerate(works):
        if isinstance(work, Alike):
            alike[type(work)].append(place)
        else:
            results[place] = work(database)
    for kind, places in alike.items():
        results.update(zip(places, kind.do_all(database, [works[place] for place in places]), strict=True))
    return [(results[place], None) for place in range(len(works))]


def _one_by_one(database: Database, works: Sequence[Work], *, ends_all: EndsAll) -> list[Outcome]:
    return [_alone(database, work, ends_all) for work in works]


def _alone(database: Database, work: Work, ends_all: EndsAll) -> Outcome:
    """One work under a savepoint, so that its failure is its own."""
    database.execute("SAVEPOINT item")
    try:
        result = work(database)
    except Exception as error:
        # On a full disk SQLite may have undone all of it already: https://sqlite.org/lang_transaction.html
        if ends_all(error) or not database.in_transaction:
            raise
        database.execute("ROLLBACK TO item")
        database.execute("RELEASE item")
        return None, error
    database.execute("RELEASE item")
    return result, None
