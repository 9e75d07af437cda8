"""A PostgreSQL server of its own for the figures, every commit flushed; gone with its data afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.postgres import server
from tests.postgres.databases import address, as_url, create, drop

SETTINGS: Final = ("listen_addresses=", "shared_buffers=256MB", "max_wal_size=1GB")
"""All else as it comes: fsync, synchronous commits and autovacuum are on."""

_ON_DISK: Final = Path("/var/tmp")  # noqa: S108 - the server makes a private folder in it


@asynccontextmanager
async def cluster() -> AsyncIterator[str]:
    """The address of its first database."""
    binaries = server.binaries()
    # /tmp may be memory, and the repository may lie where the server's own user cannot look.
    under = _ON_DISK if await asyncio.to_thread(_ON_DISK.is_dir) else None
    home = await asyncio.to_thread(lambda: server.start(binaries, SETTINGS, under=under))
    try:
        yield server.url_of(home)
    finally:
        await asyncio.to_thread(server.stop, binaries, home)
        await asyncio.to_thread(server.remove, home)


@asynccontextmanager
async def database(cluster_url: str) -> AsyncIterator[str]:
    """An empty one."""
    name = await asyncio.to_thread(create, cluster_url)
    try:
        yield as_url(address(cluster_url, name))
    finally:
        await asyncio.to_thread(drop, cluster_url, name)
