"""What the performers of effects work with, and the ways one can end."""

import random
from asyncio import Lock
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.domain.pricing import PriceList
from bot.domain.task import Task, TaskId, UserId
from bot.errors import GreenlightError
from bot.media import Archive, Downloader, PublicLinks
from bot.metrics import Metrics
from bot.outbox.patience import Patience
from bot.outbox.people import People
from bot.outbox.permalinks import Permalinks
from bot.outbox.places import Places
from bot.outbox.private import PrivateWords
from bot.outbox.returns import Returns
from bot.providers.provider import Sender
from bot.service import Service
from bot.slack import Slack
from storage.store import Claim, Store

LONGEST_BACKOFF: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything a performer may use. ``client_timeout` is that of a paid call; `admins` may be empty."""

    service: Service
    store: Store
    slack: Slack
    people: People
    private: PrivateWords
    senders: Mapping[str, Sender]
    archive: Archive
    returns: Returns
    links: PublicLinks
    downloader: Downloader
    clock: Clock
    prices: PriceList
    metrics: Metrics
    client_timeout: timedelta
    admins: frozenset[UserId] = field(default_factory=frozenset)
    patience: Patience = field(default_factory=Patience)
    line: Places = field(default_factory=Places)
    reading_a_list: Lock = field(default_factory=Lock)
    permalinks: Permalinks = field(default_factory=Permalinks)
    _locks: WeakValueDictionary[TaskId, Lock] = field(default_factory=WeakValueDictionary)

    def lock(self, task: TaskId) -> Lock:
        """One lock a task, for what must not be done twice at once within this process."""
        return self._locks.setdefault(task, Lock())

    async def claimed_task(self, claim: Claim) -> Task | None:
        """The task as it is now, which may be further than when the effect was wished for."""
        return await self.store.load(claim.task) if claim.task else None

    async def lineage(self, task: Task) -> tuple[Task, ...]:
        """The whole thread of a task, oldest first."""
        return tuple(await self.store.lineage(task.lineage))


class Later(GreenlightError):
    """Not now: perform it again after `wait`, which is paced already. `unsure`: it may have been done."""

    def __init__(self, wait: timedelta, why: str, *, unsure: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.unsure = unsure


def backoff(attempts: int, clock: Clock) -> timedelta:
    """1, 2, 4 … at most 60 seconds with a quarter of jitter, so that failures do not come back in step."""
    wait = min(timedelta(seconds=2 ** min(attempts, 6)), LONGEST_BACKOFF)
    return clock.paced(wait) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing
