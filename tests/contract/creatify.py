"""A Creatify of these tests' own, as its documentation describes it. It counts what was really charged."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
MP4 = bytes.fromhex("0000001c6674797069736f6d0000020069736f6d69736f326d703431") + bytes(200)

Json = dict[str, Any]


def zulu() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass(slots=True, kw_only=True)
class OwnCreatify:
    """`takes`: seconds until a picture or film is there. `before`: runs before a paid call is answered."""

    url: str = ""
    http: aiohttp.ClientSession | None = None
    takes: float = 0.0
    status: int = 200
    spell: Callable[[str], str] = str
    clock: Callable[[], str] = zulu
    calls_back: bool = True
    jobs: dict[str, Json] = field(default_factory=dict)
    paid: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[OwnCreatify, web.Request, Json], Any] | None = None
    shown: Callable[[Json], Json] = dict
    fails: str | None = None
    pictures: bytes = PNG
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/product_to_videos/gen_image/", self._gen_image),
            web.post("/api/product_to_videos/{id}/{call}/", self._more),
            web.get("/api/product_to_videos/", self._list),
            web.get("/api/product_to_videos/{id}/", self._one),
            web.get("/api/remaining_credits/", self._credits),
            web.get("/api/personas/", self._personas),
            web.get("/media/{name}", self._media),
            web.get("/moved/{name}", self._moved),
        ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _gen_image(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if answer := await self._odd(request, body):
            return answer
        return web.json_response(self.shown(self.accept("gen_image", body)), status=self.status)

    async def _more(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        source = self._found(request.match_info["id"])
        if source is None:
            return web.json_response({"detail": "Not found."}, status=404)
        if answer := await self._odd(request, body):
            return answer
        job = self.accept(request.match_info["call"], body, source)
        return web.json_response(self.shown(job), status=self.status)

    async def _odd(self, request: web.Request, body: Json) -> web.StreamResponse | None:
        self.asked.append((request.method, request.path))
        if self.before is None:
            return None
        answer = self.before(self, request, body)
        found: web.StreamResponse | None = await answer if asyncio.iscoroutine(answer) else answer
        return found

    def accept(self, call: str, body: Json, source: Json | None = None) -> Json:
        """Take an order, and the money."""
        self.paid.append(call)
        now = self.clock()
        if call == "gen_video" and source is not None:
            job = source
            job |= {"video_prompt": body.get("video_prompt"), "status": "video_generating"}
        else:
            job = _blank(self.spell(str(uuid.uuid4())), now)
            job |= {key: source[key] for key in ("product_url", "type", "aspect_ratio") if source}
            job |= {key: value for key, value in body.items() if key in job}
            job |= {"regen_type": call, "regen_source_id": source["id"]} if source else {}
            self.jobs[job["id"]] = job
        job |= {"webhook_url": body.get("webhook_url"), "updated_at": now}
        self._later(job, "video" if call.endswith("video") else "image")
        return job

    def _later(self, job: Json, goal: str) -> None:
        task = asyncio.create_task(self._render(job, goal))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _render(self, job: Json, goal: str) -> None:
        await asyncio.sleep(self.takes)
        if self.fails is not None:
            job |= {"status": "failed", "failed_reason": self.fails}
        elif goal == "image":
            job |= {"status": "image_generated", "generated_photo_url": f"{self.url}/media/{job['id']}.png"}
        else:
            job |= {"status": "video_generated", "generated_video_url": f"{self.url}/media/{job['id']}.mp4"}
        job["updated_at"] = self.clock()
        if self.calls_back:
            await self.call_back(job)

    async def call_back(self, job: Json) -> int:
        if not job["webhook_url"] or self.http is None:
            return 0
        async with self.http.post(job["webhook_url"], json=self.shown(job)) as answer:
            return answer.status

    def _found(self, name: str) -> Json | None:
        return next((job for key, job in self.jobs.items() if _digits(key) == _digits(name)), None)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path_qs))
        wanted = [_digits(name) for name in request.query.get("ids", "").split(",") if name]
        found = [job for job in self.jobs.values() if not wanted or _digits(job["id"]) in wanted]
        return web.json_response([self.shown(job) for job in found])

    async def _one(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        job = self._found(request.match_info["id"])
        if job is None:
            return web.json_response({"detail": "Not found."}, status=404)
        return web.json_response(self.shown(job))

    async def _credits(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"remaining_credits": 412.5})

    async def _personas(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([])

    async def _moved(self, request: web.Request) -> web.StreamResponse:
        """Once to another place by a whole address, then by a mere path."""
        name = request.match_info["name"]
        if "twice" not in request.query:
            raise web.HTTPFound(f"{self.url}/moved/{name}?twice=1")
        raise web.HTTPTemporaryRedirect(f"/media/{name}")

    async def _media(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=self.pictures if request.match_info["name"].endswith("png") else MP4)


def _blank(name: str, now: str) -> Json:
    return {
        "id": name, "type": "product_anyshot", "product_url": "", "aspect_ratio": "16x9",
        "override_avatar": None, "motion_style": "", "product_showcase_url": None, "image_prompt": None,
        "video_prompt": None,
        "status": "initializing", "generated_video_url": "", "generated_photo_url": "", "created_at": now,
        "updated_at": now, "webhook_url": None, "failed_reason": "", "regen_type": "", "regen_source_id": "",
    }  # fmt: skip


def _digits(name: str) -> str:
    return name.replace("-", "").lower()
