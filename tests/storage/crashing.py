"""A process that writes until it is killed and says what it was told is kept."""

import asyncio
import sys
from pathlib import Path

from storage.sqlite import SQLiteStore, open_store
from tests.storage.examples import effect, first, name, some_task


async def write_for_ever(store: SQLiteStore, caller: int) -> None:
    for number in range(caller, 10_000, 16):
        task = some_task(number)
        await store.save(first(task, effects=[effect(f"do:{task.id}", task=task.id)]))
        sys.stdout.write(f"{name(number)}\n")
        sys.stdout.flush()


async def main(path: Path) -> None:
    store = await open_store(path)
    await asyncio.gather(*(write_for_ever(store, caller) for caller in range(16)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
