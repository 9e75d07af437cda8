"""What the machine itself can do, said beside the figures."""

import os
import platform
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

WRITES: Final = 300
PAGE: Final = b"x" * 4096


def fsync_ms(folder: Path) -> float:
    """The median time that one appended page needs to reach the disk under `folder`."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(WRITES):
            file.write(PAGE)
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - started) * 1000)
    return median(times)


def description() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
