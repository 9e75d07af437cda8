"""Reads the body of a request that a stranger may have sent: bounded in size and in time."""

import asyncio
from datetime import timedelta
from typing import Final

from aiohttp import web

DEADLINE: Final = timedelta(seconds=10)


async def read_body(request: web.Request, *, limit: int) -> bytes:
    """The whole body. Raises HTTPRequestEntityTooLarge, and TimeoutError for one that drips."""
    _refuse_above(limit, request.content_length or 0)
    if not request.content.is_eof():
        async with asyncio.timeout(DEADLINE.total_seconds()):
            return await _collected(request, limit)
    body = request.content.read_nowait()  # a short one is there with its headers: no timer, nothing to await
    _refuse_above(limit, len(body))
    return body


async def _collected(request: web.Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        _refuse_above(limit, len(body))
    return bytes(body)


def _refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise web.HTTPRequestEntityTooLarge(max_size=limit, actual_size=size)
