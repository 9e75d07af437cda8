"""`python -m tests.faults.chaos <kills> <seed> [postgres]` prints what it cost; keeps a bad run's folder."""

import asyncio
import logging
import shutil
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.faults.chaos import chaos
from tests.hunt.dice import dice


def main(kills: int, seed: int, engine: str) -> int:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a caller that died is no news here
    folder, started = Path(mkdtemp(prefix="chaos-")), time.monotonic()
    running = chaos(folder, kills, dice(seed), engine=engine, tell=lambda line: print(line, flush=True))
    outcome = asyncio.run(running)
    print(f"seed {seed}, {(time.monotonic() - started) / 60:.1f} minutes: {outcome}")
    if not outcome.is_clean:
        print(f"left in {folder}:", *outcome.wrong, sep="\n")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), engine=[*sys.argv, "sqlite"][3]))
