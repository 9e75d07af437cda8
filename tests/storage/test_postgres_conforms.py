from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from storage.postgres import PostgresStore, open_store
from storage.store import Store
from tests.postgres.databases import execute
from tests.storage import conformance
from tests.storage.conformance.doubt import Reborn


@pytest.fixture
async def store(postgres_emptied: str) -> AsyncIterator[PostgresStore]:
    opened = await open_store(postgres_emptied)
    yield opened
    await opened.close()


@pytest.fixture
async def reborn(postgres_emptied: str) -> AsyncIterator[Reborn]:
    """The next process, once the lease of the one before is over."""
    async with AsyncExitStack() as stack:

        async def reopen(_: Store) -> Store:
            execute(postgres_emptied, "UPDATE processes SET lease_until = '-infinity'")
            opened = await open_store(postgres_emptied)
            stack.push_async_callback(opened.close)
            return opened

        yield reopen


class TestSaving(conformance.Saving):
    """The `store` is the one of above."""


class TestClaims(conformance.Claims):
    """The `store` is the one of above."""


class TestDoubt(conformance.Doubt):
    """The `store` is the one of above."""


class TestChecks(conformance.Checks):
    """The `store` is the one of above."""


class TestWebhooks(conformance.Webhooks):
    """The `store` is the one of above."""


class TestMoney(conformance.Money):
    """The `store` is the one of above."""


class TestPeople(conformance.People):
    """The `store` is the one of above."""


class TestLists(conformance.Lists):
    """The `store` is the one of above."""


class TestBudgets(conformance.BudgetChecks):
    """The same."""


class TestCaps(conformance.CapChecks):
    """The same."""


class TestBatches(conformance.Batches):
    """The same."""


class TestPresets(conformance.Presets):
    """The same."""


class TestUndecided(conformance.Undecided):
    """The same."""
