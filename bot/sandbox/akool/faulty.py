"""Ordered faults, applied to a call of Akool's API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from aiohttp import web

from bot.sandbox.akool.answers import TOO_FREQUENT, Refusal
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
            return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
        case "ratelimit":
            return _throttled(fault)
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


def _throttled(fault: Fault) -> web.Response:
    """A code, as all errors are; with a status of its own only where the fault says how long to wait."""
    refusal = Refusal(TOO_FREQUENT, "Too frequent operation").response()
    if "retry_after" in fault.params:
        refusal.set_status(429)
        refusal.headers["Retry-After"] = str(int(fault.number("retry_after", 1)))
    return refusal


def _refusal(fault: Fault) -> web.Response:
    """`code` and `msg` in an envelope, or any `body`, under any `status`."""
    status = int(fault.number("status", 200))
    body = fault.params.get("body")
    if isinstance(body, str):
        return web.Response(text=body, status=status, content_type="text/html")
    if isinstance(body, Mapping | list):
        return web.json_response(body, status=status)
    code, msg = (
        int(fault.number("code", 1015)),
        fault.text("msg", "create video error, please try again later"),
    )
    return web.json_response({"code": code, "msg": msg}, status=status)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
