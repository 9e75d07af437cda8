"""The wire: what leaves, what comes back, and whether a failed request may have arrived."""

import asyncio
import gzip
import random
import socket
import struct
import traceback
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import httpx
import pytest

from bot.errors import NotSent, OutcomeUnknown, Unreadable
from bot.providers.http import LARGEST_REPLY, Http
from bot.providers.provider import Reply, Request
from tests.providers.loopback import answering, read_request, reply, serving

ORDER = Request(method="POST", path="/api/orders/", body=b'{"a":1}')
LOOK = Request(method="GET", path="/api/orders/", query={"ids": "a,b", "q": "x y&z"})
SHORT = timedelta(milliseconds=200)


@asynccontextmanager
async def http(
    url: str, *, timeout: timedelta = timedelta(seconds=5), transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Http]:
    sender = Http(url, provider="creatify", timeout=timeout, transport=transport)
    try:
        yield sender
    finally:
        await sender.close()


async def send(
    url: str,
    request: Request = ORDER,
    headers: Mapping[str, str] | None = None,
    timeout: timedelta | None = None,
) -> Reply:
    async with http(url, timeout=timeout or timedelta(seconds=5)) as sender:
        return await sender.send(request, headers or {})


async def test_the_body_leaves_byte_for_byte_with_the_providers_headers() -> None:
    async with answering(reply(b'{"id":"x"}', headers="X-Request-ID: Seven\r\n")) as server:
        answer = await send(server.url, headers={"X-API-KEY": "a-key"})

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/orders/ HTTP/1.1\r\n")
    lines = {line.lower() for line in head.split(b"\r\n")}
    assert {b"x-api-key: a-key", b"content-type: application/json", b"accept-encoding: identity"} <= lines
    assert body == ORDER.body
    assert (answer.status, answer.body) == (200, b'{"id":"x"}')
    assert answer.headers["x-request-id"] == "Seven"


@pytest.mark.parametrize("prefix", ["", "/", "/providers/creatify", "/providers/creatify/"])
async def test_the_address_may_have_a_prefix_and_a_slash(prefix: str) -> None:
    async with answering(reply()) as server:
        await send(server.url + prefix, LOOK)

    line = server.requests[0].split(b"\r\n")[0].decode()
    assert line == f"GET {prefix.rstrip('/')}/api/orders/?ids=a,b&q=x+y%26z HTTP/1.1"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_an_answer_and_is_not_followed(status: str) -> None:
    async with answering(reply(status=status, headers="Location: /elsewhere/\r\n")) as server:
        answer = await send(server.url)

    assert answer.status == int(status[:3])
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "400 Bad", "429 Slow", "500 Broken", "503 Away"])
async def test_any_status_is_an_answer(status: str) -> None:
    async with answering(reply(status=status)) as server:
        assert (await send(server.url)).status == int(status[:3])


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"\x1f\x8b not really"),
        ("gzip", gzip.compress(b"{}")[:-4]),
        ("gzip", gzip.compress(bytes(LARGEST_REPLY + 1))),
        ("deflate", zlib.compress(bytes(LARGEST_REPLY + 1))),
        ("deflate", b"\xff\xff"),
        ("br", b"\x0b\x01\x80{}\x03"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}"))),
    ],
    ids=["nonsense", "cut", "bomb", "bomb", "nonsense", "unknown", "twice"],
)
async def test_what_cannot_be_unpacked_or_would_be_too_large_is_unreadable(
    encoding: str, body: bytes
) -> None:
    async with answering(reply(body, headers=f"Content-Encoding: {encoding}\r\n")) as server:
        with pytest.raises(Unreadable):
            await send(server.url)


async def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")

    async with answering(reply()) as server:
        assert (await send(server.url)).status == 200


async def test_no_cookie_is_kept() -> None:
    async with (
        answering(reply(headers="Set-Cookie: a=b\r\n")) as server,
        http(server.url) as sender,
    ):
        await sender.send(LOOK, {})
        await sender.send(LOOK, {})

    assert b"cookie" not in server.requests[1].lower()


async def test_reads_share_a_connection_and_each_order_has_its_own() -> None:
    async with answering(reply(), keep=True) as server, http(server.url) as sender:
        for _ in range(3):
            await sender.send(LOOK, {})
        assert server.connections == 1
        for _ in range(3):
            await sender.send(ORDER, {})
        assert server.connections == 4


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async with answering(reply(), keep=False) as server, http(server.url) as sender:
        for _ in range(3):
            await sender.send(LOOK, {})
            await asyncio.sleep(0.01)

    assert server.connections == 3


async def test_many_at_once_each_get_their_answer() -> None:
    async with answering(reply(), keep=True) as server, http(server.url) as sender:
        answers = await asyncio.gather(*(sender.send(LOOK, {}) for _ in range(40)))

    assert {answer.status for answer in answers} == {200}


# -- surely not sent ---------------------------------------------------------------------------------------


async def test_who_was_given_up_sends_no_order_and_goes_on_reading() -> None:
    async with answering(reply()) as server:
        sender = Http(server.url, provider="creatify", may_act=lambda: False)
        with pytest.raises(NotSent, match="_GivenUp"):
            await sender.send(ORDER, {})
        await sender.send(LOOK, {})
        await sender.close()

    (asked,) = server.requests
    assert asked.startswith(b"GET ")


async def test_a_refused_connection_is_surely_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(NotSent, match="ConnectError"):
        await send(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("url", [f"http://{'a' * 64}.invalid", "127.0.0.1:1", "ftp://127.0.0.1", "http://["])
async def test_an_address_that_leads_nowhere_is_surely_not_sent(url: str) -> None:
    with pytest.raises(NotSent):
        await send(url)


async def test_tls_that_does_not_come_about_is_surely_not_sent() -> None:
    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"I do not speak TLS\r\n\r\n")
        await writer.drain()

    async with serving(script) as server:
        with pytest.raises(NotSent):
            await send(f"https://127.0.0.1:{server.port}")


async def _silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    while await reader.read(1000):
        pass


async def test_tls_that_hangs_until_the_timeout_is_surely_not_sent() -> None:
    async with serving(_silence) as server:
        with pytest.raises(NotSent):
            await send(f"https://127.0.0.1:{server.port}", timeout=SHORT)


@pytest.mark.parametrize("value", ["a\r\nkey", "schlüssel", " key", "key\x00"])
async def test_a_key_that_cannot_be_sent_is_not_sent_and_not_quoted(value: str) -> None:
    async with answering(reply()) as server:
        with pytest.raises(NotSent) as caught:
            await send(server.url, headers={"X-API-KEY": value})

    assert server.connections == 0
    told = "".join(traceback.format_exception(caught.value)[1:])
    assert repr(value)[1:-1] not in told.split("NotSent")[-1]
    assert caught.value.__cause__ is None


# -- may have arrived --------------------------------------------------------------------------------------


async def _hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def _hang_up_at_once(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


async def _reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":')
    await writer.drain()


async def _cut_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await writer.drain()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.005)


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.mark.parametrize("script", [_hang_up, _hang_up_at_once, _reset, _cut, _cut_headers])
async def test_a_connection_lost_after_sending_leaves_the_outcome_unknown(script: Script) -> None:
    async with serving(script) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await send(server.url)

    assert not isinstance(caught.value, Unreadable)
    assert server.connections == 1


@pytest.mark.parametrize("script", [_silence, _drip])
async def test_a_server_that_is_too_slow_leaves_the_outcome_unknown(script: Script) -> None:
    async with serving(script) as server:
        started = asyncio.get_running_loop().time()
        with pytest.raises(OutcomeUnknown):
            await send(server.url, timeout=SHORT)

    assert asyncio.get_running_loop().time() - started < 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\r\n\r\n",
        b"SMTP ready\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
        b"\x16\x03\x01\x00" * 50,
    ],
)
async def test_garbage_leaves_the_outcome_unknown(garbage: bytes) -> None:
    async with answering(garbage) as server:
        with pytest.raises(OutcomeUnknown):
            await send(server.url)


async def test_random_bytes_raise_nothing_else() -> None:
    chance = random.Random(7)  # noqa: S311 - makes noise, guards nothing
    for start in (
        b"",
        b"HTTP/1.1 ",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ):
        for _ in range(8):
            async with answering(start + chance.randbytes(chance.randrange(200))) as server:
                with suppress(OutcomeUnknown):
                    await send(server.url)


@pytest.mark.parametrize(
    "head",
    [f"Content-Length: {LARGEST_REPLY + 1}".encode(), b"Transfer-Encoding: chunked", b"X-Length: none"],
)
async def test_a_huge_answer_is_not_taken_in(head: bytes) -> None:
    sent = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        block = b"x" * 0x10000
        while sent <= 4 * LARGEST_REPLY:
            writer.write(b"10000\r\n" + block + b"\r\n" if b"chunked" in head else block)
            await writer.drain()
            sent += len(block)

    async with serving(script) as server:
        with pytest.raises(Unreadable, match="larger than"):
            await send(server.url)

    assert sent < 4 * LARGEST_REPLY


async def test_the_largest_answer_is_taken_whole() -> None:
    async with answering(reply(b"x" * LARGEST_REPLY)) as server:
        assert len((await send(server.url)).body) == LARGEST_REPLY


async def test_a_transport_that_cannot_tell_is_not_trusted_to_have_sent_nothing() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    async with http("http://127.0.0.1", transport=httpx.MockTransport(fail)) as sender:
        with pytest.raises(OutcomeUnknown):
            await sender.send(ORDER, {})


async def test_a_cancelled_call_stays_cancelled() -> None:
    async with serving(_silence) as server, http(server.url) as sender:
        call = asyncio.create_task(sender.send(ORDER, {}))
        await asyncio.sleep(0.02)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


@pytest.mark.parametrize("timeout", [timedelta(), timedelta(seconds=-1), timedelta(seconds=61)])
def test_a_call_takes_no_longer_than_a_minute(timeout: timedelta) -> None:
    with pytest.raises(ValueError, match="a call may take"):
        Http("http://127.0.0.1", provider="creatify", timeout=timeout)
