"""The real service, outbox and store on leaping time, between a scripted provider and a scripted Slack."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final, cast

from bot.app import CLIENT_TIMEOUT
from bot.domain.caps import Caps
from bot.domain.generation import Kind
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, Task, TaskId, UserId
from bot.errors import MediaError, StorageError
from bot.media import Archive, Downloader, Fetched, MediaLinks, PublicLinks
from bot.metrics import Metrics
from bot.outbox import Tools, Worker
from bot.outbox.people import People
from bot.outbox.private import PrivateWords
from bot.outbox.returns import Returns
from bot.outbox.worker import PERFORMERS, Performer
from bot.providers.provider import Provider
from bot.service import Order, Service, WebhookTokens
from bot.slack import Slack
from storage.sql.store import SQLStore
from storage.sqlite import SQLiteStore, open_store
from storage.store import NewEffect, Store, TaskFilter
from tests.domain.examples import ANN, BEN, CHANNEL, TEAM
from tests.faults.points import WRITES
from tests.hunt.inline import InlineLine
from tests.hunt.leaping import LeapingClock, this_loop
from tests.hunt.lives import Life, World, track_lives
from tests.hunt.vendor import Vendor
from tests.hunt.vendors import CreatifyVendor
from tests.hunt.workspace import Workspace

PUBLIC_URL: Final = "https://bot.example"
LONGEST_STORY: Final = timedelta(days=3)


class CountedStore:
    """A store at which time stands still for as long as one of its threads works. Writes may fail."""

    def __init__(self, store: SQLStore, fault: Callable[[str], StorageError | None]) -> None:
        self._store = store
        self._fault = fault

    async def listen(self, **_: Callable[[], None]) -> None:
        """Nobody else is here."""

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)

        async def counted(*args: Any, **more: Any) -> Any:
            if name in WRITES and (error := self._fault(name)):
                raise error
            with this_loop().outside():
                return await call(*args, **more)

        return counted


@dataclass(slots=True, kw_only=True)
class Media:
    """Stands in for the downloader: a small file for every address."""

    fault: Callable[[], MediaError | None] = field(default=lambda: None)

    async def fetch(self, url: str, *, kind: Kind, into: Path) -> Fetched:
        await asyncio.sleep(0.2)
        if error := self.fault():
            raise error
        _write(into, url.encode())
        digest = sha256(url.encode()).hexdigest()
        mime = "image/png" if kind is Kind.IMAGE else "video/mp4"
        return Fetched(path=into, sha256=digest, size=len(url), mime=mime)


@dataclass(slots=True, kw_only=True)
class Bench:
    """The world around one bot, which can die and live again. What is counted here survives it.

    `database` is the address of a PostgreSQL; without one there is a file in `folder`.
    """

    folder: Path
    chance: Random
    clock: LeapingClock
    world: World
    vendor: Vendor
    slack: Workspace
    media: Media
    database: str = ""
    public: bool = True
    secret: bytes = b"k" * 32
    client_timeout: timedelta = CLIENT_TIMEOUT
    disk: Callable[[str], StorageError | None] = field(default=lambda _name: None)
    performers: Mapping[str, Performer] = field(default_factory=lambda: PERFORMERS)
    prices: PriceList = field(default_factory=PriceList)
    caps: Caps = field(default_factory=Caps)
    deaths: int = 0
    tools: Tools = field(init=False)
    _life: Life | None = None
    _store: SQLStore | None = None
    _service: Service | None = None
    _worker: Worker | None = None

    @property
    def path(self) -> Path:
        return self.folder / "greenlight.db"

    @property
    def store(self) -> Store:
        assert self._store is not None
        return cast("Store", CountedStore(self._store, lambda name: self.disk(name)))

    @property
    def raw_store(self) -> SQLiteStore:
        assert isinstance(self._store, SQLiteStore)
        return self._store

    @property
    def is_alive(self) -> bool:
        return self._life is not None

    @property
    def service(self) -> Service:
        assert self._service is not None
        return self._service

    async def start(self) -> None:
        with this_loop().outside():
            self._store = await self._opened_store()
        self._service = self._made_service()
        self.tools = self._tools(self._service)
        self._worker = Worker(self.tools, performers=self.performers)
        self._service.wake = self._worker.wake
        self._life = Life()
        self._life.run(self._lived(self._worker))

    async def _opened_store(self) -> SQLStore:
        """A lease goes by the time of the database, which does not leap, so here it lasts for ever."""
        if not self.database:
            return await open_store(self.path, connect=InlineLine.open)
        from storage.postgres import open_store as open_postgres  # whoever has no server needs no driver

        return await open_postgres(self.database, lease=100 * LONGEST_STORY)

    async def _lived(self, worker: Worker) -> None:
        await worker.recover()
        await worker.run()

    def run(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Something else of the bot's that lives and dies with it."""
        assert self._life is not None
        return self._life.run(work)

    async def die(self) -> None:
        """Like kill -9, as far as one process can do that to a part of itself."""
        assert self._life is not None
        assert self._store is not None
        await self._life.kill()
        with this_loop().outside():
            await self._store.close()
        self.deaths += 1
        self._life = None

    async def stop(self) -> None:
        if self._life is not None:
            await self.die()
        await self.world.close()

    async def order(
        self,
        prompt: str = "clean background",
        *,
        film: bool = False,
        product: str = "bag",
        channel: ChannelId = CHANNEL,
        dedupe: str = "",
        person: UserId = ANN,
    ) -> Task:
        """What a slash command writes down."""
        return await self.service.request(
            Order(
                team=TEAM,
                channel=channel,
                person=person,
                generation=self.vendor.wish(prompt, product),
                dedupe=dedupe or f"command:{self.chance.getrandbits(64)}",
                follow_up=Kind.VIDEO if film else None,
                confirmed=True,
            )
        )

    async def press(self, action: str, task: TaskId) -> None:
        """What a click writes down."""
        payload = {
            "action": action,
            "task": task,
            "person": BEN,
            "words": "",
            "response_url": "",
            "thread_ts": "",
        }
        await self.service.add(
            [
                NewEffect(
                    key=f"click:{self.chance.getrandbits(64)}",
                    name="Click",
                    task=None,
                    channel=CHANNEL,
                    due=self.clock.now(),
                    payload=dict(payload),
                    urgent=True,
                )
            ]
        )

    async def at_rest(self) -> Sequence[Task]:
        """Wait until nothing is left to be done; say all tasks, oldest first."""
        end = self.clock.true_now() + LONGEST_STORY
        pause = 20.0
        while self.clock.true_now() < end:
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, 600)  # a look costs far more than the time that it leaps over
            if self._life is not None and not self.open_rows():
                return await self.tasks()
        raise AssertionError(f"never at rest: {self.open_rows()}")

    async def tasks(self) -> Sequence[Task]:
        return list(reversed(await self.store.tasks(TaskFilter(limit=10_000))))

    def open_rows(self) -> list[tuple[Any, ...]]:
        """What waits or is under way, read past the bot."""
        return self.look(
            "SELECT effect_key, state, attempts, error FROM outbox WHERE ended = 0"
            " UNION ALL SELECT 'webhook', state, id, '' FROM webhooks WHERE state = 'new'"
        )

    def look(self, query: str, *about: object) -> list[tuple[Any, ...]]:
        """Ask the database itself."""
        if self.database:
            from tests.postgres.databases import execute

            return execute(self.database, query)
        database = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return database.execute(query, about).fetchall()
        finally:
            database.close()

    def sends_asked(self) -> int:
        """How often a person pressed Send again and was heard."""
        ((count,),) = self.look("SELECT count(*) FROM history WHERE what = 'SendAsked'")
        return int(count)

    def spends(self) -> list[tuple[str, str, str]]:
        """The bot's own books: task, credits, state."""
        return [
            (str(task), str(credit), str(state))
            for task, credit, state in self.look("SELECT task, credit, state FROM ledger ORDER BY id")
        ]

    def results(self) -> Counter[str]:
        """How many result messages each task has."""
        keys = [post.key for post in self.slack.posts if post.key.startswith("file:") and not post.deleted]
        return Counter(key.removeprefix("file:") for key in keys)

    def token(self, task: Task) -> str:
        return self.service.tokens.token(task)

    @property
    def _provider(self) -> Provider:
        return self.vendor.provider

    def _made_service(self) -> Service:
        return Service(
            store=self.store,
            providers={self._provider.name: self._provider},
            prices=replace(self.prices, tables={self._provider.name: self._provider.estimate}),
            clock=self.clock,
            tokens=WebhookTokens(key=self.secret, public_url=PUBLIC_URL if self.public else None),
            caps=self.caps,
        )

    def _tools(self, service: Service) -> Tools:
        slack, archive = cast("Slack", self.slack), Archive(self.folder / "media")
        return Tools(
            service=service,
            store=service.store,
            slack=slack,
            people=People(slack=slack, store=service.store, clock=self.clock),
            private=PrivateWords(slack),
            senders={self._provider.name: self.vendor.carried},
            archive=archive,
            returns=Returns(store=service.store, slack=slack, archive=archive),
            links=PublicLinks(MediaLinks(b"k" * 32), public_url=PUBLIC_URL if self.public else None),
            downloader=cast("Downloader", self.media),
            clock=self.clock,
            prices=service.prices,
            metrics=Metrics(),
            client_timeout=self.client_timeout,
        )


@asynccontextmanager
async def bench(
    folder: Path, chance: Random, *, at: type[Vendor] = CreatifyVendor, **more: Any
) -> AsyncIterator[Bench]:
    """A bot that lives, and everything around it, on a leaping loop. `at` is its only provider."""
    track_lives()
    clock, world = LeapingClock(), World()
    made = Bench(
        folder=folder,
        chance=chance,
        clock=clock,
        world=world,
        vendor=at(clock=clock, world=world, chance=chance),
        slack=Workspace(clock=clock, chance=chance),
        media=Media(),
        **more,
    )
    _write(folder / "here", b"")
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
