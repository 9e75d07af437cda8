"""The simulated HeyGen on a free port, a shop with files, and somebody who takes callbacks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults
from bot.sandbox.heygen import HeyGen

KEYS = {"X-Api-Key": "sim-key"}
SPEAK = {"type": "avatar", "avatar_id": "Annie_office_public", "script": "Hello there"}
CLIP = {"avatar_id": "Annie_office_public", "input_text": "Hello", "voice_id": "clara"}
OLD = {"version": "v1alpha", "clips": [CLIP]}


@dataclass
class Mailbox:
    """What came to our webhook, and what we answer to it."""

    letters: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    options: int = 200
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        async with self.came:
            self.raw.append(raw)
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
            self.letters.append(await request.json() if raw.endswith(b"}") else {})
            self.came.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def check(self, request: web.Request) -> web.Response:
        return web.Response(status=self.options)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(lambda: len(self.letters) >= count)
        return self.letters


@dataclass(kw_only=True)
class Desk:
    """Our side of the line."""

    url: str
    session: ClientSession
    heygen: HeyGen
    faults: Faults
    pace: Pace
    mailbox: Mailbox
    keys: dict[str, str] = field(default_factory=lambda: dict(KEYS))

    @property
    def hook(self) -> str:
        return f"{self.url}/hook"

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, Any, ClientResponse]:
        more["headers"] = {**self.keys, **more.get("headers", {})}
        async with self.session.request(method, f"{self.url}{path}", **more) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.read(), answer

    async def get(self, path: str) -> Any:
        """What an accepted read holds."""
        status, answer, _ = await self.call("GET", path)
        assert status == 200, answer
        return answer["data"]

    async def make(self, **more: Any) -> str:
        """The id of a new video."""
        status, answer, _ = await self.call("POST", "/v3/videos", json={**SPEAK, **more})
        assert status == 200, answer
        return str(answer["data"]["video_id"])

    async def make_old(self, **more: Any) -> str:
        status, answer, _ = await self.call("POST", "/v1/video.generate", json={**OLD, **more})
        assert (status, answer["code"]) == (200, 100), answer
        return str(answer["data"]["video_id"])

    async def refused(self, body: Any, path: str = "/v3/videos", **headers: str) -> tuple[int, Any]:
        status, answer, _ = await self.call("POST", path, json=body, headers=headers)
        assert status >= 400, answer
        return status, answer

    async def ends(self, video: str) -> Any:
        async with asyncio.timeout(20):
            while True:
                answer = await self.get(f"/v3/videos/{video}")
                if answer["status"] in {"completed", "failed"}:
                    return answer
                await asyncio.sleep(0.002)

    def jobs(self) -> list[dict[str, Any]]:
        listed: Any = self.heygen.ledger()["jobs"]
        return list(listed)


async def _shop(request: web.Request) -> web.Response:
    kinds = {"png": "image/png", "mp3": "audio/mpeg", "mp4": "video/mp4"}
    name = request.match_info["name"]
    if "gone" in name:
        raise web.HTTPNotFound
    return web.Response(body=b"some bytes", content_type=kinds.get(name.rpartition(".")[2], "text/html"))


@pytest.fixture
def settings() -> dict[str, Any]:
    return {}


@pytest.fixture
async def desk(settings: dict[str, Any]) -> AsyncIterator[Desk]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    faults, pace, mailbox = Faults(), Pace(2000), Mailbox()
    heygen = HeyGen(api_key="sim-key", base_url=url, pace=pace, faults=faults, **settings)
    app = web.Application()
    app.add_routes(heygen.routes())
    app.add_routes(
        [
            web.get("/shop/{name}", _shop),
            web.post("/hook", mailbox.receive),
            web.options("/hook", mailbox.check),
        ]
    )
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with ClientSession(trust_env=False) as session:
        yield Desk(url=url, session=session, heygen=heygen, faults=faults, pace=pace, mailbox=mailbox)
    await heygen.close()
    await runner.cleanup()
