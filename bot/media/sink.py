"""Writes a download to disk so that it is either there whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final

from bot.errors import StorageFull

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class Sink:
    """A private temporary file beside its last place. Leaving without `finish` removes it.

    Raises StorageFull when the disk takes no more. Every call may block on the disk.
    """

    def __init__(self, into: Path) -> None:
        self._into = into
        self._part = into.with_name(f"{into.name}.part")
        self._hash = sha256()
        self.size = 0
        with disk_room():
            into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._part.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            self._file = os.fdopen(os.open(self._part, flags, 0o600), "wb")

    def write(self, content: bytes) -> None:
        with disk_room():
            self._file.write(content)
        self._hash.update(content)
        self.size += len(content)

    def finish(self) -> str:
        """Make it last under its name and say its SHA-256."""
        with disk_room():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._into)
            sync_folder(self._into.parent)
        return self._hash.hexdigest()

    def __enter__(self) -> "Sink":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what the buffer still holds may not fit on a full disk
            self._file.close()
        self._part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last: https://man7.org/linux/man-pages/man2/fsync.2.html"""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def disk_room() -> Iterator[None]:
    """Turns a full or read-only disk into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(f"The media folder takes no more: {os.strerror(error.errno)}.") from error
        raise
