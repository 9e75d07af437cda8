"""Keeps to Slack's rate limits: one message a second in a channel, and every Retry-After.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final, TypeAlias

from bot.clock import Clock
from bot.errors import SlackBusy, SlackQueued, StorageError
from storage.store import Turn, Turns

Lane: TypeAlias = tuple[str, str]
"""A method and the channel it is about; the channel is empty where there is none."""

SECONDS_PER_POST: Final = 1.0
BURST: Final = 3
LONGEST_WAIT: Final = 5.0
POST: Final = "chat.postMessage"
_MANY_LANES: Final = 2_000


class Pace:
    """Makes calls wait their turn; each lane waits for itself alone.

    These waits are Slack's, so no speed divides them. They are counted on a clock that nobody sets.
    """

    def __init__(self, clock: Clock, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ticks = ticks
        self._held: dict[Lane, float] = {}
        self._next_post: dict[Lane, float] = {}

    async def turn(self, method: str, channel: str) -> None:
        """Wait until the call may be made. Raises SlackBusy at once when that is more than five seconds."""
        lane, now = (method, channel), self._ticks()
        held, slot = self._held.get(lane, now), self._post_slot(lane, now)
        slot = max(now, held, slot)
        wait = slot - now
        if wait > LONGEST_WAIT:
            why = SlackBusy if slot == held else SlackQueued
            raise why(method, timedelta(seconds=wait))
        if method == POST:
            self._take_slot(lane, slot, now)
        if wait > 0:
            await self._clock.sleep(timedelta(seconds=wait))

    async def hold(self, method: str, channel: str, wait: timedelta) -> None:
        """Slack said 429: nothing more on this lane until `wait` is over."""
        now = self._ticks()
        _forget_past(self._held, now)
        self._held[method, channel] = now + wait.total_seconds()

    def _post_slot(self, lane: Lane, now: float) -> float:
        return self._next_post.get(lane, now) - (BURST - 1) * SECONDS_PER_POST

    def _take_slot(self, lane: Lane, slot: float, now: float) -> None:
        _forget_past(self._next_post, now)
        self._next_post[lane] = max(slot, self._next_post.get(lane, slot)) + SECONDS_PER_POST


class SharedPace:
    """The same for several processes that call Slack with one token: they agree on their turns.

    While the database that they agree in is away, each keeps the pace for itself.
    """

    def __init__(self, clock: Clock, turns: Turns) -> None:
        self._clock = clock
        self._turns = turns
        self._alone = Pace(clock)

    async def turn(self, method: str, channel: str) -> None:
        """As that of Pace."""
        try:
            turn = await self._next(method, channel)
        except StorageError:
            await self._alone.turn(method, channel)
            return
        if turn.wait > timedelta(seconds=LONGEST_WAIT):
            raise (SlackBusy if turn.is_held else SlackQueued)(method, turn.wait)
        if turn.wait > timedelta():
            await self._clock.sleep(turn.wait)

    async def hold(self, method: str, channel: str, wait: timedelta) -> None:
        """As that of Pace, for all of them."""
        await self._alone.hold(method, channel, wait)
        with suppress(StorageError):
            await self._turns.hold(method, channel, wait)

    async def _next(self, method: str, channel: str) -> Turn:
        if method != POST:
            return await self._turns.look(method, channel)
        return await self._turns.take(
            method,
            channel,
            apart=timedelta(seconds=SECONDS_PER_POST),
            burst=BURST,
            longest=timedelta(seconds=LONGEST_WAIT),
        )


def _forget_past(times: dict[Lane, float], now: float) -> None:
    if len(times) >= _MANY_LANES:
        for lane in [lane for lane, at in times.items() if at <= now]:
            del times[lane]
