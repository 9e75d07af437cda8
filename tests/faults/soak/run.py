"""The run: order at a steady pace, watch, let it come to rest, judge."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.faults import trouble
from tests.faults.chaos.run import HELD_BACK, settled
from tests.faults.crowd import ENVIRON, WORLD, Crowd
from tests.faults.processes import BotProcess, beside_a_process
from tests.faults.soak.watching import Vitals, growth, is_flat, look
from tests.faults.truth import Outcome, judge

CHANNELS: Final = 120
SHARE: Final = 0.05
"""Of the orders, for each place where something can go wrong."""

BETWEEN_LOOKS: Final = 1.0
TOLD_EVERY: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Soaked:
    """`behind`: the orders not yet shown when the last one was given."""

    outcome: Outcome
    samples: Sequence[Vitals]
    seconds: float
    behind: int

    @property
    def is_well(self) -> bool:
        return self.outcome.is_clean and is_flat(self.samples)

    def __str__(self) -> str:
        vitals = ", ".join(
            f"{early:.0f} to {late:.0f} {kind}" for kind, (early, late) in growth(self.samples).items()
        )
        return (
            f"{self.seconds:.0f} s at {self.outcome.orders / self.seconds:.1f} orders a second, "
            f"{self.behind} open at the end of that; {vitals}; {self.outcome}"
        )


async def soak(
    folder: Path,
    seconds: float,
    a_second: float,
    chance: Random,
    *,
    held_back: float = HELD_BACK,
    tell: Callable[[str], None] = lambda _line: None,
) -> Soaked:
    async with beside_a_process(folder, world=WORLD, environ=ENVIRON) as (stage, bot):
        crowd = await Crowd.gather(stage, chance, channels=CHANNELS)
        async with bot.kept_alive():
            trouble.always(stage)
            samples: list[Vitals] = []
            watching = asyncio.create_task(_watch(bot, crowd, samples, tell))
            took = await _order_all(crowd, seconds, a_second)
            watching.cancel()
            behind = crowd.answered - crowd.shown()
            tried_again: set[str] = set()
            await settled(crowd, lambda: _judge(crowd, tried_again), tried_again, tell)
            await asyncio.sleep(held_back)
            return Soaked(outcome=_judge(crowd, tried_again), samples=samples, seconds=took, behind=behind)


async def _order_all(crowd: Crowd, seconds: float, a_second: float) -> float:
    """Each at its time, whether those before it were answered or not. Says how long it really took."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as orders:
        for number in range(int(seconds * a_second)):
            await asyncio.sleep(max(0.0, begun + number / a_second - loop.time()))
            trouble.sometimes(crowd.stage, crowd.chance, SHARE)
            orders.create_task(crowd.order())
    return loop.time() - begun


async def _watch(bot: BotProcess, crowd: Crowd, samples: list[Vitals], tell: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(BETWEEN_LOOKS)
        samples.append(look(bot.pid, bot.tasks))
        if len(samples) % TOLD_EVERY == 0:
            tell(f"{crowd.answered} orders, {crowd.answered - crowd.shown()} open; {samples[-1]}")


def _judge(crowd: Crowd, tried_again: set[str]) -> Outcome:
    return judge(0, crowd.ordered, crowd.truth(), tried_again)
