"""Finished pictures and films, drawn when first asked for and served like a storage bucket does."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ranges import serve
from bot.sandbox.stock import Stock

_EXPIRED: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
)
_MODES: Final = frozenset(
    {"expire", "truncate", "wrong_type", "huge", "empty", "refuse", "slow", "cut_before", "cut_after"}
)
_HUGE: Final = 2 * 1024**3


@dataclass(slots=True, kw_only=True)
class Media:
    """One finished file. Its address is good until it expires; then a read of the job shows a new one."""

    suffix: str
    draw: Callable[[], Awaitable[bytes]]
    names: list[str] = field(default_factory=lambda: [str(uuid4())])

    @property
    def content_type(self) -> str:
        return "video/mp4" if self.suffix == "mp4" else "image/png"

    def url(self, base_url: str) -> str:
        return f"{base_url}/media/{self.names[-1]}.{self.suffix}"

    def expire(self) -> None:
        self.names.append(str(uuid4()))


class Bucket:
    """Where finished files lie. `target` is where faults of downloads are ordered."""

    def __init__(self, faults: Faults, target: str = "creatify:media", *, stock: Stock | None = None) -> None:
        self._faults = faults
        self._target = target
        self._stock = stock
        self._kept: list[Media] = []

    def keep(self, suffix: str, draw: Callable[[], Awaitable[bytes]]) -> Media:
        media = Media(suffix=suffix, draw=self._stock.instead_of(draw, suffix) if self._stock else draw)
        self._kept.append(media)
        return media

    def remove(self, media: Media) -> None:
        self._kept.remove(media)

    async def read(self, request: web.Request) -> web.StreamResponse:
        name, _, suffix = request.match_info["name"].rpartition(".")
        media = next((each for each in self._kept if name in each.names and each.suffix == suffix), None)
        if media is None:
            return web.Response(
                status=404, text="<Error><Code>NoSuchKey</Code></Error>", content_type="text/xml"
            )
        fault = self._faults.take(self._target, _MODES) if request.method == "GET" else None
        if fault is not None and fault.mode == "expire":
            media.expire()
        if name != media.names[-1]:
            return web.Response(status=403, text=_EXPIRED, content_type="application/xml")
        if fault is None:
            return serve(request, await media.draw(), media.content_type)
        return await _spoiled(request, media, fault)


async def _spoiled(request: web.Request, media: Media, fault: Fault) -> web.StreamResponse:
    match fault.mode:
        case "refuse":
            return web.Response(status=int(fault.number("status", 503)), text=fault.text("body"))
        case "wrong_type":
            kind = fault.text("content_type", "text/html")
            return web.Response(text="<html>Sign in</html>", content_type=kind)
        case "empty":
            return web.Response(body=b"", content_type=media.content_type)
        case "huge":
            return await _huge(request, media, int(fault.number("bytes", _HUGE)))
        case "slow":
            await asyncio.sleep(fault.number("seconds", 1.0))
            return serve(request, await media.draw(), media.content_type)
        case "cut_before":
            _abort(request)
            return web.Response(status=500)
        case _:
            return await _cut_short(request, media)


async def _cut_short(request: web.Request, media: Media) -> web.StreamResponse:
    """Announce everything, send half, and hang up."""
    content = await media.draw()
    answer = web.StreamResponse(headers={"Content-Type": media.content_type})
    answer.content_length = len(content)
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    _abort(request)
    return answer


async def _huge(request: web.Request, media: Media, size: int) -> web.StreamResponse:
    """A real beginning and then no end, for as long as the reader goes on reading."""
    answer = web.StreamResponse(headers={"Content-Type": media.content_type})
    answer.content_length = size
    await answer.prepare(request)
    chunk = (await media.draw())[:65536].ljust(65536, b"\0")
    sent = 0
    try:
        while sent < size:
            await answer.write(chunk[: size - sent])
            sent += len(chunk)
    except ConnectionError:
        pass
    return answer


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
