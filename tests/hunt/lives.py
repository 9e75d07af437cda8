"""Lives: which asyncio tasks belong to the bot, so that it can die without the world dying with it."""

import asyncio
from collections.abc import Coroutine, Generator
from contextvars import Context, ContextVar, copy_context
from typing import Any
from weakref import WeakSet

LIFE: ContextVar["Life | None"] = ContextVar("LIFE", default=None)


class Life:
    """Everything that was started from within `run`, and by what that started."""

    def __init__(self) -> None:
        self._tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._context = copy_context()
        self._context.run(LIFE.set, self)

    def run(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        return asyncio.get_running_loop().create_task(work, context=self._context)

    def own(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.add(task)

    async def kill(self) -> None:
        """Cancel wherever each one stands, like a death between two of its steps."""
        tasks = [task for task in self._tasks if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class World:
    """Tasks of whoever is not the bot: they go on when it dies."""

    def __init__(self) -> None:
        self._context = copy_context()
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work, context=self._context.copy())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def track_lives() -> None:
    """Make the running loop note to which life each new task belongs."""

    def factory(
        loop: asyncio.AbstractEventLoop,
        work: Coroutine[Any, Any, Any] | Generator[Any, None, Any],
        *,
        context: Context | None = None,
    ) -> "asyncio.Task[Any]":
        task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, context=context)
        life = (context or copy_context()).get(LIFE)
        if life is not None:
            life.own(task)
        return task

    asyncio.get_running_loop().set_task_factory(factory)
