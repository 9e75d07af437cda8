"""Ordered faults, applied to a call of Creatify's API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from aiohttp import web

from bot.sandbox.creatify.refusals import detail, throttled
from bot.sandbox.faults import Fault
from bot.sandbox.slack.background import Background

CALL_FAULTS: Final = frozenset(
    {"refuse", "error", "slow", "cut_before", "cut_after", "garbage", "ratelimit", "late"}
)

Work: TypeAlias = Callable[[], Awaitable[web.StreamResponse]]


async def answer(
    fault: Fault, request: web.Request, work: Work, background: Background
) -> web.StreamResponse:
    """Answer as the fault says; whoever cannot see the work done must not conclude that it was not."""
    seconds = fault.number("seconds", fault.number("delay", 1.0))
    match fault.mode:
        case "refuse":
            return _refusal(fault)
        case "error":
            return web.json_response({"detail": fault.text("error", "Internal error.")}, status=500)
        case "ratelimit":
            known = "retry_after" in fault.params
            return throttled(int(fault.number("retry_after", 1)) if known else None).response()
        case "cut_before":
            return _cut(request)
        case "late":
            background.start(_later(seconds, work))
            return _cut(request)
        case "slow":
            answered = await work()
            await asyncio.sleep(seconds)
            return answered
        case "garbage":
            await work()
            return web.Response(text="<html>upstream error", content_type="text/html")
        case _:
            await work()
            return _cut(request)


async def _later(seconds: float, work: Work) -> None:
    await asyncio.sleep(seconds)
    await work()


def _refusal(fault: Fault) -> web.Response:
    status = int(fault.number("status", 500))
    body = fault.params.get("body")
    if isinstance(body, str):
        return web.Response(text=body, status=status, content_type="text/html")
    if isinstance(body, Mapping | list):
        return web.json_response(body, status=status)
    return detail(status, "Something went wrong.").response()


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
