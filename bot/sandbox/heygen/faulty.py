"""Ordered faults, applied to a call of HeyGen's API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.heygen.keys import Keys
from bot.sandbox.heygen.refusals import Refusal
from bot.sandbox.slack.background import Background

CALL_FAULTS: Final = frozenset(
    {"refuse", "error", "slow", "cut_before", "cut_after", "garbage", "ratelimit", "late"}
)

Work: TypeAlias = Callable[[], Awaitable[web.StreamResponse]]


async def answer(
    fault: Fault, request: web.Request, work: Work, background: Background, keys: Keys
) -> web.StreamResponse:
    """Answer as the fault says; whoever cannot see the work done must not conclude that it was not. A key is
    in use until its answer is out."""
    seconds = fault.number("seconds", fault.number("delay", 1.0))
    match fault.mode:
        case "refuse":
            return _refusal(fault, request)
        case "error":
            text = fault.text("error", "Something went wrong.")
            return Refusal("internal_error", text).response(request.path)
        case "ratelimit":
            wait = int(fault.number("retry_after", 1)) if "retry_after" in fault.params else None
            return Refusal("rate_limit_exceeded", "Too many requests.", wait=wait).response(request.path)
        case "cut_before":
            return _cut(request)
        case "late":
            background.start(_later(seconds, request, work, keys))
            return _cut(request)
        case "slow":
            with keys.held(request):
                answered = await work()
                await asyncio.sleep(seconds)
            return answered
        case "garbage":
            await work()
            return web.Response(text="<html>upstream error", content_type="text/html")
        case _:
            await work()
            return _cut(request)


async def _later(seconds: float, request: web.Request, work: Work, keys: Keys) -> None:
    with keys.held(request):
        await asyncio.sleep(seconds)
        await work()


def _refusal(fault: Fault, request: web.Request) -> web.Response:
    status = int(fault.number("status", 500))
    body = fault.params.get("body")
    if isinstance(body, str):
        return web.Response(text=body, status=status, content_type="text/html")
    if isinstance(body, Mapping | list):
        return web.json_response(body, status=status)
    answered = Refusal("internal_error", "Something went wrong.").response(request.path)
    answered.set_status(status)
    return answered


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
