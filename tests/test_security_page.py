"""docs/security.md names, for each threat, tests that exist."""

import re
from pathlib import Path

import pytest

from tests.named import ROOT, is_test

PAGE = Path("docs/security.md")
THREATS = (
    "forged, replayed, duplicated, reordered webhook",
    "Akool bit-flip, padding oracle",
    "double spend",
    "SSRF, rebinding, redirects, metadata address",
    "bombs, huge and slow bodies, slow-loris",
    "mention and markup injection",
    "unauthorised click, Connect guest, private leak",
    "forged Slack request",
    "secrets in logs, errors, Slack, database",
    "disk full, I/O error, lock, corrupt page, clock jumps",
    "an uploaded sound that is a playlist or is broken",
)


def _rows() -> dict[str, list[str]]:
    """The tests of each threat."""
    lines = (ROOT / PAGE).read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {threat: re.findall(r"`([^`]+)`", tests) for threat, _, tests in cells[2:]}


@pytest.mark.parametrize("threat", THREATS)
def test_a_threat_has_its_tests(threat: str) -> None:
    ((_, tests),) = [row for row in _rows().items() if row[0].startswith(threat)]

    assert tests
    for name in tests:
        assert is_test(name) if "::" in name else (ROOT / name).is_file(), name


def test_no_threat_is_left_out_of_this_table() -> None:
    assert len(_rows()) == len(THREATS)
