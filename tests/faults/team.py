"""Four bots on one PostgreSQL, which die in turn.

Now and then one is stopped for longer than its lease, or the server is started anew. Slack reaches
them over their sockets, the providers through a balancer.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from storage.postgres.lease import LEASE
from tests.faults.balancer import balancer
from tests.faults.processes import BotProcess
from tests.ports import free_port
from tests.postgres import server
from tests.stories.stage import Stage, open_stage

BOTS: Final = 4
A_STOP_EVERY: Final = 16
A_RESTART_EVERY: Final = 40
STOPPED_SECONDS: Final = LEASE.total_seconds() + 5
SETTINGS: Final = ("listen_addresses=", "shared_buffers=64MB", "max_connections=200")
"""What a commit has told is on the disk, unlike in the other tests: the server is shot here."""


@dataclass(slots=True, kw_only=True)
class Team:
    """Looks like one bot to whoever kills it. `stops` and `restarts` say what else happened."""

    bots: list[BotProcess]
    home: Path
    chance: Random
    kills: int = 0
    stops: int = 0
    restarts: int = 0
    _stopped: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await asyncio.gather(*(stack.enter_async_context(bot.kept_alive()) for bot in self.bots))
            try:
                yield
            finally:
                for stop in self._stopped.values():
                    stop.cancel()
                await asyncio.gather(*self._stopped.values(), return_exceptions=True)

    async def ready(self) -> None:
        """Those that are not stopped."""
        await asyncio.gather(*(self.bots[number].ready() for number in self._awake()))

    async def killed(self) -> None:
        """One of them; the others go on."""
        self.kills += 1
        if self.kills % A_RESTART_EVERY == A_RESTART_EVERY // 2:
            await self._restart_server()
        if self.kills % A_STOP_EVERY == A_STOP_EVERY // 2:
            number = self.chance.choice(self._awake())
            self._stopped[number] = asyncio.create_task(self._stop(number))
        await self.bots[self.chance.choice(self._awake())].killed()

    async def at_rest(self) -> None:
        """Nobody is stopped any more."""
        await asyncio.gather(*self._stopped.values())
        await self.ready()

    def _awake(self) -> list[int]:
        return [number for number in range(len(self.bots)) if number not in self._stopped]

    async def _stop(self, number: int) -> None:
        """It wakes up when the others have given it up."""
        self.stops += 1
        self.bots[number].send(signal.SIGSTOP)
        try:
            await asyncio.sleep(STOPPED_SECONDS)
        finally:
            self.bots[number].send(signal.SIGCONT)
            del self._stopped[number]

    async def _restart_server(self) -> None:
        """In turn as an administrator does, and as a crash."""
        self.restarts += 1
        mode = "fast" if self.restarts % 2 else "immediate"
        await asyncio.to_thread(server.restart, server.binaries(), self.home, mode)


@asynccontextmanager
async def beside_a_team(
    folder: Path, *, chance: Random, world: Mapping[str, Any], environ: Mapping[str, str]
) -> AsyncIterator[tuple[Stage, Team]]:
    """A sandbox, a server of their own, and a team that is not alive yet."""
    home = await asyncio.to_thread(server.start, server.binaries(), SETTINGS)
    front, ports = free_port(), [free_port() for _ in range(BOTS)]
    shared = {
        "GREENLIGHT_DATABASE_URL": server.url_of(home),
        "GREENLIGHT_PUBLIC_URL": f"http://127.0.0.1:{front}",
    }
    try:
        async with (
            open_stage(folder / "data", bot=False, socket_mode=True, world=world) as stage,
            balancer(front, ports),
        ):
            stage.environ |= {**shared, **environ}
            bots = [
                BotProcess(
                    environ={**stage.environ, "GREENLIGHT_PORT": str(port)},
                    log=folder / f"points-{number}.log",
                    may_end=True,
                )
                for number, port in enumerate(ports)
            ]
            yield stage, Team(bots=bots, home=home, chance=chance)
    finally:
        await asyncio.to_thread(server.stop, server.binaries(), home)
        await asyncio.to_thread(server.remove, home)
