"""An Akool and a HeyGen of these tests' own, as their documentation describes them and leaves them open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.contract.creatify import MP4
from tests.contract.ground import Ground, open_ground
from tests.providers.akool.sealing import encrypted, signed

Json = dict[str, Any]
CLIENT_ID: Final = "own-client-id-0001"
SECRET: Final = "own-secret-of-32-characters-long"

Odd = Callable[[Json], web.StreamResponse | None]
"""What a paid call is answered with in place of the usual; it may take the order all the same."""


@dataclass(slots=True, kw_only=True)
class OwnAkool:
    """`statuses` are told one a read, the last for ever; `spoilt` are answers to the first reads."""

    url: str = ""
    http: aiohttp.ClientSession | None = None
    paid: list[Json] = field(default_factory=list)
    films: dict[str, Json] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=lambda: [1, 2, 3])
    spoilt: list[Json] = field(default_factory=list)
    refused_tokens: int = 0
    refusal: tuple[int, Json] = (200, {"code": 1101, "msg": "The request token has expired"})
    tokens: int = 0
    cost: int = 20
    odd: Odd | None = None
    calls_back: bool = True
    nonce: int | str = 4821

    def routes(self) -> list[web.RouteDef]:
        films = "/api/open/v4/image2Video"
        return [
            web.post("/api/open/v3/getToken", self._token),
            web.post(f"{films}/createBySourcePrompt", self._create),
            web.post(f"{films}/resultsByIds", self._results),
            web.get(f"{films}/effects", self._effects),
            web.get("/media/{name}", self._media),
        ]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        assert asked == {"clientId": CLIENT_ID, "clientSecret": SECRET}
        self.tokens += 1
        return web.json_response({"code": 1000, "token": f"token-{self.tokens}"})

    def _refused(self, request: web.Request) -> web.StreamResponse | None:
        assert request.headers["Authorization"] == f"Bearer token-{self.tokens}"
        if self.refused_tokens <= 0:
            return None
        self.refused_tokens -= 1
        status, body = self.refusal
        return web.json_response(body, status=status)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        body = await request.json()
        odd, self.odd = self.odd, None
        if odd is not None and (answer := odd(body)) is not None:
            return answer
        return web.json_response({"code": 1000, "msg": "Success", "data": self.accept(body)})

    def accept(self, body: Json) -> Json:
        """Take an order, and the money; its callback comes by itself."""
        name = f"{len(self.films) + 1:024x}"
        self.paid.append(body)
        film = {
            "_id": name,
            "status": 1,
            "webhookUrl": body.get("webhookurl", ""),
            "deduction_credit": self.cost,
        }
        self.films[name] = film
        if self.calls_back and body.get("webhookurl"):
            asyncio.get_running_loop().call_later(0.1, self._call_back, name, body["webhookurl"])
        return film

    def _call_back(self, name: str, address: str) -> None:
        news = json.dumps({"_id": name, "status": 3, "type": "anything", "url": "https://x.example/v.mp4"})
        data = encrypted(news.encode(), client_id=CLIENT_ID, secret=SECRET)
        sealed = signed(data, client_id=CLIENT_ID, nonce=self.nonce)

        async def deliver() -> None:
            assert self.http is not None
            async with self.http.post(address, data=sealed) as answer:
                assert answer.status == 200

        self._delivery = asyncio.ensure_future(deliver())

    _delivery: asyncio.Future[None] | None = None

    async def _results(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refused(request):
            return refused
        wanted = (await request.json())["_ids"].split(",")
        if self.spoilt:
            return web.json_response(self.spoilt.pop(0))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        rows = [{**self.films[one], "status": status} for one in wanted if one in self.films]
        done = [
            row | {"video_url": f"{self.url}/media/{row['_id']}.mp4"} if status == 3 else row for row in rows
        ]
        strangers = {
            "_id": "f" * 24,
            "status": 3,
            "video_url": "https://x.example/other.mp4",
            "sub_type": 1501,
        }
        return web.json_response({"code": 1000, "msg": "OK", "data": {"result": [strangers, *done[::-1]]}})

    async def _effects(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"code": 1000, "msg": "OK", "data": {"result": [], "count": 10}})

    async def _media(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=MP4)


@dataclass(slots=True, kw_only=True)
class OwnHeyGen:
    """`sent` are the keys of all paid calls; `missing` is how often a film is not there after its end."""

    url: str = ""
    paid: list[Json] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    videos: dict[str, Json] = field(default_factory=dict)
    statuses: list[str] = field(default_factory=lambda: ["pending", "processing", "completed"])
    odd: list[Odd] = field(default_factory=list)
    missing: int = 0
    reads: int = 0
    _answered: dict[str, Json] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v3/videos", self._create),
            web.get("/v3/videos", self._list),
            web.get("/v3/videos/statuses", self._statuses),
            web.get("/v3/videos/{id}", self._one),
            web.get("/v3/avatars/looks", self._looks),
            web.get("/v3/voices", self._voices),
            web.get("/media/{name}", self._media),
        ]

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body, key = await request.json(), request.headers["Idempotency-Key"]
        self.sent.append(key)
        odd = self.odd.pop(0) if self.odd else None
        if odd is not None and (answer := odd({**body, "key": key})) is not None:
            return answer
        return web.json_response({"data": self.accept(body, key)}, status=201)

    def accept(self, body: Json, key: str) -> Json:
        """Take an order and the money, or answer as before."""
        if key not in self._answered:
            name = f"{len(self.videos) + 1:032x}"
            self.paid.append(body)
            self.videos[name] = {"id": name, "title": body["title"], "callback_id": body["callback_id"]}
            self._answered[key] = {"video_id": name, "status": "waiting"}
        return self._answered[key]

    async def _list(self, request: web.Request) -> web.StreamResponse:
        found = [
            self._shown(video) for video in self.videos.values() if video["title"] == request.query["title"]
        ]
        return web.json_response({"data": found, "has_more": False, "next_token": None})

    async def _statuses(self, request: web.Request) -> web.StreamResponse:
        rows = [{"video_id": one, "status": self._status()} for one in request.query["video_ids"].split(",")]
        return web.json_response({"data": rows})

    async def _one(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": self._shown(self.videos[request.match_info["id"]])})

    def _status(self) -> str:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def _shown(self, video: Json) -> Json:
        """Every read signs another address, and the one before is good no more."""
        status = self._status()
        self.reads += 1
        url = f"{self.url}/media/{video['id']}.mp4?signed={self.reads}"
        return {**video, "status": status, "video_url": url if status == "completed" else None}

    async def _looks(self, request: web.Request) -> web.StreamResponse:
        """Two pages, the second with what a form needs least."""
        if request.query.get("token") != "more":
            first = {"id": "anna", "name": "Anna", "avatar_type": "studio_avatar", "default_voice_id": None}
            return web.json_response({"data": [first], "has_more": True, "next_token": "more"})
        return web.json_response(
            {"data": [{"id": "ben", "name": "Ben", "avatar_type": "x"}], "has_more": False}
        )

    async def _voices(self, _: web.Request) -> web.StreamResponse:
        voice = {
            "voice_id": "clara",
            "name": "Clara",
            "language": "English",
            "gender": "female",
            "type": "public",
        }
        return web.json_response({"data": [voice], "has_more": False, "next_token": None})

    async def _media(self, request: web.Request) -> web.StreamResponse:
        if self.missing > 0:
            self.missing -= 1
            raise web.HTTPNotFound
        if request.query["signed"] != str(self.reads):
            raise web.HTTPForbidden
        return web.Response(body=MP4)


def lost(request_taken: Callable[[Json], object] | None = None) -> Odd:
    """An answer that breaks off, after the order was taken or before."""

    def odd(body: Json) -> web.StreamResponse:
        if request_taken is not None:
            request_taken(body)
        return web.Response(body=b'{"data', headers={"Content-Type": "application/json"})

    return odd


@asynccontextmanager
async def with_akool(folder: Path, *, public: bool = True) -> AsyncIterator[tuple[Ground, OwnAkool]]:
    async with aiohttp.ClientSession() as http:
        akool = OwnAkool(http=http)
        async with _served(akool) as url:
            more = {"AKOOL_CLIENT_ID": CLIENT_ID, "AKOOL_CLIENT_SECRET": SECRET, "AKOOL_BASE_URL": url}
            async with open_ground(folder, public=public, more=more) as ground:
                yield ground, akool


@asynccontextmanager
async def with_heygen(folder: Path) -> AsyncIterator[tuple[Ground, OwnHeyGen]]:
    heygen = OwnHeyGen()
    async with _served(heygen) as url:
        more = {"HEYGEN_API_KEY": "a-key", "HEYGEN_BASE_URL": f"{url}/"}
        async with open_ground(folder, more=more) as ground:
            yield ground, heygen


@asynccontextmanager
async def _served(vendor: OwnAkool | OwnHeyGen) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(vendor.routes())
    server = TestServer(app)
    await server.start_server()
    vendor.url = str(server.make_url("/")).rstrip("/")
    try:
        yield vendor.url
    finally:
        await server.close()
