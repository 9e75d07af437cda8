"""Stops the test server once no test process uses it any more: python -m tests.postgres.reaper HOME FOLDER"""

import fcntl
import shutil
import sys
from pathlib import Path

from tests.postgres.server import binaries, stop


def main(home: Path, folder: Path) -> None:
    """While it stops, whoever wants the server waits for the same lock, and then starts another."""
    with (folder / "used.lock").open("r+") as used:
        fcntl.flock(used, fcntl.LOCK_EX)
        (folder / "address").unlink(missing_ok=True)
        stop(binaries(), home)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
