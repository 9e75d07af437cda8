"""`kill -9` again and again under a stream of orders, and what it cost: `python -m tests.faults.chaos 100`.

Slack and the providers live in this process, survive every death and keep the truth about what was paid and
posted. Every other time a provider cuts an answer, fails or talks nonsense. Most orders go to Creatify, the
others to HeyGen and Akool.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.faults.left_orders import allow_dear_orders
from tests.faults.processes import BotProcess, beside_a_process
from tests.hunt.dice import dice
from tests.stories.stage import PATIENCE, Stage, spoken

LONGEST: Final = 1800.0
"""Seconds after which no more kills are begun."""

ORDERS_A_LIFE: Final = 5
FAULTS: Final = ("cut_before", "cut_after", "error", "garbage")
PROVIDERS: Final = ("creatify", "akool", "heygen")
CALLS: Final = ("creatify:gen_image", "akool:create", "heygen:create")
REST: Final = 90.0
"""Seconds for what is still open at the end."""

_ID: Final = re.compile(r"GL-[0-9A-Z]{4}")
_READY: Final = re.compile(r"your (image|video) is ready")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is true at the end. `doubtful`: orders about which a person was asked."""

    kills: int
    orders: int
    paid: int
    lost: int
    paid_twice: int
    posted_twice: int
    doubtful: int

    @property
    def is_clean(self) -> bool:
        return self.paid > 0 and not (self.lost or self.paid_twice or self.posted_twice)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.orders} orders, {self.paid} paid: "
            f"{self.lost} lost, {self.paid_twice} paid twice, {self.posted_twice} posted twice, "
            f"{self.doubtful} put before a person"
        )


async def chaos(folder: Path, kills: int, chance: Random) -> Outcome:
    """Order, kill, and order again; then let it come to rest and count."""
    async with beside_a_process(folder) as (stage, bot):
        await allow_dear_orders(stage)
        async with bot.kept_alive():
            return await _kill_and_count(stage, bot, kills, chance)


async def _kill_and_count(stage: Stage, bot: BotProcess, kills: int, chance: Random) -> Outcome:
    end = asyncio.get_running_loop().time() + LONGEST
    done, stood = 0, list[str]()
    while done < kills and asyncio.get_running_loop().time() < end:
        stood += await _order(stage, chance, first=len(stood))
        await asyncio.sleep(chance.choice([0.0, 0.05, 0.3, chance.uniform(0, 2)]))
        await _kill(bot)
        done += 1
    await _rest(stage, stood)
    return _count(done, stood, await stage.messages(), await _paid(stage))


async def _order(stage: Stage, chance: Random, *, first: int) -> list[str]:
    """Some orders with words of their own; those that got their answer count."""
    if chance.random() < 0.5:
        await stage.fault(chance.choice(CALLS), chance.choice(FAULTS))
    stood = []
    for number in range(first, first + chance.randint(1, ORDERS_A_LIFE)):
        words = f"order number {number} of {chance.getrandbits(32):08x}"
        if (await stage.type(_command(stage, words, chance)))["ok"]:
            stood.append(words)
    return stood


def _command(stage: Stage, words: str, chance: Random) -> str:
    image = f"/product-image {stage.bag} {words}"
    return chance.choice((image, image, image, f"/animate {stage.bag} {words}", f"/avatar-video {words}"))


async def _paid(stage: Stage) -> list[Mapping[str, Any]]:
    return [job for provider in PROVIDERS for job in await stage.paid(provider)]


async def _kill(bot: BotProcess) -> None:
    lives = bot.lives
    bot.kill()
    async with asyncio.timeout(PATIENCE):
        while bot.lives == lives:  # noqa: ASYNC110 - a process
            await asyncio.sleep(0.02)
    await bot.ready()


async def _rest(stage: Stage, stood: Sequence[str]) -> None:
    """Until each order was answered, or the patience is at its end: what is open then is lost."""
    end = asyncio.get_running_loop().time() + REST
    while asyncio.get_running_loop().time() < end:
        outcome = _count(0, stood, await stage.messages(), await _paid(stage))
        if not outcome.lost:
            return
        await asyncio.sleep(0.5)


def _count(
    kills: int, stood: Sequence[str], messages: Sequence[Any], paid: Sequence[Mapping[str, Any]]
) -> Outcome:
    names = _names(stood, messages)
    results = Counter(m["thread_ts"] for m in messages if _READY.search(m["text"]))
    asked = [m["thread_ts"] for m in messages if m.get("thread_ts") and "Send again" in spoken(m)]
    failed = [m["thread_ts"] for m in messages if m.get("thread_ts") and "Try again" in spoken(m)]
    answered = {*results, *asked, *failed}
    charged = Counter(words for words in stood for job in paid if words in str(job))
    return Outcome(
        kills=kills,
        orders=len(stood),
        paid=sum(charged.values()),
        lost=sum(names.get(words) not in answered for words in stood),
        paid_twice=sum(count > 1 for count in charged.values()),
        posted_twice=sum(count > 1 for count in results.values()) + len(names["twice"]),
        doubtful=len(set(asked) - set(results)),
    )


def _names(stood: Sequence[str], messages: Sequence[Any]) -> dict[str, Any]:
    """The root of each order, and the orders that have two."""
    roots = [m for m in messages if m.get("thread_ts") in (None, m["ts"]) and _ID.search(spoken(m))]
    found: dict[str, Any] = {"twice": []}
    for words in stood:
        own = [m["ts"] for m in roots if words in spoken(m)]
        if len(own) > 1:
            found["twice"].append(words)
        if own:
            found[words] = own[0]
    return found


def main(kills: int, seed: int) -> int:
    with TemporaryDirectory(prefix="chaos-") as folder:
        outcome = asyncio.run(chaos(Path(folder), kills, dice(seed)))
    print(f"seed {seed}: {outcome}")
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
