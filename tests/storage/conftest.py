from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from storage.sqlite import SQLiteStore, open_store
from storage.store import Store
from tests.storage.conformance.doubt import Reborn

Opener: TypeAlias = Callable[[Path], Awaitable[SQLiteStore]]


@pytest.fixture
async def opener() -> AsyncIterator[Opener]:
    """Opens stores and closes what a test left open."""
    async with AsyncExitStack() as stack:

        async def open_at(path: Path) -> SQLiteStore:
            store = await open_store(path)
            stack.push_async_callback(store.close)
            return store

        yield open_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "greenlight.db"


@pytest.fixture
async def store(opener: Opener, path: Path) -> SQLiteStore:
    return await opener(path)


@pytest.fixture
def reborn() -> Reborn:
    """With one process alone, whatever is on its way at start was on its way when the last one died."""

    async def the_same(store: Store) -> Store:
        return store

    return the_same
