"""The simulated Akool on a free port, a shop with pictures, and somebody who takes callbacks."""

import asyncio
import io
import json
import socket
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from PIL import Image

from bot.sandbox.akool import Akool
from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults
from tests.drawn_once import few_frames as few_frames

CLIENT_ID = "sim-client-0000000000001"
SECRET = "sim-secret-24-bytes-long"
KEY = {"x-api-key": "sim-key"}
OPEN = "/api/open"
VIDEOS = f"{OPEN}/v4/image2Video"


def picture(size: tuple[int, int] = (120, 90)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(out, "PNG")
    return out.getvalue()


def unsealed(raw: bytes, *, secret: str = SECRET) -> dict[str, Any]:
    """The message of a callback whose signature is right."""
    body = json.loads(raw)
    parts = sorted([CLIENT_ID, str(body["timestamp"]), str(body["nonce"]), body["dataEncrypt"]])
    assert sha1("".join(parts).encode()).hexdigest() == body["signature"]  # noqa: S324 - it is Akool's
    decryptor = Cipher(AES(secret.encode()), CBC(CLIENT_ID.encode()[:16])).decryptor()
    padded = decryptor.update(b64decode(body["dataEncrypt"])) + decryptor.finalize()
    message: dict[str, Any] = json.loads(padded[: -padded[-1]])
    return message


@dataclass
class Mailbox:
    """What came to our webhook, and what we answer to it."""

    letters: list[bytes] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, request: web.Request) -> web.Response:
        async with self.came:
            self.letters.append(await request.read())
            self.came.notify_all()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def wait_for(self, count: int) -> list[bytes]:
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(lambda: len(self.letters) >= count)
        return self.letters

    def ends(self) -> list[dict[str, Any]]:
        """What was said of ends, without the hints of progress."""
        messages = [unsealed(letter) for letter in self.letters]
        return [message for message in messages if message["status"] != 2]

    async def wait_for_ends(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(20), self.came:
            await self.came.wait_for(lambda: len(self.ends()) >= count)
        return self.ends()


@dataclass(kw_only=True)
class Desk:
    """Our side of the line."""

    url: str
    session: ClientSession
    akool: Akool
    faults: Faults
    pace: Pace
    mailbox: Mailbox
    keys: dict[str, str] = field(default_factory=lambda: dict(KEY))

    @property
    def hook(self) -> str:
        return f"{self.url}/hook"

    def wish(self, **more: Any) -> dict[str, Any]:
        """A body with everything that is required."""
        body: dict[str, Any] = {
            "image_url": f"{self.url}/shop/bag.png",
            "prompt": "slow pan over the bag by the window",
            "negative_prompt": "blurry",
            "resolution": "720p",
            "audio_type": 3,
            "video_length": 5,
        }
        wished = {**body, **more}
        return {name: value for name, value in wished.items() if value is not ...}

    async def call(self, method: str, path: str, **more: Any) -> tuple[int, Any, ClientResponse]:
        more.setdefault("headers", self.keys)
        async with self.session.request(method, f"{self.url}{path}", **more) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.read(), answer

    async def said(self, path: str, body: Any) -> dict[str, Any]:
        """The envelope, which comes with status 200 whatever it says."""
        status, answer, _ = await self.call("POST", f"{VIDEOS}/{path}", json=body)
        assert status == 200, answer
        envelope: dict[str, Any] = answer
        return envelope

    async def post(self, path: str, **body: Any) -> Any:
        """The data of a success."""
        answer = await self.said(path, body)
        assert answer["code"] == 1000, answer
        return answer["data"]

    async def create(self, **more: Any) -> Any:
        return await self.post("createBySourcePrompt", **self.wish(**more))

    async def refused(self, path: str, **body: Any) -> tuple[int, str]:
        answer = await self.said(path, body)
        assert "data" not in answer
        return answer["code"], answer["msg"]

    async def read(self, *jobs: str) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = (await self.post("resultsByIds", _ids=",".join(jobs)))["result"]
        return result

    async def reaches(self, job: str, status: int) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                (record,) = await self.read(job)
                if record["status"] == status:
                    return record
                await asyncio.sleep(0.002)

    async def finished(self, **more: Any) -> dict[str, Any]:
        return await self.reaches((await self.create(**more))["_id"], 3)

    def jobs(self) -> list[dict[str, Any]]:
        listed: Any = self.akool.ledger()["jobs"]
        return list(listed)

    def callbacks(self) -> list[dict[str, Any]]:
        listed: Any = self.akool.ledger()["webhooks"]
        return [callback for callback in listed if callback["status"] != 2]


async def _shop(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if "gone" in name:
        raise web.HTTPNotFound
    if name.endswith(".html"):
        return web.Response(text="<html>", content_type="text/html")
    return web.Response(body=picture((90, 120) if "tall" in name else (120, 90)), content_type="image/png")


@pytest.fixture
def balance() -> int:
    return 500


@pytest.fixture
def is_pro() -> bool:
    return True


@pytest.fixture
async def desk(balance: int, is_pro: bool) -> AsyncIterator[Desk]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    faults, pace, mailbox = Faults(), Pace(2000), Mailbox()
    akool = Akool(
        client_id=CLIENT_ID,
        client_secret=SECRET,
        api_key="sim-key",
        base_url=url,
        pace=pace,
        faults=faults,
        balance=balance,
        is_pro=is_pro,
    )
    app = web.Application()
    app.add_routes(akool.routes())
    app.add_routes([web.get("/shop/{name}", _shop), web.post("/hook", mailbox.receive)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with ClientSession(trust_env=False) as session:
        yield Desk(url=url, session=session, akool=akool, faults=faults, pace=pace, mailbox=mailbox)
    await akool.close()
    await runner.cleanup()
