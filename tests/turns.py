"""Who runs by turns: a third of each table of faults that stories tell, and of the tests of the page.

`make hunt` runs all of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import pytest

from tests.hunting import third

TABLES: Final = ("tests/stories/", "tests/contract/")
PAGE: Final = "tests/browser/"
ALWAYS: Final = frozenset(
    {"tests/browser/test_demo.py::test_from_an_order_to_an_approved_image_a_video_and_its_end"}
)


def by_turns(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Those whose turn it is. A test that is in no table always has it."""
    tables = defaultdict(list)
    for item in items:
        tables[_table(item.nodeid)].append(item)
    return {
        item
        for name, rows in tables.items()
        for item in (third(sorted(rows, key=lambda row: row.nodeid), of=name) if name else rows)
    }


def _table(nodeid: str) -> str:
    """What a test is a row of: the page, or one test on one engine."""
    if nodeid.startswith(PAGE) and nodeid not in ALWAYS:
        return PAGE
    if not nodeid.startswith(TABLES):
        return ""
    name, _, example = nodeid.partition("[")
    return f"{name} postgres" if example.startswith("postgres") else name
