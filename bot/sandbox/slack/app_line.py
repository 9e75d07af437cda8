"""The one way everything goes to the app: over HTTP or its sockets, with the faults that were ordered."""

import asyncio
import time
from typing import Final

from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Faults
from bot.sandbox.slack.answers import FAILED, Answer, refused
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.deliver import HttpLine, Kind, Line
from bot.sandbox.slack.journal import Journal
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.wire import Json

_TARGETS: Final = {
    "slash_commands": "slack:command",
    "interactive": "slack:interaction",
    "events_api": "slack:event",
}
_MODES: Final = frozenset({"lose", "double", "delay"})


class AppLine:
    """Chooses the line, and lets `slack:command`, `slack:interaction` and `slack:event` faults act on it."""

    def __init__(
        self,
        config: SandboxConfig,
        sockets: Sockets,
        faults: Faults,
        background: Background,
        journal: Journal,
    ) -> None:
        self._http = HttpLine(config.app_url, config.signing_secret)
        self._sockets = sockets
        self._socket_mode = config.socket_mode
        self._faults = faults
        self._background = background
        self._journal = journal

    def connect(self, app_url: str) -> None:
        """Point the app's request URL somewhere else."""
        self._http.url = app_url

    @property
    def _line(self) -> Line:
        return self._sockets if self._socket_mode or not self._http.url else self._http

    async def send(
        self, kind: Kind, payload: Json, *, within: float, retry: tuple[int, str] | None = None
    ) -> Answer:
        fault = self._faults.take(_TARGETS[kind], _MODES)
        if fault is None:
            return await self._send(kind, payload, within, retry)
        match fault.mode:
            case "lose":
                return refused(FAILED, "connection_failed")
            case "delay":
                await asyncio.sleep(fault.number("seconds", 1.0))
            case _:
                for _copy in range(int(fault.number("copies", 2)) - 1):
                    self._background.start(self._send(kind, payload, within, retry))
        return await self._send(kind, payload, within, retry)

    async def _send(self, kind: Kind, payload: Json, within: float, retry: tuple[int, str] | None) -> Answer:
        began = time.time()
        answer = await self._line.send(kind, payload, within=within, retry=retry)
        self._journal.delivery(kind, began=began, failure=answer.failure)
        return answer

    async def close(self) -> None:
        await self._http.close()
