"""The bot in a process of its own beside the sandbox, started again whenever it dies."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.stories.stage import PATIENCE, Stage, open_stage

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
    _process: asyncio.subprocess.Process | None = field(default=None)

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
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def points(self) -> list[str]:
        """Every point that was passed, as "number where"."""
        return [line for line in self._notes() if line != "ready"]

    def _notes(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    async def _watch(self) -> None:
        kill_at = self.kill_at
        while True:
            await self._start(kill_at)
            assert self._process is not None
            code = await self._process.wait()
            if code != -signal.SIGKILL:
                raise AssertionError(f"the bot ended by itself with {code}")
            kill_at = 0

    async def _start(self, kill_at: int) -> None:
        self._begun = len(self._notes())
        self.lives += 1
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.killable",
            str(kill_at),
            str(self.log),
            env={**os.environ, **self.environ},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def beside_a_process(folder: Path, *, kill_at: int = 0) -> AsyncIterator[tuple[Stage, BotProcess]]:
    """A sandbox that outlives the bot."""
    async with open_stage(folder / "data", bot=False) as stage:
        yield stage, BotProcess(environ=stage.environ, log=folder / "points.log", kill_at=kill_at)
