"""What lies on the disk, looked at and spoiled."""

import stat
from pathlib import Path

RUBBISH = b"not a database at all" * 100


def content(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, new: bytes) -> None:
    path.write_bytes(new)


def modes(folder: Path, pattern: str = "*") -> dict[str, int]:
    """The files of a folder and who may do what with them."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.glob(pattern)}


def spoil_page(path: Path, number: int) -> None:
    """Overwrite one page of a database."""
    pages = bytearray(path.read_bytes())
    pages[number * 4096 : (number + 1) * 4096] = b"\xa5" * 4096
    path.write_bytes(pages)
