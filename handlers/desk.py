"""What the listeners share: the service, a way to open forms in time, and short answers from memory."""

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from bot.clock import Clock
from bot.domain.pricing import PriceList
from bot.domain.task import TeamId
from bot.errors import GreenlightError, NotAllowed, SlackError
from bot.logs import get_logger
from bot.outbox.people import People
from bot.outbox.private import PrivateWords
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.providers.provider import Choice, Sender
from bot.service import Service
from bot.slack import Slack
from bot.views import text
from handlers.turns import Turns

LIST_FRESH: Final = timedelta(minutes=10)
MOST_PAGES: Final = 100
"""Of one list; a provider that never ends one is not read for ever."""

BACKGROUND_LIMIT: Final = timedelta(seconds=20)
IN_TIME: Final = timedelta(seconds=2)
"""How long Slack may take to tell us something that an answer hangs on: it waits three seconds for that."""

log = get_logger()

Payload = Mapping[str, Any]
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Desk:
    """One for all listeners. `team` is the workspace that the bot is installed in."""

    service: Service
    tools: Tools
    slack: Slack
    people: People
    private: PrivateWords
    senders: Mapping[str, Sender]
    prices: PriceList
    clock: Clock
    team: TeamId
    allow_loopback: bool = False
    turns: Turns = field(default_factory=Turns)
    _background: set[asyncio.Task[None]] = field(default_factory=set)
    _lists: dict[tuple[str, str], tuple[datetime, Sequence[Choice]]] = field(default_factory=dict)

    def supervise(self, work: Coroutine[Any, Any, None], *, what: str) -> asyncio.Task[None]:
        """Run what may be lost with the process (a form being opened), but never lose its errors."""
        task = asyncio.create_task(self._watched(work, what), name=what)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def choices(self, provider: str, name: str) -> Sequence[Choice]:
        """One of the provider's lists, at most ten minutes old. What we had when it does not answer in time:
        its answer is kept for the next who asks."""
        known = self._lists.get((provider, name))
        if known is None or self.clock.now() - known[0] >= LIST_FRESH:
            await asyncio.wait({self._reading(provider, name)}, timeout=IN_TIME.total_seconds())
        return self._lists.get((provider, name), (None, ()))[1]

    async def told(self, asked: Awaitable[T]) -> T:
        """What Slack tells, if it does so in time. Raises NotAllowed otherwise: deny by default."""
        try:
            async with asyncio.timeout(IN_TIME.total_seconds()):
                return await asked
        except TimeoutError as error:
            raise NotAllowed(text.not_checked()) from error
        except SlackError as error:
            raise NotAllowed(text.not_checked() if is_passing(error) else text.not_your_channel()) from error

    async def close(self) -> None:
        """Let forms that are being opened finish, briefly."""
        under_way = set(self._background)
        if under_way:
            await asyncio.wait(under_way, timeout=2)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _reading(self, provider: str, name: str) -> asyncio.Task[None]:
        """One read at a time, however many people type."""
        what = f"read {name} of {provider}"
        running = (task for task in self._background if task.get_name() == what)
        return next(running, None) or self.supervise(self._read_list(provider, name), what=what)

    async def _read_list(self, provider_name: str, name: str) -> None:
        """All its pages. Where nothing was known before, what has come is there to choose from already."""
        provider = self.service.providers.get(provider_name)
        if provider is None or name not in provider.can.lists:
            return
        place, read, page = (provider_name, name), dict[str, Choice](), ""
        for _ in range(MOST_PAGES):
            reply = await self.senders[provider_name].send(provider.list_of(name, page), provider.headers())
            read |= {choice.id: choice for choice in provider.read_list(name, reply)}
            page = provider.next_page(reply) or ""
            if not page:
                break
            if place not in self._lists or len(self._lists[place][1]) < len(read):
                self._lists[place] = (self.clock.now() - LIST_FRESH, tuple(read.values()))
        self._lists[place] = (self.clock.now(), tuple(read.values()))

    async def _watched(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            async with asyncio.timeout(BACKGROUND_LIMIT.total_seconds()):
                await work
        except (GreenlightError, TimeoutError) as error:
            log.warning("background work failed", what=what, error=str(error))
        except Exception:  # nobody awaits this work, so this is where its errors are seen
            log.exception("background work broke", what=what)
