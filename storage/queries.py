"""Reads the named statements of queries.sql."""

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_NAME: Final = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def named_queries(text: str) -> Mapping[str, str]:
    """Each statement under its name, without comments. Raises ValueError for a name used twice."""
    _, *parts = _NAME.split(text)
    queries: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            raise ValueError(f"two queries are called {name}")
        queries[name] = "\n".join(line for line in body.splitlines() if line and not line.startswith("--"))
    return MappingProxyType(queries)


SQL: Final = named_queries(files("storage").joinpath("queries.sql").read_text("utf-8"))
