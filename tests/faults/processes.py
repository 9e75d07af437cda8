"""The bot in a process of its own beside the sandbox, started again whenever it dies.

It is forked from a server that has imported it already: a start costs what the bot itself does, without
half a second of Python's. The fork comes before anything runs, so that a killed bot is as dead as any other.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.faults import killable
from tests.stories.stage import PATIENCE, Stage, open_stage

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload([killable.__name__])

TWO_STARTS: Final = 3 * PATIENCE
"""Seconds: an early death makes two starts of one, and a busy machine makes them slow."""


@dataclass(slots=True, kw_only=True)
class BotProcess:
    """Dies at `kill_at` (0: never) in its first life and never again."""

    environ: dict[str, str]
    log: Path
    kill_at: int = 0
    lives: int = 0
    _begun: int = 0
    _process: "ForkServerProcess | None" = field(default=None)

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        watch = asyncio.create_task(self._watch())
        try:
            await self.ready()
            yield
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
            await self._end()

    async def ready(self) -> None:
        """Wait until the present life listens; it may be the second one already."""
        async with asyncio.timeout(TWO_STARTS):
            while not self.lives or "ready" not in self._notes()[self._begun :]:  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """`kill -9`, wherever it stands."""
        if self._process is not None:
            self._process.kill()

    def points(self) -> list[str]:
        """Every point that was passed, as "number where"."""
        return [line for line in self._notes() if line != "ready"]

    def _notes(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    async def _watch(self) -> None:
        kill_at = self.kill_at
        while True:
            self._process = await asyncio.to_thread(self._started, kill_at)
            code = await self._ended(self._process)
            if code != -signal.SIGKILL:
                raise AssertionError(f"the bot ended by itself with {code}")
            kill_at = 0

    def _started(self, kill_at: int) -> "ForkServerProcess":
        self._begun = len(self._notes())
        self.lives += 1
        process = _FORKING.Process(target=killable.live, args=(self.environ, kill_at, self.log), daemon=True)
        process.start()
        return process

    async def _end(self) -> None:
        if self._process is None or not self._process.is_alive():
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._ended(self._process), PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._ended(self._process)

    @staticmethod
    async def _ended(process: "ForkServerProcess") -> int | None:
        """Its exit code, once it has one."""
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(process.sentinel)
        process.join()
        return process.exitcode


@asynccontextmanager
async def beside_a_process(folder: Path, *, kill_at: int = 0) -> AsyncIterator[tuple[Stage, BotProcess]]:
    """A sandbox that outlives the bot."""
    async with open_stage(folder / "data", bot=False) as stage:
        yield stage, BotProcess(environ=stage.environ, log=folder / "points.log", kill_at=kill_at)
