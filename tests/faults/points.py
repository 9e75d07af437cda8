"""Numbered points between a command and its delivery, at each of which a process can be killed.

A point lies before and after every call to the store, to a provider and to Slack. They are counted here,
around the product, which knows nothing of them.
"""

import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp

from bot.providers.provider import Reply, Request, Sender
from storage.store import Store

WRITES: Final = frozenset(
    {"save", "claim_due", "finish", "retry", "put_off_checks", "add_effects", "mark_interrupted", "add_hook"}
    | {"hooks_done", "keep_person"}
)
"""Reads leave nothing behind, so killing beside one is killing beside the write before it."""


class Points:
    """Counts the points passed and kills the process, hard, at the chosen one (0: never)."""

    def __init__(self, kill_at: int, note: Callable[[int, str], None]) -> None:
        self._kill_at = kill_at
        self._note = note
        self._passed = 0

    def passed(self, where: str) -> None:
        self._passed += 1
        self._note(self._passed, where)
        if self._passed == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class KillableStore:
    """A store with a point before and after each call; it is a Store to whoever uses it."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store = store
        self._points = points

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)
        if name not in WRITES:
            return call

        async def killable(*args: Any, **more: Any) -> Any:
            if name != "claim_due":
                self._points.passed(f"before store.{name}")
            answer = await call(*args, **more)
            if name != "claim_due" or answer:
                self._points.passed(f"after store.{name}")
            return answer

        return killable


class KillableSender:
    """A sender with a point before the request leaves and after its answer came."""

    def __init__(self, sender: Sender, points: Points) -> None:
        self._sender = sender
        self._points = points

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        self._points.passed(f"before {request.method} {request.path}")
        reply = await self._sender.send(request, headers)
        self._points.passed(f"after {request.method} {request.path}")
        return reply


def killable_session(points: Points) -> Callable[[], aiohttp.ClientSession]:
    """Sessions to Slack with a point before each request and after each answer."""

    def point(when: str) -> Callable[[aiohttp.ClientSession, object, Any], Awaitable[None]]:
        async def pass_it(_session: aiohttp.ClientSession, _context: object, params: Any) -> None:
            points.passed(f"{when} slack {params.url.path}")

        return pass_it

    def make() -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(point("before"))
        trace.on_request_end.append(point("after"))
        return aiohttp.ClientSession(trace_configs=[trace], cookie_jar=aiohttp.DummyCookieJar())

    return make
