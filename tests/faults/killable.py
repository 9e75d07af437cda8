"""A bot that dies at a chosen point: `python -m tests.faults.killable <point> <log>`."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import cast

from bot.app import App, Seams
from bot.settings import load_settings
from storage.store import Store
from tests.faults.points import KillableSender, KillableStore, Points, killable_session


async def _run(kill_at: int, log: Path) -> None:
    with log.open("a", buffering=1) as notes:
        points = Points(kill_at, lambda number, where: print(number, where, file=notes))
        seams = Seams(
            store=lambda store: cast("Store", KillableStore(store, points)),
            sender=lambda sender: KillableSender(sender, points),
            slack_session=killable_session(points),
        )
        app = App(load_settings(env_file=None), seams)
        await app.start()
        print("ready", file=notes)
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        await stopped.wait()
        await app.stop()


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]), Path(sys.argv[2])))
