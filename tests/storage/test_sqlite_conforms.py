from storage.sqlite import SQLiteStore
from storage.store import Store
from tests.storage import conformance


class TestSaving(conformance.Saving):
    """The `store` is the one of the SQLite fixtures."""


class TestClaims(conformance.Claims):
    """The same."""


class TestDoubt(conformance.Doubt):
    """The same."""


class TestChecks(conformance.Checks):
    """The same."""


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
