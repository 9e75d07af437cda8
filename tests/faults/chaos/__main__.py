"""`python -m tests.faults.chaos <kills> <seed>` prints what it cost, and keeps the folder of a bad run."""

import asyncio
import logging
import shutil
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.chaos import chaos
from tests.hunt.dice import dice


def main(kills: int, seed: int) -> int:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a caller that died is no news here
    folder, started = Path(mkdtemp(prefix="chaos-")), time.monotonic()
    outcome = asyncio.run(chaos(folder, kills, dice(seed), tell=lambda line: print(line, flush=True)))
    print(f"seed {seed}, {(time.monotonic() - started) / 60:.1f} minutes: {outcome}")
    if not outcome.is_clean:
        print(f"left in {folder}:", *outcome.wrong, sep="\n")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
