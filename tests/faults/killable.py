"""A bot that dies at a chosen point."""

import asyncio
import os
import signal
from collections.abc import Mapping
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


def live(environ: Mapping[str, str], kill_at: int, log: Path) -> None:
    """Run the bot until SIGTERM, as the whole of a process; `kill_at` 0 is never."""
    os.environ.update(environ)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    asyncio.run(_run(kill_at, log))
