"""The paid calls: what each needs, what it starts, what it costs."""

import json
import math
from itertools import count
from time import time
from typing import Any, Final

from aiohttp import web

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults
from bot.sandbox.heygen import fields, old_fields, scene_fields
from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.clips import Order
from bot.sandbox.heygen.jobs import Job
from bot.sandbox.heygen.keys import Keys
from bot.sandbox.heygen.ledger import Ledger
from bot.sandbox.heygen.refusals import Refusal, invalid
from bot.sandbox.heygen.studio import Studio, chance_for
from bot.sandbox.heygen.webhooks import TARGET, Webhooks
from bot.sandbox.slack.background import Background

CONCURRENT: Final = 10
"""https://docs.heygen.com/reference/limits, for accounts that pay as they go."""

TESTS_A_DAY: Final = 5
_SLOT: Final = 30.0
_DAY: Final = 24 * 3600.0


class Calls:
    """Accepts orders. Every accepted one is billed, also the second of two that are alike."""

    def __init__(
        self,
        *,
        studio: Studio,
        ledger: Ledger,
        cast: Cast,
        keys: Keys,
        webhooks: Webhooks,
        faults: Faults,
        background: Background,
        pace: Pace,
        seed: int,
        concurrent: int,
    ) -> None:
        self._studio = studio
        self._ledger = ledger
        self._cast = cast
        self._keys = keys
        self._webhooks = webhooks
        self._faults = faults
        self._background = background
        self._pace = pace
        self._seed = seed
        self._concurrent = concurrent
        self._tests: list[float] = []
        self._numbers = count(1)
        self.jobs: dict[str, Job] = {}

    def find(self, job_id: str) -> Job:
        """Raises Refusal for one that is not there, or no more."""
        job = self.jobs.get(job_id)
        if job is None or job.is_deleted:
            raise Refusal("not_found", "Video not found.")
        return job

    async def create(self, request: web.Request) -> web.Response:
        """POST /v3/videos."""
        raw = await request.read()
        key = self._keys.key_of(request)
        with self._keys.held(request):
            known = self._keys.replay(key, request, raw) if key else None
            if known is not None:
                return known
            order = fields.read_order(_body(request, raw), self._cast)
            job = await self._accept(order, key)
            answer = json.dumps(
                {"data": {"video_id": job.id, "status": "waiting", "output_format": "mp4"}}
            ).encode()
            if key:
                self._keys.keep(key, raw, answer)
        return web.Response(body=answer, content_type="application/json")

    async def create_old(self, request: web.Request) -> web.Response:
        """POST /v1/video.generate."""
        order = old_fields.read_order(_body(request, await request.read()), self._cast)
        if order.test:
            self._count_test()
        job = await self._accept(order, None)
        return web.json_response({"code": 100, "data": {"video_id": job.id}, "message": "Success"})

    async def create_scenes(self, request: web.Request) -> web.Response:
        """POST /v2/video/generate."""
        order = scene_fields.read_order(_body(request, await request.read()), self._cast)
        if order.test:
            self._count_test()
        job = await self._accept(order, None)
        return web.json_response({"error": None, "data": {"video_id": job.id}})

    def _count_test(self) -> None:
        self._tests = [at for at in self._tests if at > time() - _DAY]
        if len(self._tests) >= TESTS_A_DAY:
            text = f"It seems you've reached your daily api trial limit {TESTS_A_DAY}."
            raise Refusal("trial_video_limit_exceeded", text)
        self._tests.append(time())

    async def _accept(self, order: Order, key: str | None) -> Job:
        """Start the work; or, as a fault has it, let the callback overtake the answer."""
        self._find_slot(order)
        job = Job(chance=chance_for(self._seed, next(self._numbers)), order=order, key=key)
        self._ledger.bill(job)
        self.jobs[job.id] = job
        if self._faults.take(TARGET, {"early"}):
            self._studio.finish(job)
            await self._webhooks.tell_now(job)
        else:
            self._background.start(self._studio.make(job, self._studio.fate()))
        return job

    def _find_slot(self, order: Order) -> None:
        if sum(job.runs for job in self.jobs.values()) < self._concurrent:
            return
        wait = max(1, math.ceil(self._pace.scaled(_SLOT)))
        code = "rate_limit_exceeded" if order.call == "videos" else "concurrent_limit"
        text = f"You have reached your concurrent limit of {self._concurrent} videos."
        raise Refusal(code, text, wait=wait)


def _body(request: web.Request, raw: bytes) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise invalid("Content-Type", "Content-Type must be application/json.")
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise invalid("body", "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise invalid("body", "The body must be an object.")
    return body
