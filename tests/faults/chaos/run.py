"""The run: order, kill, order again; then let it come to rest and count."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.faults import trouble
from tests.faults.crowd import ENVIRON, WORLD, Crowd
from tests.faults.processes import BotProcess, beside_a_process
from tests.faults.team import Team, beside_a_team
from tests.faults.truth import Outcome, judge
from tests.stories.stage import Stage

LONGEST: Final = 5400.0
"""Seconds after which no more kills are begun."""

ORDERS_A_KILL: Final = 5
MOST_AT_ONCE: Final = 12
CHANNELS: Final = 24

MOST_OPEN: Final = 150
FEW_OPEN: Final = 40
BREATH: Final = 30.0
"""Seconds of life at most, when so much has piled up that nothing of it would ever be finished."""

DYING_AT_ONCE: Final = 0.1
"""How often the next life is not even waited for."""

STANDSTILL: Final = 120.0
LONGEST_REST: Final = 1800.0
"""Seconds in which nothing more came to its end, and in all: what is open then is lost."""

HELD_BACK: Final = 12.0
"""Longer than any webhook or request is still on its way then."""


async def chaos(
    folder: Path,
    kills: int,
    chance: Random,
    *,
    engine: str = "sqlite",
    held_back: float = HELD_BACK,
    tell: Callable[[str], None] = lambda _line: None,
) -> Outcome:
    """So many deaths under five orders each: of one bot, or on PostgreSQL of a team of them."""
    async with _beside(engine, folder, chance) as (stage, bot):
        crowd = await Crowd.gather(stage, chance, channels=CHANNELS)
        async with bot.kept_alive():
            run = Run(crowd=crowd, bot=bot, kills=kills, chance=chance, held_back=held_back, tell=tell)
            return await run.outcome()


def _beside(
    engine: str, folder: Path, chance: Random
) -> AbstractAsyncContextManager[tuple[Stage, BotProcess | Team]]:
    if engine == "postgres":
        return beside_a_team(folder, chance=chance, world=WORLD, environ=ENVIRON)
    return beside_a_process(folder, world=WORLD, environ=ENVIRON)


@dataclass(slots=True, kw_only=True)
class Run:
    crowd: Crowd
    bot: BotProcess | Team
    kills: int
    chance: Random
    held_back: float
    tell: Callable[[str], None]
    done: int = 0
    tried_again: set[str] = field(default_factory=set)

    async def outcome(self) -> Outcome:
        trouble.always(self.crowd.stage)
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while self.done < self.kills and loop.time() < end:
            await self._life()
            if self.done % 20 == 0:
                self.tell(f"{self.done} kills, {self.crowd.answered} orders, {self._open()} open")
        await self._come_to_rest()
        return self._judge()

    async def _life(self) -> None:
        """Orders come while it lives and while it dies."""
        if self.chance.random() < 0.5:
            trouble.one(self.crowd.stage, self.chance)
        ordering = asyncio.create_task(self._order())
        await asyncio.sleep(self.chance.choice([0.0, 0.05, 0.3, self.chance.uniform(0, 2)]))
        await self._breathe()
        await self.bot.killed()
        self.done += 1
        await ordering
        if self.chance.random() < DYING_AT_ONCE:
            await asyncio.sleep(self.chance.uniform(0, 0.5))
            return
        await self.bot.ready()

    async def _order(self) -> None:
        """Catch up with five for each kill: who got no answer is not counted."""
        missing = ORDERS_A_KILL * min(self.done + 1, self.kills) - self.crowd.answered
        await asyncio.gather(*(self.crowd.order() for _ in range(min(missing, MOST_AT_ONCE))))

    async def _breathe(self) -> None:
        if self._open() < MOST_OPEN:
            return
        end = asyncio.get_running_loop().time() + BREATH
        while self._open() > FEW_OPEN and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - a process
            await asyncio.sleep(0.25)

    def _open(self) -> int:
        """About how many are not yet shown."""
        return self.crowd.answered - self.crowd.shown()

    async def _come_to_rest(self) -> None:
        """Until each order came to its end, or the patience did: what is open then is lost."""
        await self.bot.at_rest()
        while (missing := ORDERS_A_KILL * self.done - self.crowd.answered) > 0:
            self.tell(f"{missing} orders are still to be given")
            await self._order()
        await settled(self.crowd, self._judge, self.tried_again, self.tell)
        await asyncio.sleep(self.held_back)

    def _judge(self) -> Outcome:
        return judge(self.done, self.crowd.ordered, self.crowd.truth(), self.tried_again)


async def settled(
    crowd: Crowd, look: Callable[[], Outcome], tried_again: set[str], tell: Callable[[str], None]
) -> None:
    """Wait for what is still open; somebody presses "Try again" on what is paid and could not be shown."""
    loop = asyncio.get_running_loop()
    moved, end, fewest = loop.time(), loop.time() + LONGEST_REST, sys.maxsize
    while not (outcome := look()).is_clean and loop.time() < min(end, moved + STANDSTILL):
        tell(f"at rest soon: {outcome}")
        if outcome.lost < fewest:
            moved, fewest = loop.time(), outcome.lost
        truth = crowd.truth()
        for ordered in crowd.ordered:
            message = truth.offers(ordered.words, "Try again")
            if message and not truth.failed(ordered.words):
                tried_again.add(ordered.words)
                await crowd.press("Try again", message)
        await asyncio.sleep(3)
