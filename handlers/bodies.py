"""Reads the body of a request that a stranger may have sent: bounded in size, in time and in number."""

import asyncio
from datetime import timedelta
from typing import Final

from aiohttp import web

DEADLINE: Final = timedelta(seconds=7)
"""Those who drip are gone within ten seconds, with the second that it takes to say so."""

MOST: Final = 1_024
MOST_BYTES: Final = 1024 * 1024


class Unfinished:
    """The bodies that are still coming in. When they are too many, or too large together, whoever has been at
    it longest is given up: an honest body is there within moments, so that is somebody who drips."""

    def __init__(self, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._sizes: dict[asyncio.Timeout, int] = {}
        self._bytes = 0

    def hold(self, body: asyncio.Timeout, size: int) -> None:
        """It has grown to `size` by now."""
        self._bytes += size - self._sizes.get(body, 0)
        self._sizes[body] = size
        if len(self._sizes) > self._most:
            self._give_up(at_least=0)
        while self._bytes > self._most_bytes:
            self._give_up(at_least=self._most_bytes // len(self._sizes))

    def _give_up(self, *, at_least: int) -> None:
        """The oldest of this size: to give up a little one makes no room."""
        oldest = next(body for body, size in self._sizes.items() if size >= at_least)
        self.forget(oldest)
        oldest.reschedule(asyncio.get_running_loop().time())

    def forget(self, body: asyncio.Timeout) -> None:
        """It is whole, or refused, or nobody waits for it any more."""
        self._bytes -= self._sizes.pop(body, 0)


_UNFINISHED: Final = Unfinished()


async def read_body(request: web.Request, *, limit: int, unfinished: Unfinished = _UNFINISHED) -> bytes:
    """The whole body. Raises HTTPRequestEntityTooLarge, and TimeoutError for one that drips or breaks off."""
    _refuse_above(limit, request.content_length or 0)
    if not request.content.is_eof():
        return await _collected(request, limit, unfinished)
    body = request.content.read_nowait()  # a short one is there with its headers: no timer, nothing to await
    _refuse_above(limit, len(body))
    return body


async def _collected(request: web.Request, limit: int, unfinished: Unfinished) -> bytes:
    body = bytearray()
    async with asyncio.timeout(DEADLINE.total_seconds()) as deadline:
        try:
            unfinished.hold(deadline, 0)
            async for chunk in request.content.iter_any():
                body += chunk
                _refuse_above(limit, len(body))
                unfinished.hold(deadline, len(body))
        except ConnectionError as gone:  # no news: nobody is there to be answered, and many do it
            raise TimeoutError from gone
        finally:
            unfinished.forget(deadline)
    return bytes(body)


def _refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=size)
