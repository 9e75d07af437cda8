"""The real bot between a Slack and a Creatify that know nothing of it or of the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.app import App, Seams
from bot.settings import load_settings
from tests.contract.creatify import OwnCreatify
from tests.contract.slack import SECRET, TOKEN, OwnSlack
from tests.ports import free_port

BAG = "https://shop.example/bag.jpg"
SPEED = 60.0


@dataclass(slots=True, kw_only=True)
class Ground:
    slack: OwnSlack
    creatify: OwnCreatify
    http: aiohttp.ClientSession
    environ: dict[str, str]
    seams: Seams = field(default_factory=Seams)
    app: App | None = None

    async def start(self) -> App:
        self.app = App(load_settings(self.environ, env_file=None), self.seams)
        await self.app.start()
        return self.app

    async def stop(self) -> None:
        if self.app is not None:
            app, self.app = self.app, None
            await app.stop()

    async def order(self, text: str = f"{BAG} clean background", *, command: str = "/product-image") -> None:
        status, body = await self.slack.command(command, text)
        assert (status, body) == (200, "")


@asynccontextmanager
async def open_ground(
    folder: Path,
    *,
    public: bool = True,
    start: bool = True,
    seams: Seams | None = None,
    speed: float = SPEED,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Ground]:
    """Both outside worlds, and the bot with `start`."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        slack, creatify = OwnSlack(http=http), OwnCreatify(http=http)
        slack.url = await _served(stack, slack.routes())
        creatify.url = await _served(stack, creatify.routes())
        stack.push_async_callback(creatify.close)
        port = free_port()
        slack.bot_url = f"http://127.0.0.1:{port}"
        environ = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack.url}/api/",
            "CREATIFY_API_ID": "an-id",
            "CREATIFY_API_KEY": "a-key",
            "CREATIFY_BASE_URL": creatify.url,
            "GREENLIGHT_DATA_DIR": str(folder),
            "GREENLIGHT_HOST": "127.0.0.1",
            "GREENLIGHT_PORT": str(port),
            "GREENLIGHT_ALLOW_LOOPBACK": "1",
            "GREENLIGHT_SPEED": str(speed),
            **({"GREENLIGHT_PUBLIC_URL": slack.bot_url} if public else {}),
            **(more or {}),
        }
        ground = Ground(slack=slack, creatify=creatify, http=http, environ=environ, seams=seams or Seams())
        stack.push_async_callback(ground.stop)
        if start:
            await ground.start()
        yield ground


async def _served(stack: AsyncExitStack, routes: list[web.RouteDef]) -> str:
    app = web.Application()
    app.add_routes(routes)
    server = TestServer(app)
    await server.start_server()
    stack.push_async_callback(server.close)
    return str(server.make_url("/")).rstrip("/")
