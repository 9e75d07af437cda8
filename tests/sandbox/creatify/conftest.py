"""The simulated Creatify on a free port, a shop with product images, and somebody who takes callbacks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web

from bot.sandbox.clock import Pace
from bot.sandbox.creatify import Creatify
from bot.sandbox.faults import Faults
from tests.drawn_once import few_frames as few_frames

KEYS = {"X-API-ID": "sim-id", "X-API-KEY": "sim-key"}
TASKS = "/api/product_to_videos"
PIXEL = b"\x89PNG\r\n\x1a\n"


@dataclass
class Mailbox:
    """What came to our webhook, and what we answer to it."""

    letters: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.text()
        async with self.came:
            self.letters.append(await request.json() if raw.endswith("}") else {"raw": raw})
            self.came.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def wait_for(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(lambda: len(self.letters) >= count)
        return self.letters


@dataclass(kw_only=True)
class Desk:
    """Our side of the line."""

    url: str
    session: ClientSession
    creatify: Creatify
    faults: Faults
    pace: Pace
    mailbox: Mailbox
    keys: dict[str, str] = field(default_factory=lambda: dict(KEYS))

    @property
    def photo(self) -> str:
        return f"{self.url}/shop/bag.png"

    @property
    def hook(self) -> str:
        return f"{self.url}/hook"

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, Any, ClientResponse]:
        more.setdefault("headers", self.keys)
        async with self.session.request(method, f"{self.url}{path}", **more) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.read(), answer

    async def post(self, path: str, **body: Any) -> Any:
        """An accepted call's answer."""
        status, answer, _ = await self.call("POST", f"{TASKS}/{path}", json=body)
        assert status == 200, answer
        return answer

    async def refused(self, path: str, **body: Any) -> tuple[int, Any]:
        status, answer, _ = await self.call("POST", f"{TASKS}/{path}", json=body)
        assert status >= 400, answer
        return status, answer

    async def image(self, **more: Any) -> Any:
        return await self.post("gen_image/", **{"product_url": self.photo, **more})

    async def read(self, job: str) -> Any:
        status, answer, _ = await self.call("GET", f"{TASKS}/{job}/")
        assert status == 200, answer
        return answer

    async def reaches(self, job: str, *wanted: str) -> Any:
        async with asyncio.timeout(20):
            while True:
                answer = await self.read(job)
                if answer["status"] in wanted:
                    return answer
                await asyncio.sleep(0.002)

    async def finished_image(self, **more: Any) -> Any:
        return await self.reaches((await self.image(**more))["id"], "image_generated")

    async def finished_video(self, **more: Any) -> Any:
        image = await self.finished_image(**more)
        await self.post(f"{image['id']}/gen_video/")
        return await self.reaches(image["id"], "video_generated")

    def jobs(self) -> list[dict[str, Any]]:
        listed: Any = self.creatify.ledger()["jobs"]
        return list(listed)


async def _shop(request: web.Request) -> web.Response:
    kind = "text/html" if request.match_info["name"].endswith(".html") else "image/png"
    if "gone" in request.match_info["name"]:
        raise web.HTTPNotFound
    return web.Response(body=PIXEL, content_type=kind)


@pytest.fixture
def balance() -> float:
    return 500.0


@pytest.fixture
async def desk(balance: float) -> AsyncIterator[Desk]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    faults, pace, mailbox = Faults(), Pace(2000), Mailbox()
    creatify = Creatify(
        api_id="sim-id", api_key="sim-key", base_url=url, pace=pace, faults=faults, balance=balance
    )
    app = web.Application()
    app.add_routes(creatify.routes())
    app.add_routes([web.get("/shop/{name}", _shop), web.post("/hook", mailbox.receive)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with ClientSession(trust_env=False) as session:
        yield Desk(url=url, session=session, creatify=creatify, faults=faults, pace=pace, mailbox=mailbox)
    await creatify.close()
    await runner.cleanup()
