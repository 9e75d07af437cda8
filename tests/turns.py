"""Who runs by turns: what takes long and stands beside many of its kind. `make hunt` runs all of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import pytest

from tests.hunting import share

PAGE: Final = "tests/browser/"
FOLDERS: Final = {PAGE: 4, "tests/hunt/": 2, "tests/faults/": 2}
"""One in so many of all tests in them."""

TABLES: Final = ("tests/stories/", "tests/contract/")
ROWS: Final = 10
"""One in so many of each table of faults in them."""

ALWAYS: Final = frozenset(
    {"tests/browser/test_demo.py::test_from_an_order_to_an_approved_image_a_video_and_its_end"}
)


def by_turns(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Those whose turn it is."""
    groups = defaultdict(list)
    for item in items:
        groups[_group(item.nodeid)].append(item)
    return {item for group, rows in groups.items() for item in _on_turn(group, rows)}


def _on_turn(group: str, rows: list[pytest.Item]) -> list[pytest.Item]:
    in_order = sorted(rows, key=lambda item: item.nodeid)
    return share(in_order, of=group, one_in=FOLDERS.get(group, ROWS)) if group else in_order


def _group(nodeid: str) -> str:
    """The folder, or the table and its engine; nothing for what always runs."""
    folder = next(filter(nodeid.startswith, FOLDERS), None)
    if folder is not None:
        return folder if nodeid not in ALWAYS else ""
    if not nodeid.startswith(TABLES):
        return ""
    name, _, example = nodeid.partition("[")
    return f"{name} postgres" if example.startswith("postgres") else name
