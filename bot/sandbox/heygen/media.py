"""Finished films behind signed addresses, which are new at every read and end after seven days."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from time import time
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ranges import serve
from bot.sandbox.stock import Stock

LIFE: Final = 7 * 24 * 3600.0
_TYPE: Final = "video/mp4"
_DENIED: Final = (
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>'
)
_MODES: Final = frozenset(
    {"expire", "truncate", "wrong_type", "huge", "empty", "refuse", "slow", "cut_before", "cut_after"}
)
_HUGE: Final = 2 * 1024**3
_numbers: Final = count(1)


@dataclass(slots=True, kw_only=True)
class Media:
    """One finished film. `void_before` is the number of the first address that still counts."""

    draw: Callable[[], Awaitable[bytes]]
    life: float = LIFE
    name: str = field(default_factory=lambda: uuid4().hex)
    secret: bytes = field(default_factory=lambda: uuid4().bytes)
    void_before: int = 0

    def url(self, base_url: str) -> str:
        number, expires = next(_numbers), int(time() + self.life)
        query = {"Expires": expires, "Nonce": number, "Signature": self._sign(expires, number)}
        return f"{base_url}/media/{self.name}.mp4?{urlencode(query)}"

    def _sign(self, expires: int, number: int) -> str:
        return hmac.new(self.secret, f"{self.name}|{expires}|{number}".encode(), "sha256").hexdigest()

    def opens(self, expires: str, number: str, signature: str) -> bool:
        """Whether an address with these parts is one of ours and still good."""
        if not (expires.isdecimal() and number.isdecimal() and signature.isascii()):
            return False
        if int(expires) <= time() or int(number) < self.void_before:
            return False
        return hmac.compare_digest(signature, self._sign(int(expires), int(number)))

    def expire(self) -> None:
        """No address given out so far opens any more."""
        self.void_before = next(_numbers)


class Bucket:
    """Where finished films lie."""

    def __init__(self, faults: Faults, life: float = LIFE, *, stock: Stock | None = None) -> None:
        self._faults = faults
        self._life = life
        self._stock = stock
        self._kept: dict[str, Media] = {}

    def keep(self, draw: Callable[[], Awaitable[bytes]]) -> Media:
        draw = self._stock.instead_of(draw, "mp4") if self._stock else draw
        media = Media(draw=draw, life=self._life)
        self._kept[media.name] = media
        return media

    def drop(self, media: Media | None) -> None:
        if media is not None:
            self._kept.pop(media.name, None)

    async def read(self, request: web.Request) -> web.StreamResponse:
        media = self._kept.get(request.match_info["name"].removesuffix(".mp4"))
        if media is None:
            return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
        fault = self._faults.take("heygen:media", _MODES) if request.method == "GET" else None
        if fault is not None and fault.mode == "expire":
            media.expire()
        query = request.query
        if not media.opens(query.get("Expires", ""), query.get("Nonce", ""), query.get("Signature", "")):
            return web.Response(status=403, text=_DENIED, content_type="application/xml")
        if fault is None:
            return serve(request, await media.draw(), _TYPE)
        return await _spoiled(request, media, fault)


async def _spoiled(request: web.Request, media: Media, fault: Fault) -> web.StreamResponse:
    match fault.mode:
        case "refuse":
            return web.Response(status=int(fault.number("status", 503)), text=fault.text("body"))
        case "wrong_type":
            kind = fault.text("content_type", "text/html")
            return web.Response(text="<html>Sign in</html>", content_type=kind)
        case "empty":
            return web.Response(body=b"", content_type=_TYPE)
        case "huge":
            return await _huge(request, media, int(fault.number("bytes", _HUGE)))
        case "slow":
            await asyncio.sleep(fault.number("seconds", 1.0))
            return serve(request, await media.draw(), _TYPE)
        case "cut_before":
            _abort(request)
            return web.Response(status=500)
        case _:
            return await _cut_short(request, media)


async def _cut_short(request: web.Request, media: Media) -> web.StreamResponse:
    """Announce everything, send half, and hang up."""
    content = await media.draw()
    answer = web.StreamResponse(headers={"Content-Type": _TYPE})
    answer.content_length = len(content)
    await answer.prepare(request)
    await answer.write(content[: len(content) // 2])
    _abort(request)
    return answer


async def _huge(request: web.Request, media: Media, size: int) -> web.StreamResponse:
    """A real beginning and then no end, for as long as the reader goes on reading."""
    answer = web.StreamResponse(headers={"Content-Type": _TYPE})
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
