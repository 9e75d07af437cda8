"""What stands before several bots: it passes each connection to the next one that takes it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from typing import Final

CHUNK: Final = 65_536


@asynccontextmanager
async def balancer(port: int, behind: Sequence[int]) -> AsyncIterator[None]:
    """Listens on `port` for the ports `behind` it, on this machine."""
    turns = cycle(behind)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in behind:
            with suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", next(turns))
                await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
                return
        writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(CHUNK):
            writer.write(some)
            await writer.drain()
    writer.close()
