"""Finds the numbered schema files."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

_NUMBERED: Final = re.compile(r"^(\d{4})_\w+\.sql$")


@cache
def numbered_files(package: str, folder: str) -> Sequence[tuple[int, str]]:
    """Number and text of every numbered file in a folder, in order."""
    found = {
        int(match[1]): file.read_text("utf-8")
        for file in files(package).joinpath(folder).iterdir()
        if (match := _NUMBERED.match(file.name))
    }
    return tuple(sorted(found.items()))


def schema_files() -> Sequence[tuple[int, str]]:
    """The schema that all engines share."""
    return numbered_files("storage", "schema")
