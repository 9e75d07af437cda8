"""A small stock Bolt app, connected to the sandbox over HTTP or Socket Mode."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import BOT_TOKEN, SIGNING_SECRET

Until = Callable[[Callable[[], bool]], Any]


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something that happens in the background, for a while at most."""
    async with asyncio.timeout(15):
        while not happened():  # noqa: ASYNC110 - it happens in somebody else's code
            await asyncio.sleep(0.005)


class Hook:
    """An HTTP endpoint that keeps what it was sent and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[], web.Response] = web.Response
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        return self.answer()


@asynccontextmanager
async def serving(handle: Callable[[web.Request], Any]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        await runner.cleanup()


@pytest.fixture
def bolt(sandbox: SandboxServer, session: ClientSession) -> AsyncApp:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{sandbox.url}/api/", session=session)
    return AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)


@pytest.fixture
async def bolt_over_http(bolt: AsyncApp, sandbox: SandboxServer) -> AsyncIterator[AsyncApp]:
    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    async with serving(handle) as url:
        sandbox.connect(url)
        yield bolt


@pytest.fixture
async def hook(sandbox: SandboxServer) -> AsyncIterator[Hook]:
    hook = Hook()
    async with serving(hook.handle) as url:
        hook.url = url
        sandbox.connect(url)
        yield hook
