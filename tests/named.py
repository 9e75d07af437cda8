"""Finds a test by the name it has in a page or a table: `file::name`."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def is_test(name: str) -> bool:
    """Whether this file, or a class of checks that it runs, has a test of this name."""
    path, _, function = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    beside = file.parent / "conformance"
    files = [file, *(sorted(beside.glob("*.py")) if path.endswith("_conforms.py") else ())]
    return any(re.search(rf"def {re.escape(function)}\(", one.read_text()) for one in files)
