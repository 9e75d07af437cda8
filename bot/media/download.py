"""The one downloader: believes neither host, redirect, length, type nor encoding."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urljoin

import httpx

from bot.addresses import Address, read_public_url
from bot.certificates import trusted
from bot.clock import Clock, SystemClock
from bot.domain.generation import Kind
from bot.errors import MediaCut, MediaRefused, PersonError
from bot.media.body import Body, Limits, check_head
from bot.media.resolve import Resolver, checked_addresses, system_resolver
from bot.media.sink import Sink

Transports: TypeAlias = Callable[[], httpx.AsyncBaseTransport]

LONGEST_URL: Final = 16_384
"""Signed URLs of content networks are longer than those that a provider takes from us."""

MOST_HOPS: Final = 3
WRITE_SIZE: Final = 512 * 1024
LEAST_WAIT: Final = timedelta(seconds=30)
"""No speed makes a network faster, so our patience is never divided below this."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is on disk whole."""

    path: Path
    sha256: str
    size: int
    mime: str


class Downloader:
    """Fetches results. With `hosts`, from these exact host names only; 127.0.0.1 only when allowed."""

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        hosts: frozenset[str] = frozenset(),
        resolver: Resolver = system_resolver,
        clock: Clock | None = None,
        limits: Limits | None = None,
        transports: Transports | None = None,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._hosts = frozenset(host.lower() for host in hosts)
        self._resolver = resolver
        self._clock = clock or SystemClock()
        self._limits = limits or Limits()
        self._transports = transports or _direct_transports()

    async def fetch(self, url: str, *, kind: Kind, into: Path) -> Fetched:
        """Bring the file to `into`, which it reaches whole or not at all.

        Raises MediaRefused when trying again would not help, MediaExpired when a fresh URL may, MediaCut when
        trying again may, StorageFull when the disk takes no more.
        """
        patience = self._patience(self._limits.longest(kind))
        try:
            async with asyncio.timeout(patience):
                return await self._follow(url, kind, into)
        except TimeoutError as error:
            raise MediaCut("The download took too long.") from error

    async def _follow(self, url: str, kind: Kind, into: Path) -> Fetched:
        for _ in range(MOST_HOPS + 1):
            address = self._checked(url)
            async with self._opened(address) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._save(response, kind, into)
                url = _next_url(address, response)
        raise MediaRefused(f"The download was passed on more than {MOST_HOPS} times.")

    def _checked(self, url: str) -> Address:
        plain = url.strip().replace(" ", "%20")
        try:
            address = read_public_url(plain, allow_loopback=self._allow_loopback, limit=LONGEST_URL)
        except PersonError as error:
            raise MediaRefused("The link to the result is not a public https link.") from error
        if self._hosts and address.host not in self._hosts:
            raise MediaRefused(f"GREENLIGHT_MEDIA_HOSTS does not allow downloads from {address.host}.")
        return address

    @asynccontextmanager
    async def _opened(self, address: Address) -> AsyncIterator[httpx.Response]:
        """The answer to one GET, sent to an address that was checked, under the name that was asked for."""
        places = await checked_addresses(address, self._resolver)
        async with self._transports() as transport:
            with _network_faults():
                response = await self._first_answer(transport, address, places)
                try:
                    yield response
                finally:
                    await response.aclose()

    async def _first_answer(
        self, transport: httpx.AsyncBaseTransport, address: Address, places: Sequence[str]
    ) -> httpx.Response:
        """Try the addresses in turn until one takes the connection; headers that trickle in are a cut."""
        *first, last = places
        async with asyncio.timeout(self._patience(self._limits.head)):
            for place in first:
                try:
                    return await transport.handle_async_request(self._request(address, place))
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    continue
            return await transport.handle_async_request(self._request(address, last))

    def _request(self, address: Address, place: str) -> httpx.Request:
        """A bare GET: nothing of ours goes along but the host's name and what we can read."""
        number = f"[{place}]" if ":" in place else place
        silence, connect = self._patience(self._limits.window), self._patience(self._limits.connect)
        return httpx.Request(
            "GET",
            f"{address.scheme}://{number}:{address.port}{address.target}",
            headers={
                "Host": address.authority,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "User-Agent": "Greenlight",
                "Connection": "close",
            },
            extensions={
                "sni_hostname": address.host,
                "timeout": {"connect": connect, "read": silence, "write": connect, "pool": connect},
            },
        )

    async def _save(self, response: httpx.Response, kind: Kind, into: Path) -> Fetched:
        check_head(response.status_code, response.headers, self._limits.most_bytes(kind))
        body = Body(
            kind,
            most_bytes=self._limits.most_bytes(kind),
            slowest=self._limits.slowest,
            window=self._patience(self._limits.window),
            ticks=asyncio.get_running_loop().time,
        )
        with await asyncio.to_thread(Sink, into) as sink:
            async for chunk in response.aiter_raw():
                body.take(chunk)
                if body.waiting >= WRITE_SIZE:
                    await asyncio.to_thread(sink.write, body.hand_over())
            mime = body.end()
            await asyncio.to_thread(sink.write, body.hand_over())
            digest = await asyncio.to_thread(sink.finish)
        return Fetched(path=into, sha256=digest, size=sink.size, mime=mime)

    def _patience(self, wait: timedelta) -> float:
        return max(self._clock.paced(wait), min(wait, LEAST_WAIT)).total_seconds()


def _direct_transports() -> Transports:
    """No proxy, no retries, nothing kept open."""
    return lambda: httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False)


def _next_url(address: Address, response: httpx.Response) -> str:
    try:
        return urljoin(address.url, response.headers["location"])
    except (KeyError, ValueError) as error:
        raise MediaRefused("The download was passed on to nowhere.") from error


@contextmanager
def _network_faults() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise MediaCut("The download stood still.") from error
    except httpx.TransportError as error:
        raise MediaCut("The connection was cut during the download.") from error
    except httpx.InvalidURL as error:
        raise MediaRefused("The link to the result cannot be read.") from error
