from storage.sqlite import SQLiteStore
from storage.store import Store
from tests.domain.examples import NOW
from tests.storage import conformance
from tests.storage.conformance.checks import rendering


class TestSaving(conformance.Saving):
    """The `store` is the one of the SQLite fixtures."""


class TestClaims(conformance.Claims):
    """The same."""


class TestDoubt(conformance.Doubt):
    """The same."""


class TestChecks(conformance.Checks):
    async def test_with_one_process_alone_nothing_is_marked_as_being_read(self, store: Store) -> None:
        await rendering(store, 1)

        once = await store.claim_checks("creatify", NOW, limit=100)

        assert await store.claim_checks("creatify", NOW, limit=100) == once


class TestWebhooks(conformance.Webhooks):
    """The same."""


class TestMoney(conformance.Money):
    """The same."""


class TestBudgets(conformance.BudgetChecks):
    """The same."""


class TestCaps(conformance.CapChecks):
    """The same."""


class TestPeople(conformance.People):
    """The same."""


class TestLists(conformance.Lists):
    """The same."""


class TestSearch(conformance.Search):
    """The same."""


def test_the_engine_is_a_store(store: SQLiteStore) -> None:
    kept: Store = store

    assert kept is store


class TestBatches(conformance.Batches):
    """The same."""


class TestPresets(conformance.Presets):
    """The same."""


class TestUndecided(conformance.Undecided):
    """The same."""
