"""The bot in a process of its own beside the sandbox, started again whenever it dies.

It is forked from a server that has imported it already: a start costs what the bot itself does, without
half a second of Python's. The fork comes before anything runs, so that a killed bot is as dead as any other.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from tests.faults import killable
from tests.stories.stage import PATIENCE, Stage, open_stage

TWO_STARTS: Final = 3 * PATIENCE
"""Seconds: an early death makes two starts of one, and a busy machine makes them slow."""


@dataclass(slots=True, kw_only=True)
class BotProcess:
    """Dies at `kill_at` (0: never) in its first life and never again.

    `may_end`: it begins anew as well when it ended by itself, as one does that starts without its database.
    """

    environ: dict[str, str]
    log: Path
    kill_at: int = 0
    may_end: bool = False
    lives: int = 0
    _begun: int = 0
    _process: ForkServerProcess | None = field(default=None)

    @property
    def pid(self) -> int:
        """Of the present life."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def tasks(self) -> Path:
        """Where it says once a second how many asyncio tasks it has."""
        return self.log.with_suffix(".tasks")

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
            while not self.lives or killable.READY not in self._notes(self._begun):  # noqa: ASYNC110 - a file
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """`kill -9`, wherever it stands."""
        if self._process is not None:
            self._process.kill()

    def send(self, number: signal.Signals) -> None:
        """Without effect on one that is dead."""
        if self._process is not None and self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, number)

    async def at_rest(self) -> None:
        await self.ready()

    async def killed(self) -> None:
        """Kill it and wait until its next life has begun."""
        lives = self.lives
        self.kill()
        async with asyncio.timeout(TWO_STARTS):
            while self.lives == lives:  # noqa: ASYNC110 - a process
                await asyncio.sleep(0.005)

    def points(self) -> list[str]:
        """Every point that was passed, as "number where"."""
        return [line for line in self._notes(0) if line != killable.READY]

    def _notes(self, since: int) -> list[str]:
        if not self.log.exists():
            return []
        with self.log.open() as notes:
            notes.seek(since)
            return notes.read().splitlines()

    async def _watch(self) -> None:
        kill_at = self.kill_at
        while True:
            self._begun = self.log.stat().st_size if self.log.exists() else 0
            environ = {**os.environ, **self.environ}
            self._process = await asyncio.to_thread(killable.start, kill_at, self.log, environ)
            self.lives += 1
            code = await _ended(self._process)
            if code != -signal.SIGKILL and not self.may_end:
                raise AssertionError(f"the bot ended by itself with {code}")
            kill_at = 0

    async def _end(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(_ended(self._process), PATIENCE)
        except TimeoutError:
            self._process.kill()
            await _ended(self._process)


async def _ended(process: ForkServerProcess) -> int | None:
    """Its exit code, once it has one."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(process.sentinel, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    return process.exitcode


@asynccontextmanager
async def beside_a_process(
    folder: Path,
    *,
    kill_at: int = 0,
    world: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[tuple[Stage, BotProcess]]:
    """A sandbox that outlives the bot; `world` is how it differs from the one of the stories."""
    async with open_stage(folder / "data", bot=False, world=world) as stage:
        stage.environ |= environ or {}
        yield stage, BotProcess(environ=stage.environ, log=folder / "points.log", kill_at=kill_at)
