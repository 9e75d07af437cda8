"""The wire to a provider: one request, one reply, and a failure that says whether the request left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, NoReturn
from urllib.parse import urlencode

import httpx

from bot.certificates import trusted
from bot.errors import NotSent, OutcomeUnknown, Unreadable
from bot.providers.packing import NotUnpackable, unpacked
from bot.providers.provider import Reply, Request

LONGEST_TIMEOUT: Final = timedelta(seconds=60)
LONGEST_CONNECT: Final = timedelta(seconds=10)
LARGEST_REPLY: Final = 64 * 1024 * 1024
"""The list of all jobs of an account comes without pages: room for some fifty thousand of them."""
KEPT_ALIVE: Final = timedelta(seconds=5)
MOST_CONNECTIONS: Final = 100

_NEVER_LEFT: Final = (
    httpx.ConnectError,  # name not found, refused, TLS
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


def _always() -> bool:
    return True


class Http:
    """Sends to one provider over HTTP.

    A call speaks to the transport itself: no redirect is followed, no proxy or certificate is taken from the
    environment, no cookie is kept and nothing is ever sent twice. `timeout` is for
    the whole exchange, so a server that drips cannot hold a call longer. `may_act` is asked at the last
    moment: a process that stood still for a while may have lost to another what it was about to send.
    """

    def __init__(
        self,
        base_url: str,
        *,
        provider: str,
        timeout: timedelta = timedelta(seconds=30),
        transport: httpx.AsyncBaseTransport | None = None,
        may_act: Callable[[], bool] = _always,
    ) -> None:
        if not timedelta() < timeout <= LONGEST_TIMEOUT:
            raise ValueError(f"a call may take up to {LONGEST_TIMEOUT}, not {timeout}")
        self._base = base_url.rstrip("/")
        self._provider = provider
        self._seconds = timeout.total_seconds()
        self._may_act = may_act
        self._traced = transport is None
        self._reads = transport or _transport(keep=10)
        # A kept-alive connection may be closed by the server just as a request leaves on it, and then nobody
        # can tell whether it was read. What may cost money therefore gets a connection of its own.
        self._writes = transport or _transport(keep=0)

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        """Raises NotSent when no byte of the request left, Unreadable for a reply that is too large, and
        OutcomeUnknown for everything else that goes wrong on the way."""
        is_read = request.method == "GET"
        departure = _Departure(left=not self._traced, may_leave=_always if is_read else self._may_act)
        call = self._call(request, headers, departure)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(call)
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            self._fail(error, departure)

    async def close(self) -> None:
        """End all connections. Calls under way fail."""
        await self._reads.aclose()
        await self._writes.aclose()

    def _call(self, request: Request, headers: Mapping[str, str], departure: _Departure) -> httpx.Request:
        query = f"?{urlencode(request.query, safe=',')}" if request.query else ""
        sent = {"accept-encoding": "identity", "user-agent": "greenlight", **request.headers, **headers}
        if request.body:
            sent = {"content-type": "application/json", **sent}
        if not all(_is_sendable(value) for value in sent.values()):
            raise NotSent(self._provider, "a header holds characters that cannot be sent")
        try:
            return httpx.Request(
                request.method,
                f"{self._base}{request.path}{query}",
                headers=sent,
                content=request.body,
                extensions={"timeout": self._timeouts(), "trace": departure.trace},
            )
        except httpx.InvalidURL as error:
            raise NotSent(self._provider, "the address is no URL") from error

    def _timeouts(self) -> dict[str, float]:
        # Reaching the server and its TLS each have this long. Together they end before the whole call does,
        # for httpcore leaves a socket open when it is cancelled in the middle of a handshake.
        connect = min(self._seconds / 3, LONGEST_CONNECT.total_seconds())
        return {"connect": connect, "read": self._seconds, "write": self._seconds, "pool": self._seconds}

    async def _exchange(self, call: httpx.Request) -> Reply:
        transport = self._reads if call.method == "GET" else self._writes
        response = await transport.handle_async_request(call)
        try:
            body = await self._body(response)
        finally:
            await response.aclose()
        return self._reply(response, body)

    def _reply(self, response: httpx.Response, body: bytes) -> Reply:
        """We ask for answers that are not packed; some servers and proxies pack them all the same."""
        try:
            plain = unpacked(body, response.headers.get("content-encoding", ""), most=LARGEST_REPLY)
        except NotUnpackable as error:
            raise Unreadable(self._provider, f"the reply: {error}", status=response.status_code) from error
        return Reply(status=response.status_code, headers=dict(response.headers), body=plain)

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > LARGEST_REPLY:
                raise Unreadable(
                    self._provider,
                    f"the reply is larger than {LARGEST_REPLY} bytes",
                    status=response.status_code,
                )
        return bytes(body)

    def _fail(self, error: Exception, departure: _Departure) -> NoReturn:
        """The message names the kind of failure alone: the text of some of them quotes a header, keys too."""
        kind = type(error).__name__
        if isinstance(error, _NEVER_LEFT) or not departure.left:
            raise NotSent(self._provider, f"no connection ({kind})") from error
        raise OutcomeUnknown(self._provider, f"no clear answer ({kind})") from error


class _Departure:
    """Whether the first byte of a request may have left.

    https://www.python-httpx.org/advanced/extensions/#trace
    """

    def __init__(self, *, left: bool, may_leave: Callable[[], bool]) -> None:
        self.left = left
        self._may_leave = may_leave

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        if event.endswith(".send_request_headers.started"):
            if not self._may_leave():
                raise _GivenUp
            self.left = True


class _GivenUp(OSError):
    """Another process may have this request by now."""


def _is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable() and value == value.strip()


def _transport(*, keep: int) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(
        verify=trusted(),
        trust_env=False,
        limits=httpx.Limits(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=keep,
            keepalive_expiry=KEPT_ALIVE.total_seconds(),
        ),
    )
