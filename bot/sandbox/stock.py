"""Media without drawing: one picture and one film, given out as often as wanted, each with its own number."""

import struct
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from typing import Final
from zlib import crc32

Draw = Callable[[], Awaitable[bytes]]

_LAST_CHUNK: Final = 12
"""A PNG ends with IEND: no content, so length, name and checksum alone."""


class Stock:
    """For loads that no drawing keeps up with. What is first drawn of a kind is what all others look like;
    no two of them are the same bytes."""

    def __init__(self) -> None:
        self._drawn: dict[str, bytes] = {}
        self._numbers = count(1)

    def instead_of(self, draw: Draw, suffix: str) -> Draw:
        """Another print of what is in stock, always the same one."""
        return partial(self._print, draw, suffix, f"print {next(self._numbers)}".encode())

    async def _print(self, draw: Draw, suffix: str, mark: bytes) -> bytes:
        if suffix not in self._drawn:
            self._drawn[suffix] = await draw()
        drawn = self._drawn[suffix]
        return drawn + _free_box(mark) if suffix == "mp4" else _with_chunk(drawn, b"Comment\0" + mark)


def _free_box(mark: bytes) -> bytes:
    """What players of MP4 skip."""
    return struct.pack(">I4s", 8 + len(mark), b"free") + mark


def _with_chunk(png: bytes, said: bytes) -> bytes:
    chunk = struct.pack(">I", len(said)) + b"tEXt" + said + struct.pack(">I", crc32(b"tEXt" + said))
    return png[:-_LAST_CHUNK] + chunk + png[-_LAST_CHUNK:]
