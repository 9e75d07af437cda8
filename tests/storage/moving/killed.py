"""A move that is killed within a COPY: `python -m tests.storage.moving.killed <path> <url> <rows>`."""

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import storage.migration.source as source
from storage.migration import move_database
from storage.postgres.connection import Connection

BATCH = 10


def main(path: Path, url: str, rows_to_live: int) -> None:
    source.BATCH = BATCH  # type: ignore[misc]  # small, so that a kill falls between batches as well as within
    left = rows_to_live
    copy_in = Connection.copy_in

    def mortal(rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        nonlocal left
        for row in rows:
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            yield row

    def dying(self: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        copy_in(self, table, columns, mortal(rows))

    Connection.copy_in = dying  # type: ignore[method-assign]  # in this process alone
    move_database(path, url, say=lambda _: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
