"""Whether the parts that everything hangs on truly work: database, Slack, worker."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import SlackError
from bot.outbox import Worker
from bot.slack import Slack
from storage.store import Store

FRESH: Final = timedelta(seconds=30)
"""A probe asks every few seconds; Slack need not hear of each."""

PATIENCE: Final = timedelta(seconds=5)

IsConnected = Callable[[], Awaitable[bool]]


class Readiness:
    """Asked by `/readyz`. `socket` says whether the socket lives, None where Slack calls us."""

    def __init__(
        self, *, store: Store, slack: Slack, worker: Worker, clock: Clock, socket: IsConnected | None = None
    ) -> None:
        self._store = store
        self._slack = slack
        self._worker = worker
        self._clock = clock
        self._socket = socket
        self._asked_at: datetime | None = None
        self._answers = True

    async def parts(self) -> dict[str, bool]:
        """Each part and whether it works now."""
        return {
            "database": await self._store.ready(),
            "slack": await self._slack_answers() and (self._socket is None or await self._socket()),
            "worker": self._worker.is_alive,
        }

    async def _slack_answers(self) -> bool:
        """Whether Slack takes our token, as of half a minute ago at most."""
        now = self._clock.now()
        if self._asked_at is None or now - self._asked_at > FRESH:
            self._asked_at = now
            self._answers = await self._ask()
        return self._answers

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._slack.whoami()
        except (SlackError, TimeoutError):
            return False
        return True
