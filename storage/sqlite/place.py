"""Where a database may lie: on a disk of this machine, held by one process."""

import fcntl
import os
import re
from pathlib import Path
from typing import Final

from bot.errors import StorageError

_MOUNTS: Final = Path("/proc/mounts")
_NETWORK: Final = re.compile(
    r"^(nfs\d?|cifs|smb\d?|smbfs|9p|afs|ncpfs|fuse\.sshfs|fuse\.glusterfs|glusterfs|ceph)$"
)
_ESCAPE: Final = re.compile(r"\\(\d{3})")


def whole_path(path: Path) -> Path:
    """The path without links, so that one file has one lock."""
    return path.absolute().resolve()


def file_system_of(path: Path, mounts: str) -> str:
    """The type of file system that `path` lies on, by a table like /proc/mounts; empty if unknown."""
    found, longest = "", -1
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        place = Path(_ESCAPE.sub(lambda code: chr(int(code[1], 8)), point))
        if path.is_relative_to(place) and len(place.parts) >= longest:
            found, longest = kind, len(place.parts)
    return found


def refuse_network(path: Path) -> None:
    """Raises StorageError where locks cannot be trusted: https://sqlite.org/useovernet.html"""
    if not _MOUNTS.exists():
        return
    kind = file_system_of(path, _MOUNTS.read_text())
    if _NETWORK.match(kind):
        raise StorageError(
            f"{path} lies on a network file system ({kind}). Move it to a disk of this machine."
        )


def refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise StorageError(f"There is no database at {path} yet. Start `greenlight serve` once.")


class OneProcess:
    """Holds `<database>.lock` for as long as it is open, so that nobody else opens the database to write."""

    def __init__(self, path: Path) -> None:
        """Raises StorageError when another process holds it, or when no file can be made there."""
        self._file = _open_private(path.with_name(f"{path.name}.lock"))
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise StorageError(
                f"{path} is in use: another Greenlight is running on it. Stop that one first."
            ) from error

    def release(self) -> None:
        os.close(self._file)


def make_private(path: Path) -> None:
    """Create the file for its owner alone; SQLite gives its own files beside it the same mode."""
    descriptor = _open_private(path)
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _open_private(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{path} cannot be opened: {error.strerror}.") from error
