"""A table's rows as one number, the same on both engines whatever order they are read in."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final, TypeAlias

Row: TypeAlias = tuple[Any, ...]

_BYTES: Final = 16
_ROOM: Final = 1 << (8 * _BYTES)


class Digest:
    """The sum of the rows' hashes. They hold whole numbers, text, bytes and NULL: `repr` tells them apart."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.count += 1
            self._sum += int.from_bytes(blake2b(repr(row).encode(), digest_size=_BYTES).digest())
        self._sum %= _ROOM

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.count, self._sum) == (other.count, other._sum)

    __hash__ = None  # type: ignore[assignment]  # it still grows

    def __str__(self) -> str:
        return f"{self._sum:0{2 * _BYTES}x}"
