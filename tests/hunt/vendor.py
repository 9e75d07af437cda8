"""What scripted providers share: fates of paid calls, faults of reads, the truth about what was paid."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from bot.domain.generation import Generation
from bot.errors import NotSent, OutcomeUnknown
from bot.providers.provider import Provider, Reply, Request, Sender
from tests.hunt.leaping import LeapingClock
from tests.hunt.lives import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one paid call. `accepted`: seconds until it is taken on (None: never); `answered`:
    seconds until `answer` comes, which is a reply, or an error that is raised (None: the usual yes)."""

    name: str
    accepted: float | None
    answered: float
    answer: Reply | Callable[[], Exception] | None = None


def all_well() -> Fate:
    return Fate(name="well", accepted=0.3, answered=0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One call that was taken on, and charged for. `about` tells whose wish it was."""

    call: str
    job: str
    token: str
    about: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Vendor(ABC):
    """A provider of a few lines at the Sender seam, and the truth about what was paid.

    `fate` is asked for each paid call, `read_fault` for each read; `told` hears of each change that the
    vendor calls back about. `said` are its own ways to say no.
    """

    clock: LeapingClock
    world: World
    chance: Random
    fate: Callable[[str, Request], Fate] = field(default=lambda _call, _request: all_well())
    read_fault: Callable[[], Reply | Exception | None] = field(default=lambda: None)
    told: Callable[[str, Mapping[str, Any]], None] = field(default=lambda _token, _record: None)
    witness: Callable[[Request], None] = field(default=lambda _request: None)
    fails: Callable[[Mapping[str, Any]], bool] = field(default=lambda _asked: False)
    paid: list[Paid] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    reads: int = 0
    said: "Voice" = field(default_factory=lambda: Voice())

    @property
    @abstractmethod
    def provider(self) -> Provider:
        """The product's side of this vendor, with its keys."""

    @property
    def carried(self) -> Sender:
        """What the product sends through."""
        return self.provider.over(self)

    @abstractmethod
    def wish(self, prompt: str, about: str) -> Generation:
        """An order that can be told from others by what it is `about`."""

    @abstractmethod
    def about(self, wish: Generation) -> str:
        """By what a paid call tells whose wish it was."""

    @abstractmethod
    def is_ours(self, headers: Mapping[str, str]) -> bool:
        """Whether the call carries the keys."""

    @abstractmethod
    def call_of(self, request: Request) -> str:
        """The name of a paid call, "" for all else."""

    @abstractmethod
    def take(self, call: str, request: Request) -> Reply:
        """Take a paid call on: charge for it, and begin."""

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """The answer to a read."""

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        assert self.is_ours(headers)
        if call := self.call_of(request):
            return await self._paid_call(call, request)
        self.reads += 1
        await asyncio.sleep(self.chance.uniform(0.01, 2.0))
        fault = self.read_fault()
        if isinstance(fault, Exception):
            raise fault
        return fault or self.answer(request)

    def pay(self, call: str, job: str, *, token: str, about: str) -> None:
        self.paid.append(Paid(call=call, job=job, token=token, about=about, at=self.clock.true_now()))

    async def _paid_call(self, call: str, request: Request) -> Reply:
        fate = self.fate(call, request)
        self.requests.append(request)
        self.calls.append((call, token_of(json.loads(request.body))))
        self.fates.append(fate.name)
        taken = self.world.spawn(self._accept(call, request, fate.accepted))
        await asyncio.sleep(fate.answered)
        if fate.answer is None:
            return await asyncio.shield(taken)
        if callable(fate.answer):
            raise fate.answer()
        return fate.answer

    async def _accept(self, call: str, request: Request, after: float | None) -> Reply:
        if after is None:
            return Reply(status=500, headers={}, body=b"")
        await asyncio.sleep(after)
        self.witness(request)
        return self.take(call, request)


def say(status: int, body: object, **headers: str) -> Reply:
    return Reply(status=status, headers=headers, body=json.dumps(body).encode())


def token_of(asked: Mapping[str, Any]) -> str:
    """The last segment of the address to be called back, however the vendor spells its field."""
    address = asked.get("webhook_url") or asked.get("webhookurl") or asked.get("callback_url") or ""
    return str(address).rstrip("/").rpartition("/")[2]


def lost() -> Exception:
    return OutcomeUnknown("creatify", "no clear answer (ReadError)")


def never_left() -> Exception:
    return NotSent("creatify", "no connection (ConnectError)")


ANOTHER: Final[Mapping[str, object]] = {
    "id": "7f2c1f0e-6b0e-4b8e-9a53-1d3c9b9a0a11",
    "status": "image_generating",
    "product_url": "https://elsewhere.example/other.jpg",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Answers in a vendor's own words: to a paid call that it did not take on, and `no_job` to one that it
    may have; to a read, the record of a job that is not ours, no record, and a part of a list."""

    no_job: Reply = field(default_factory=lambda: say(200, {"status": "initializing"}))
    busy: Reply = field(default_factory=lambda: say(429, {"detail": "Throttled."}))
    busy_until: Reply = field(default_factory=lambda: say(429, {}, **{"retry-after": "7"}))
    refused: Reply = field(default_factory=lambda: say(400, {"detail": "No such image."}))
    another: Reply = field(default_factory=lambda: say(200, [ANOTHER]))
    none: Reply = field(default_factory=lambda: say(200, []))
    cut: Reply = field(default_factory=lambda: say(200, {"count": 9, "results": [], "next": "2"}))


def unknown_fates(
    chance: Random, *, timeout: timedelta, latest: timedelta, said: Voice | None = None
) -> Fate:
    """One of everything that can go wrong with a paid call. `latest`: how late it may still be taken on."""
    said = said or Voice()
    seconds, taken = timeout.total_seconds(), chance.uniform(0.1, 2.0)
    maybe = chance.choice([None, taken])
    late = chance.uniform(seconds, latest.total_seconds())
    return chance.choice(
        [
            Fate(name="well", accepted=taken, answered=taken + 0.5),
            Fate(name="slow", accepted=taken, answered=seconds - 0.5),
            Fate(name="never left", accepted=None, answered=1.0, answer=never_left),
            Fate(name="cut before", accepted=None, answered=taken, answer=lost),
            Fate(name="cut after", accepted=taken, answered=taken + 0.1, answer=lost),
            Fate(name="timed out", accepted=maybe, answered=seconds, answer=lost),
            Fate(name="late", accepted=late, answered=seconds, answer=lost),
            Fate(name="cut, then late", accepted=late, answered=0.1, answer=lost),
            Fate(name="5xx", accepted=maybe, answered=taken, answer=say(503, {"detail": "Busy."})),
            Fate(name="garbage", accepted=maybe, answered=taken, answer=_page()),
            Fate(name="no id", accepted=maybe, answered=taken, answer=said.no_job),
            Fate(name="429", accepted=None, answered=0.2, answer=said.busy_until),
            Fate(name="429 bare", accepted=None, answered=0.2, answer=said.busy),
            Fate(name="refused", accepted=None, answered=0.2, answer=said.refused),
        ]
    )


def unreadable(chance: Random) -> Reply | Exception:
    """A read that says nothing."""
    faults: list[Reply | Exception] = [
        say(503, {}),
        say(429, {}),
        say(200, {"results": [], "next": "2"}),
        _page(),
        lost(),
    ]
    return chance.choice(faults)


def _page() -> Reply:
    return Reply(status=200, headers={"content-type": "text/html"}, body=b"<html>upstream")
