"""Socket Mode: the app calls us, and hears of everything over its WebSockets.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import uuid
from collections.abc import Mapping
from itertools import count
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from bot.sandbox.slack import cast
from bot.sandbox.slack.answers import FAILED, TIMED_OUT, Answer, refused
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.deliver import Kind
from bot.sandbox.slack.wire import Json

_MOST_SOCKETS = 10
_LIFETIME = 3600
_GRACE = 5.0


class Sockets:
    """The app's open WebSockets; each frame goes to one of them in turn."""

    def __init__(self, public_url: str, background: Background) -> None:
        self._public_url = public_url
        self._background = background
        self._leaving: set[web.WebSocketResponse] = set()
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self.opened = 0
        self._turn = count()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Answer]]] = {}

    def __len__(self) -> int:
        return len(self._open)

    # --- the app's side

    def new_url(self) -> str:
        """A WebSocket URL with a ticket that opens one connection."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return f"ws://{urlsplit(self._public_url).netloc}/link/?ticket={ticket}&app_id={cast.APP}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="unknown ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True, heartbeat=10.0)
        await socket.prepare(request)
        if len(self._open) >= _MOST_SOCKETS:
            await socket.send_json(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self._open.append(socket)
        self.opened += 1
        try:
            await socket.send_json(self._hello())
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    def _hello(self) -> Json:
        debug = {"host": "applink-sandbox", "approximate_connection_time": _LIFETIME}
        info = {"app_id": cast.APP}
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": debug,
            "connection_info": info,
        }

    @staticmethod
    def _disconnect(reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = json.loads(message.data)
            except ValueError:
                continue
            if isinstance(frame, dict):
                self._hear(frame)

    def _hear(self, frame: Mapping[str, object]) -> None:
        waiting = self._waiting.get(str(frame.get("envelope_id")))
        if waiting is None or waiting[1].done():
            return
        body = frame.get("payload")
        waiting[1].set_result(Answer(body=b"" if body is None else _as_bytes(body)))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._open.remove(socket)
        self._leaving.discard(socket)
        for holder, answer in self._waiting.values():
            if holder is socket and not answer.done():
                answer.set_result(refused(FAILED, "connection_failed"))

    # --- our side

    async def send(
        self, kind: Kind, payload: Json, *, within: float, retry: tuple[int, str] | None
    ) -> Answer:
        """Send one envelope and wait for its acknowledgement, as `Line` promises."""
        if not self._open:
            return refused(FAILED, "connection_failed")
        socket = self._next_socket()
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answer)
        try:
            async with asyncio.timeout(within):
                await socket.send_json(_envelope(envelope_id, kind, payload, retry))
                return await answer
        except TimeoutError:
            return refused(TIMED_OUT, "http_timeout")
        except ConnectionError:
            return refused(FAILED, "connection_failed")
        finally:
            del self._waiting[envelope_id]

    def _next_socket(self) -> web.WebSocketResponse:
        staying = [socket for socket in self._open if socket not in self._leaving] or self._open
        return staying[next(self._turn) % len(staying)]

    async def warn(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to make way for a new one, as Slack does every few hours.

        A connection that was asked to go hears nothing new when there is another, and is cut
        after a while if its client does not close it.
        """
        for socket in tuple(self._open):
            await socket.send_json(self._disconnect(reason))
            if reason == "link_disabled":
                await socket.close()
            elif reason != "warning":
                self._leaving.add(socket)
                self._background.start(self._cut_later(socket))

    async def _cut_later(self, socket: web.WebSocketResponse) -> None:
        await asyncio.sleep(_GRACE)
        await socket.close()

    async def drop(self) -> None:
        """Cut all connections without a word."""
        for socket in tuple(self._open):
            await socket.close(code=1001)

    async def close(self) -> None:
        await self.drop()


def _as_bytes(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


def _envelope(envelope_id: str, kind: Kind, payload: Json, retry: tuple[int, str] | None) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        attempt, reason = retry or (0, "")
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope
