"""The latest calls to the simulated providers with their answers, for whoever looks behind the glass."""

import time
from collections import deque
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.sandbox.slack.wire import Json

_KEPT: Final = 100
_LONGEST: Final = 600
_LEFT_OUT: Final = ("/media", "/files", "/assets")
"""Paths that are downloads, not calls."""


class Traffic:
    def __init__(self) -> None:
        self.latest: deque[Json] = deque(maxlen=_KEPT)

    def of(self, provider: str) -> Middleware:
        """A middleware that notes what `provider` is asked and answers."""

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            began = time.time()
            reply: web.StreamResponse | None = None
            try:
                reply = await handler(request)
            except web.HTTPException as error:
                reply = error
                raise
            finally:
                self._keep(provider, request, reply, began)
            return reply

        return note

    def _keep(
        self, provider: str, request: web.Request, reply: web.StreamResponse | None, began: float
    ) -> None:
        path = request.path.removeprefix(f"/providers/{provider}")
        if path.startswith(_LEFT_OUT):
            return
        is_cut = request.transport is None or request.transport.is_closing()
        call = {"to": provider, "method": f"{request.method} {path}", "at": began}
        call |= {"seconds": time.time() - began, "answer": "" if is_cut else _words(reply)}
        ok = reply is not None and reply.status < 400 and not is_cut
        said = "no answer" if is_cut or reply is None else str(reply.status)
        self.latest.append({**call, "ok": ok, "said": said})


def _words(reply: web.StreamResponse | None) -> str:
    body = reply.body if isinstance(reply, web.Response) else None
    return body.decode(errors="replace")[:_LONGEST] if isinstance(body, bytes) else ""
