"""`python -m tests.faults.soak <seconds> <orders a second> <seed>` says whether all stayed flat and whole."""

import asyncio
import logging
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.soak import soak
from tests.hunt.dice import dice


def main(seconds: float, a_second: float, seed: int) -> int:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a caller that is cut off is no news here
    folder = Path(mkdtemp(prefix="soak-"))
    found = asyncio.run(
        soak(folder, seconds, a_second, dice(seed), tell=lambda line: print(line, flush=True))
    )
    print(f"seed {seed}: {found}")
    if not found.is_well:
        print(f"left in {folder}:", *found.outcome.wrong, sep="\n")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
