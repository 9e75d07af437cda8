"""Ordered faults, applied to any HTTP call the app makes to Slack."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.slack.background import Background

HTTP_FAULTS: Final = frozenset(
    {"refuse", "error", "slow", "cut_before", "cut_after", "garbage", "ratelimit", "late"}
)
NOT_DONE: Final = frozenset({"refuse", "error", "ratelimit", "cut_before"})
"""After these the work was surely not done."""

Work: TypeAlias = Callable[[], Awaitable[web.StreamResponse]]


async def answer(
    fault: Fault, request: web.Request, work: Work, background: Background
) -> web.StreamResponse:
    """Answer as the fault says, with the work done before, after, or not at all."""
    seconds = fault.number("seconds", fault.number("delay", 1.0))
    match fault.mode:
        case "refuse":
            return _refusal(fault)
        case "error":
            return _error(fault)
        case "ratelimit":
            return too_many(int(fault.number("retry_after", 1)))
        case "cut_before":
            return _cut(request)
        case "late":
            await request.read()
            background.start(_later(seconds, work))
            return _cut(request)
        case "slow":
            await asyncio.sleep(seconds)
            return await work()
        case "garbage":
            await work()
            return web.Response(text="<html>upstream error")
        case _:
            await work()
            return _cut(request)


async def _later(seconds: float, work: Work) -> None:
    await asyncio.sleep(seconds)
    await work()


def too_many(seconds: int) -> web.Response:
    headers = {"Retry-After": str(seconds)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _refusal(fault: Fault) -> web.Response:
    status = int(fault.number("status", 500))
    body = fault.params.get("body", {"ok": False, "error": "internal_error"})
    if isinstance(body, Mapping | list):
        return web.json_response(body, status=status)
    return web.Response(text=str(body), status=status)


def _error(fault: Fault) -> web.Response:
    extra = {key: fault.params[key] for key in ("needed", "provided") if key in fault.params}
    return web.json_response({"ok": False, "error": fault.text("error", "internal_error"), **extra})


def _cut(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
