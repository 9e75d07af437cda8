"""Writes orders as fast as it can and says which are safe: `python -m tests.hunt.writing <database>`."""

import asyncio
import sys
from pathlib import Path

from storage.sqlite import open_store
from tests.storage.examples import effect, first, name, some_task

WRITERS = 8
MOST = 9_000


async def _run(path: Path) -> None:
    store = await open_store(path)
    numbers = iter(range(1_000, MOST))

    async def write() -> None:
        for number in numbers:
            task = name(number)
            row = effect(f"admit:{task}", name="Admit", task=task)
            if await store.save(first(some_task(number), effects=[row], dedupe=f"command:{number}")):
                sys.stdout.write(f"{task}\n")
                sys.stdout.flush()

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    await store.close()


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))
