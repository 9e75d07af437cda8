"""The latest calls to the simulated providers with their answers, for whoever looks behind the glass."""

import time
from collections import deque
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.slack.wire import Json

_KEPT: Final = 100
_LONGEST: Final = 600
_LEFT_OUT: Final = ("/media", "/files", "/assets", "/faces", "/effects/")
"""Paths that are downloads, not calls."""
_SECRET: Final = "getToken"  # noqa: S105 - the end of a path whose calls and answers hold secrets


class Traffic:
    def __init__(self) -> None:
        self.latest: deque[Json] = deque(maxlen=_KEPT)

    def of(self, provider: str) -> Middleware:
        """A middleware that notes what `provider` is asked and answers."""

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            path = request.path.removeprefix(f"/providers/{provider}")
            if path.startswith(_LEFT_OUT):
                return await handler(request)
            call: Json = {"to": provider, "method": f"{request.method} {path}", "at": time.time()}
            call["asked"] = await _asked(request)
            reply: web.StreamResponse | None = None
            try:
                reply = await handler(request)
            except web.HTTPException as error:
                reply = error
                raise
            finally:
                self.latest.append(call | _answered(request, reply))
            return reply

        return note


async def _asked(request: web.Request) -> str:
    if request.path.endswith(_SECRET):
        return ""
    return (await request.read()).decode(errors="replace")[:_LONGEST] or request.query_string[:_LONGEST]


def _answered(request: web.Request, reply: web.StreamResponse | None) -> Json:
    if reply is None or request.transport is None or request.transport.is_closing():
        return {"ok": False, "said": "no answer", "answer": ""}
    return {"ok": reply.status < 400, "said": str(reply.status), "answer": _words(request, reply)}


def _words(request: web.Request, reply: web.StreamResponse) -> str:
    body = reply.body if isinstance(reply, web.Response) else None
    if not isinstance(body, bytes) or request.path.endswith(_SECRET):
        return ""
    return body.decode(errors="replace")[:_LONGEST]
