"""Bodies of strangers: what drips gives way to what comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from handlers.bodies import Unfinished, read_body

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def doors(unfinished: Unfinished) -> AsyncIterator[int]:
    """A server that says how long each body is, or 408."""

    async def receive(request: web.Request) -> web.Response:
        try:
            return web.Response(text=str(len(await read_body(request, limit=1000, unfinished=unfinished))))
        except TimeoutError:
            return web.Response(status=408)

    app = web.Application()
    app.add_routes([web.post("/", receive)])
    runner = web.AppRunner(app, shutdown_timeout=0.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def begun(port: int, *, length: int = 100, sent: bytes = b"x") -> Line:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % length + sent)
    await asyncio.sleep(0.05)
    return reader, writer


async def said(line: Line, more: bytes = b"") -> bytes:
    """What is answered when `more` follows."""
    reader, writer = line
    writer.write(more)
    async with asyncio.timeout(5):
        answer = (await reader.readline()).split(b" ")[1]
    writer.close()
    return answer


async def test_of_too_many_unfinished_bodies_the_oldest_is_given_up() -> None:
    async with doors(Unfinished(most=2)) as port:
        lines = [await begun(port) for _ in range(3)]

        assert await said(lines[0]) == b"408"
        assert [await said(line, b"y" * 99) for line in lines[1:]] == [b"200", b"200"]


async def test_of_bodies_too_large_together_the_oldest_is_given_up() -> None:
    async with doors(Unfinished(most_bytes=150)) as port:
        little = await begun(port)
        lines = [await begun(port, sent=b"x" * 80) for _ in range(2)]

        assert await said(lines[0]) == b"408"
        assert [await said(little, b"y" * 99), await said(lines[1], b"y" * 20)] == [b"200", b"200"]


async def test_whoever_hangs_up_in_the_middle_is_no_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    async with doors(Unfinished()) as port:
        _, writer = await begun(port)
        writer.transport.abort()
        await asyncio.sleep(0.05)

    assert caplog.records == []


async def test_what_was_finished_or_refused_takes_no_room() -> None:
    unfinished = Unfinished(most=1, most_bytes=150)
    async with doors(unfinished) as port:
        for _ in range(3):
            assert await said(await begun(port), b"y" * 99) == b"200"
        line = await begun(port, sent=b"x" * 80)

        assert await said(line, b"y" * 20) == b"200"
