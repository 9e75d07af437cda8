"""Hosts of results over loopback, and transports that note where they were asked to connect."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(200)
MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + bytes(5_000)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A host of results. `seen` are the requests that reached it."""

    pages: dict[str, Handler] = field(default_factory=dict)
    seen: list[web.Request] = field(default_factory=list)
    url: str = ""
    port: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        return await self.pages[request.path](request)

    def serve(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        async def page(_: web.Request) -> web.StreamResponse:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers=named)

        return self.answer(path, page)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        async def page(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={"Location": to})

        return self.answer(path, page)

    def answer(self, path: str, page: Handler) -> str:
        self.pages[path] = page
        return self.url + path


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    known = Host()
    app = web.Application()
    app.router.add_get("/{anything:.*}", known.handle)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    known.port = server.port or 0
    known.url = f"http://127.0.0.1:{known.port}"
    yield known
    await server.close()


@asynccontextmanager
async def talking(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """The URL of a host that speaks bare bytes; its conversations end with the test."""
    conversations: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        conversations.add(task)
        with suppress(OSError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    for conversation in conversations:
        conversation.cancel()
    await asyncio.gather(*conversations, return_exceptions=True)
    await server.wait_closed()


@dataclass
class Spy(httpx.AsyncBaseTransport):
    """Connects to nothing and notes every request; answers a picture unless told otherwise."""

    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[httpx.Response | httpx.TransportError] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, stream=httpx.ByteStream(PNG))
        if isinstance(answer, httpx.TransportError):
            raise answer
        return answer


@dataclass
class Names:
    """A resolver: each look-up of a name takes the next of its answers, the last one for ever."""

    known: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.known.get(host)
        if not answers:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def spy() -> Spy:
    return Spy()


@pytest.fixture
def names() -> Names:
    return Names()
