"""A scripted server behind the sandbox page: it serves what a test puts in, and notes what the page asks."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import struct
import wave
import zlib
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Page

from tests.browser import scenes

PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"
Json = dict[str, Any]


def png(width: int = 320, height: int = 240, colour: tuple[int, int, int] = (52, 168, 124)) -> bytes:
    """A plain picture, small enough to make by hand."""
    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sound(seconds: float = 20) -> bytes:
    """Something long that a <video> plays without any codec."""
    out = io.BytesIO()
    with wave.open(out, "wb") as film:
        film.setnchannels(1)
        film.setsampwidth(1)
        film.setframerate(3000)
        film.writeframes(bytes([128]) * int(3000 * seconds))
    return out.getvalue()


class FakeServer:
    """One scripted workspace. `answers` holds what a call gets; everything else is answered `ok`."""

    def __init__(self) -> None:
        self.forget()
        self.files: dict[str, tuple[str, bytes]] = {
            "F0PICTURE1": ("image/png", png()),
            "F0FILM0001": ("audio/wav", sound()),
        }
        self.url = ""
        self._news = asyncio.Condition()
        self._streams: set[asyncio.Queue[bytes]] = set()
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.1)

    def forget(self) -> None:
        """Be as at the beginning: nothing scripted, nothing asked."""
        self.state: Json = scenes.workspace()
        self.calls: list[tuple[str, Json]] = []
        self.answers: dict[str, Any] = {}

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def close(self) -> None:
        self.cut_streams()
        await self._runner.cleanup()

    async def visit(self, page: Page, user: str = scenes.ANN, channel: str = scenes.LAUNCH) -> None:
        """Open the page and wait until it shows this channel."""
        await page.goto(f"{self.url}/?user={user}&channel={channel}", wait_until="domcontentloaded")
        await page.locator(f'[data-channel-id="{channel}"][aria-current=page]').wait_for(state="attached")

    def emit(self, event: str, **data: Any) -> None:
        for stream in self._streams:
            stream.put_nowait(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())

    def cut_streams(self) -> None:
        for stream in self._streams:
            stream.put_nowait(b"")

    def called(self, path: str) -> list[Json]:
        return [body for name, body in self.calls if name == path]

    async def heard(self, path: str, times: int = 1) -> list[Json]:
        """What the page asked at this path, once it has done so often; a request may still be on its way."""
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: len(self.called(path)) >= times)
        return self.called(path)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._index)
        app.router.add_get("/elsewhere", self._elsewhere)
        app.router.add_static("/page", PAGE)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/stream", self._stream)
        app.router.add_get("/sandbox/files/{id}", self._file)
        app.router.add_route("*", "/sandbox/{path:.+}", self._call)
        return app

    async def _index(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _elsewhere(self, _: web.Request) -> web.Response:
        return web.Response(text="<link rel=icon href=data:,>", content_type="text/html")

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(self.state | {"me": request.query["user"]})

    async def _file(self, request: web.Request) -> web.Response:
        kind, body = self.files[request.match_info["id"]]
        return web.Response(body=body, content_type=kind)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"retry: 50\n\n")
        lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._streams.add(lines)
        try:
            with contextlib.suppress(ConnectionError):
                while line := await lines.get():
                    await response.write(line)
        finally:
            self._streams.discard(lines)
        return response

    async def _call(self, request: web.Request) -> web.Response:
        path = request.match_info["path"].removeprefix("people/")
        body = json.loads(await request.read() or b"{}")
        async with self._news:
            self.calls.append((path if request.method == "POST" else f"{request.method} {path}", body))
            self._news.notify_all()
        answer = self.answers.get(path, {"ok": True})
        if callable(answer):
            answer = await answer(body)
        return web.json_response(answer)
