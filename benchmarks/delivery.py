"""How long a finished result takes into its thread, in real time: by polling alone, and with webhooks.

The bot runs in a process of its own at the speed of life, and so do the providers. When a provider had a
result, and when Slack was called, is what the sandbox wrote down.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.faults.crowd import ENVIRON, WORLD, Crowd
from tests.faults.processes import beside_a_process
from tests.faults.truth import WORDS
from tests.hunt.dice import dice
from tests.stories.stage import spoken

PROVIDERS: Final = ("creatify", "akool", "creatify", "akool", "heygen")
"""HeyGen lets ten films be in work: with fifty orders no more are its."""

RUNNING: Final = 50
LONGEST_EXTRA: Final = 150.0
"""Seconds: jobs end at any time between two reads that are a minute apart."""

HOOKED: Final = 200
A_SECOND: Final = 4.0
HEYGEN_HOOKED: Final = 10
CHANNELS: Final = 50
PATIENCE: Final = 420.0
_NAME: Final = re.compile(r"GL-[0-9A-Z]{4}")
REAL: Final = {"GREENLIGHT_SPEED": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Seconds from the provider's having it: until Slack was called with it, and until it stood there."""

    until_called: Sequence[float]
    until_posted: Sequence[float]


async def by_polling(disk: Path) -> Delivered:
    """Fifty tasks at once; every webhook is lost."""
    async with _crowd(disk) as crowd:
        faults, chance = crowd.stage.sandbox.world.faults, dice(RUNNING)
        faults.add("creatify:webhook|akool:webhook|heygen:webhook", "lose", times=0)
        for number in range(RUNNING):
            provider = PROVIDERS[number % len(PROVIDERS)]
            faults.add(f"{provider}:job", "slow", seconds=chance.uniform(0, LONGEST_EXTRA))
        await asyncio.gather(*(crowd.order(PROVIDERS[n % len(PROVIDERS)]) for n in range(RUNNING)))
        return await _delivered(crowd, RUNNING)


async def by_webhook(disk: Path) -> Delivered:
    """Two hundred tasks, four a second."""
    async with _crowd(disk) as crowd:
        async with asyncio.TaskGroup() as orders:
            for number in range(HOOKED):
                is_film = number % (HOOKED // HEYGEN_HOOKED) == 0
                provider = "heygen" if is_film else PROVIDERS[number % 2]
                orders.create_task(crowd.order(provider))
                await asyncio.sleep(1 / A_SECOND)
        return await _delivered(crowd, HOOKED)


@asynccontextmanager
async def _crowd(disk: Path) -> AsyncIterator[Crowd]:
    with TemporaryDirectory(dir=disk, prefix="bench-") as folder:
        world = {**WORLD, "speed": 1.0}
        async with beside_a_process(Path(folder), world=world, environ={**ENVIRON, **REAL}) as (stage, bot):
            crowd = await Crowd.gather(stage, dice(CHANNELS), channels=CHANNELS)
            async with bot.kept_alive():
                yield crowd


async def _delivered(crowd: Crowd, count: int) -> Delivered:
    """Raises TimeoutError when something is never shown, RuntimeError when an order was not taken."""
    if crowd.answered < count:
        raise RuntimeError(f"only {crowd.answered} of {count} orders were answered in time")
    async with asyncio.timeout(PATIENCE):
        while crowd.shown() < crowd.answered - _failed(crowd):  # noqa: ASYNC110 - another process
            await asyncio.sleep(1)
    ledger = crowd.stage.sandbox.world.ledger()
    had, messages = _had(ledger), crowd.messages()
    heads = {found[0]: m for m in messages if (found := WORDS.search(spoken(m)))}
    roots = {words: str(head["ts"]) for words, head in heads.items()}
    names = {words: _NAME.findall(spoken(head))[0] for words, head in heads.items()}
    posted = {str(m["thread_ts"]): float(m["ts"]) for m in messages if "is ready" in str(m["text"])}
    uploads = _uploads(ledger["slack"]["calls"])
    return Delivered(
        until_called=[uploads[names[words]] - moment for words, moment in had.items()],
        until_posted=[posted[roots[words]] - moment for words, moment in had.items()],
    )


def _failed(crowd: Crowd) -> int:
    """A provider fails jobs of its own accord when it cannot fetch a picture in time."""
    books = crowd.stage.sandbox.world.books().values()
    return sum(job["status"] == "failed" for book in books for job in book["jobs"])


def _had(ledger: Mapping[str, Any]) -> Mapping[str, float]:
    """When the provider had the result of each order: then it called back, or would have."""
    books = [ledger[name] for name in set(PROVIDERS)]
    ended = {hook["job"]: float(hook["at"]) for book in books for hook in book["webhooks"]}
    return {
        found[0]: ended[job["id"]]
        for book in books
        for job in book["jobs"]
        if job["status"] != "failed" and (found := WORDS.search(str(job["prompt"])))
    }


def _uploads(calls: Sequence[Mapping[str, Any]]) -> Mapping[str, float]:
    """When Slack was first called with the result of each task, which its file is named after."""
    moments: dict[str, float] = {}
    for call in calls:
        if found := _NAME.match(str(call["args"].get("filename", ""))):
            moments.setdefault(found[0], float(call["at"]))
    return moments
