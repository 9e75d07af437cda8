"""Unpacks an answer that a server packed though it was asked not to, and no further than a limit.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

import zlib
from typing import Final

_GZIP: Final = 31
_ZLIB: Final = 15
_RAW: Final = -15
"""Window sizes that say which wrapping is expected. https://docs.python.org/3/library/zlib.html"""


class NotUnpackable(ValueError):
    """Broken, longer than the limit, or packed in a way that we do not know."""


def unpacked(body: bytes, encodings: str, *, most: int) -> bytes:
    """The body as it was before it was packed. Raises NotUnpackable."""
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    packings = [name for name in names if name != "identity"]
    if not packings or not body:
        return body
    if len(packings) > 1:
        raise NotUnpackable("packed more than once")
    match packings[0]:
        case "gzip" | "x-gzip":
            return _inflated(body, _GZIP, most)
        case "deflate":
            return _inflated(body, _ZLIB if _has_zlib_head(body) else _RAW, most)
        case other:
            raise NotUnpackable(f"packed as {other[:20]!r}")


def _inflated(body: bytes, window: int, most: int) -> bytes:
    inflater = zlib.decompressobj(window)
    try:
        whole = inflater.decompress(body, most + 1)
    except zlib.error as broken:
        raise NotUnpackable("the packing is broken") from broken
    if len(whole) > most:
        raise NotUnpackable(f"larger than {most} bytes")
    if not inflater.eof:
        raise NotUnpackable("the packing is cut short")
    return whole


def _has_zlib_head(body: bytes) -> bool:
    """Some servers call bare deflate data `deflate`. https://www.rfc-editor.org/rfc/rfc1950#section-2.2"""
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
