"""A small Slack that answers as it is told, over loopback, and a clock that does not wait."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack import Slack, make_client, open_session


@dataclass
class Call:
    method: str
    arguments: dict[str, Any]
    headers: dict[str, str]


@dataclass
class ScriptedSlack:
    """Answers each method with what was scripted for it, in turn; `ok` and nothing else by default."""

    calls: list[Call] = field(default_factory=list)
    uploaded: list[bytes] = field(default_factory=list)
    script: dict[str, deque[Callable[[web.Request], web.StreamResponse]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    api_url: str = ""
    root: str = ""

    def answer(
        self, method: str, /, status: int = 200, headers: dict[str, str] | None = None, **body: Any
    ) -> None:
        self.script[method].append(
            lambda _: web.json_response({"ok": True, **body}, status=status, headers=headers)
        )

    def refuse(self, method: str, error: str, /, **more: Any) -> None:
        self.answer(method, **{"ok": False, "error": error, **more})

    def raw(self, method: str, response: Callable[[], web.Response]) -> None:
        self.script[method].append(lambda _: response())

    def cut(self, method: str) -> None:
        """Read the request, then drop the connection without an answer."""

        def drop(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()

        self.script[method].append(drop)

    def said(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.method == method]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        raw = await request.read()
        if request.content_type == "application/json":
            arguments = json.loads(raw)
        elif request.content_type == "application/octet-stream":
            self.uploaded.append(raw)
            arguments = {}
        else:
            arguments = dict(await request.post())
        self.calls.append(Call(method, {**request.query, **arguments}, dict(request.headers)))
        waiting = self.script[method]
        return waiting.popleft()(request) if waiting else web.json_response({"ok": True})


@dataclass
class StillClock:
    """A clock that stands still and notes how long it was asked to sleep."""

    slept: list[timedelta] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def paced(self, wait: timedelta) -> timedelta:
        return wait / 1_000

    async def sleep(self, wait: timedelta) -> None:
        self.slept.append(wait)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def server() -> AsyncIterator[ScriptedSlack]:
    scripted = ScriptedSlack()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", scripted.handle)
    running = TestServer(app)
    await running.start_server()
    scripted.root = str(running.make_url("/")).rstrip("/")
    scripted.api_url = str(running.make_url("/api/"))
    yield scripted
    await running.close()


@pytest.fixture
async def slack(server: ScriptedSlack, clock: StillClock) -> AsyncIterator[Slack]:
    async with open_session() as session:
        yield Slack(make_client("xoxb-made-up", server.api_url, session), clock=clock)
