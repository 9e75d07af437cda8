"""A Creatify of a few lines at the Sender seam, and the truth about what was paid.

https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from bot.errors import NotSent, OutcomeUnknown
from bot.providers.provider import Reply, Request
from tests.hunt.leaping import LeapingClock
from tests.hunt.lives import World

JOBS: Final = "/api/product_to_videos/"
IMAGE_SECONDS: Final = (8.0, 40.0)
FILM_SECONDS: Final = (20.0, 90.0)


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


@dataclass(slots=True, kw_only=True)
class VendorJob:
    """A record; `fails` says that it will."""

    id: str
    asked: Mapping[str, Any]
    created: datetime
    status: str = "initializing"
    fails: bool = False
    source: str = ""
    call: str = "gen_image"
    photo: str = ""
    film: str = ""

    def record(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "type": self.asked.get("type", "product_anyshot"),
            "product_url": self.asked.get("product_url", ""),
            "aspect_ratio": self.asked.get("aspect_ratio", "16x9"),
            "image_prompt": self.asked.get("image_prompt"),
            "video_prompt": self.asked.get("video_prompt"),
            "webhook_url": self.asked.get("webhook_url"),
            "generated_photo_url": self.photo,
            "generated_video_url": self.film or None,
            "failed_reason": "The product could not be recognized." if self.status == "failed" else None,
            "created_at": self.created.isoformat(),
            "updated_at": self.created.isoformat(),
            "regen_type": self.call if self.source else "",
            "regen_source_id": self.source,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One call that was taken on, and charged for."""

    call: str
    job: str
    token: str
    product_url: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Vendor:
    """`fate` is asked for each paid call, `read_fault` for each read; `told` hears of each change."""

    clock: LeapingClock
    world: World
    chance: Random
    fate: Callable[[str, Request], Fate] = field(default=lambda _call, _request: all_well())
    read_fault: Callable[[], Reply | Exception | None] = field(default=lambda: None)
    told: Callable[[str, Mapping[str, Any]], None] = field(default=lambda _token, _record: None)
    witness: Callable[[Request], None] = field(default=lambda _request: None)
    fails: Callable[[Mapping[str, Any]], bool] = field(default=lambda _asked: False)
    jobs: dict[str, VendorJob] = field(default_factory=dict)
    paid: list[Paid] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    reads: int = 0

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        assert "X-API-KEY" in headers
        if request.method == "POST":
            return await self._paid_call(request)
        self.reads += 1
        await asyncio.sleep(self.chance.uniform(0.01, 2.0))
        fault = self.read_fault()
        if isinstance(fault, Exception):
            raise fault
        return fault or self._read(request)

    async def _paid_call(self, request: Request) -> Reply:
        call = request.path.rstrip("/").rpartition("/")[2]
        fate = self.fate(call, request)
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
        """Creatify makes, and charges for, each call that it takes on: there is no idempotency key."""
        if after is None:
            return Reply(status=500, headers={}, body=b"")
        await asyncio.sleep(after)
        self.witness(request)
        asked = json.loads(request.body)
        source = self._source(request)
        if call == "gen_video" and (source is None or source.status != "image_generated"):
            return say(400, {"detail": "A video needs a finished image."})
        job = self._job(call, asked, source)
        self.jobs[job.id] = job
        self.paid.append(
            Paid(
                call=call,
                job=job.id,
                token=token_of(asked),
                product_url=str(job.asked.get("product_url", "")),
                at=self.clock.true_now(),
            )
        )
        first = job.record()
        self.world.spawn(self._work(job, call, asked))
        return say(200, first)

    def _source(self, request: Request) -> VendorJob | None:
        parts = request.path.removeprefix(JOBS).rstrip("/").split("/")
        return self.jobs.get(parts[0]) if len(parts) == 2 else None

    def _job(self, call: str, asked: Mapping[str, Any], source: VendorJob | None) -> VendorJob:
        if source is not None and call == "gen_video":
            source.asked = {**source.asked, **asked}
            source.status = "video_generating"
            return source
        kept = {**source.asked, **asked} if source is not None else asked
        return VendorJob(
            id=str(UUID(int=self.chance.getrandbits(128), version=4)),
            asked=kept,
            created=self.clock.true_now(),
            source=source.id if source is not None else "",
            call=call,
            photo=source.photo if source is not None and call == "regen_video" else "",
        )

    async def _work(self, job: VendorJob, call: str, asked: Mapping[str, Any]) -> None:
        is_film = call.endswith("video")
        await asyncio.sleep(self.chance.uniform(0.2, 3.0))
        self._move(job, "video_generating" if is_film else "image_generating", asked)
        await asyncio.sleep(self.chance.uniform(*(FILM_SECONDS if is_film else IMAGE_SECONDS)))
        if self.fails(job.asked):
            self._move(job, "failed", asked)
        elif is_film:
            job.film = f"https://cdn.example/{job.id}.mp4"
            self._move(job, "video_generated", asked)
        else:
            job.photo = f"https://cdn.example/{job.id}.png"
            self._move(job, "image_generated", asked)

    def _move(self, job: VendorJob, status: str, asked: Mapping[str, Any]) -> None:
        job.status = status
        if token := token_of(asked):
            self.told(token, job.record())

    def _read(self, request: Request) -> Reply:
        one = request.path.removeprefix(JOBS).rstrip("/")
        if one:
            job = self.jobs.get(one)
            return say(200, job.record()) if job else say(404, {"detail": "Not found."})
        wanted = request.query.get("ids")
        chosen = wanted.split(",") if wanted else list(self.jobs)
        return say(200, [self.jobs[name].record() for name in chosen if name in self.jobs])


def say(status: int, body: object, **headers: str) -> Reply:
    return Reply(status=status, headers=headers, body=json.dumps(body).encode())


def token_of(asked: Mapping[str, Any]) -> str:
    return str(asked.get("webhook_url") or "").rstrip("/").rpartition("/")[2]


def lost() -> Exception:
    return OutcomeUnknown("creatify", "no clear answer (ReadError)")


def never_left() -> Exception:
    return NotSent("creatify", "no connection (ConnectError)")


def unknown_fates(chance: Random, *, timeout: timedelta, latest: timedelta) -> Fate:
    """One of everything that can go wrong with a paid call. `latest`: how late it may still be taken on."""
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
            Fate(name="no id", accepted=maybe, answered=taken, answer=say(200, {"status": "initializing"})),
            Fate(name="429", accepted=None, answered=0.2, answer=say(429, {}, **{"retry-after": "7"})),
            Fate(name="429 bare", accepted=None, answered=0.2, answer=say(429, {"detail": "Throttled."})),
            Fate(name="refused", accepted=None, answered=0.2, answer=say(400, {"detail": "No such image."})),
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
