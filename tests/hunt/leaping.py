"""Time that leaps: an event loop whose clock goes forward by itself as soon as everybody sleeps."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from bot.clock import LONGEST_SLEEP

T = TypeVar("T")

START: Final = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


class _LeapingSelector(selectors.DefaultSelector):
    """Instead of waiting for time to pass, says how much of it may be skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = 0
        self.leapt = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if events or timeout == 0:
            return events
        if self.outside:
            return super().select(1.0)
        if timeout is None:
            raise AssertionError("everybody waits and nobody will ever wake them")
        self.leapt += timeout
        return []


class LeapingLoop(asyncio.SelectorEventLoop):
    """A loop in which hours take as long as what happens in them. Only threads are waited for."""

    def __init__(self) -> None:
        self._leaping = _LeapingSelector()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.leapt

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While a thread works, time stands still."""
        self._leaping.outside += 1
        try:
            yield
        finally:
            self._leaping.outside -= 1

    def run_in_executor(  # type: ignore[override]  # the stub's TypeVarTuple cannot be repeated here
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        future = super().run_in_executor(executor, func, *args)
        self._leaping.outside += 1
        future.add_done_callback(self._came_back)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """At the very end; a thread is what it waits for."""
        with self.outside():
            await super().shutdown_default_executor()

    def _came_back(self, _: "asyncio.Future[Any]") -> None:
        self._leaping.outside -= 1


class LeapingClock:
    """A Clock on that loop. It can be set wrong; `true_now` is what the rest of the world goes by."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return self.true_now() + self.off

    def true_now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def paced(self, wait: timedelta) -> timedelta:
        return wait

    async def sleep(self, wait: timedelta) -> None:
        await asyncio.sleep(min(max(wait, timedelta()), LONGEST_SLEEP).total_seconds())


def this_loop() -> LeapingLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop)
    return loop


def leap(story: Coroutine[Any, Any, T]) -> T:
    """Run a whole story on a loop of its own."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(story)
