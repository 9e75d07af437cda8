"""What every engine has to do. A test module of an engine names these classes and gives them a `store`."""

from tests.storage.conformance.batches import Batches
from tests.storage.conformance.budgets import BudgetChecks
from tests.storage.conformance.caps import CapChecks
from tests.storage.conformance.checks import Checks
from tests.storage.conformance.claims import Claims
from tests.storage.conformance.doubt import Doubt
from tests.storage.conformance.lists import Lists
from tests.storage.conformance.money import Money
from tests.storage.conformance.people import People
from tests.storage.conformance.presets import Presets
from tests.storage.conformance.saving import Saving
from tests.storage.conformance.search import Search
from tests.storage.conformance.undecided import Undecided
from tests.storage.conformance.webhooks import Webhooks

__all__ = [
    "Batches",
    "BudgetChecks",
    "CapChecks",
    "Checks",
    "Claims",
    "Doubt",
    "Lists",
    "Money",
    "People",
    "Presets",
    "Saving",
    "Search",
    "Undecided",
    "Webhooks",
]
