"""Tells what a file is by its first bytes; names and headers are not believed.

https://mimesniff.spec.whatwg.org/
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.generation import Kind

ENOUGH: Final = 64
"""So many bytes decide."""

EXTENSIONS: Final[Mapping[str, str]] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}

_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# ISO media files that hold a still picture or sound alone: https://mp4ra.org/registered-types/brands
_NO_FILM: Final = frozenset(
    {b"avif", b"avis", b"crx ", b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevx", b"jp2 ", b"jxl "}
    | {b"M4A ", b"M4B ", b"M4P ", b"mif1", b"msf1"}
)
_OLD_QUICKTIME: Final = frozenset({b"moov", b"mdat", b"wide", b"pnot", b"skip"})


def sniff(start: bytes) -> str | None:
    """The type of a file that starts so, None for anything but the pictures and films that we keep."""
    for magic, mime in _STARTS:
        if start.startswith(magic):
            return mime
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in start[:ENOUGH]:
        return "video/webm"
    return _iso_media(start)


def _iso_media(start: bytes) -> str | None:
    box, brand = start[4:8], start[8:12]
    if box == b"ftyp":
        if len(brand) < 4 or brand in _NO_FILM:
            return None
        return "video/quicktime" if brand == b"qt  " else "video/mp4"
    return "video/quicktime" if box in _OLD_QUICKTIME else None


def fits(mime: str, kind: Kind) -> bool:
    """Whether a file of this type can be the result of such a generation."""
    return mime.startswith(f"{kind.word}/")
