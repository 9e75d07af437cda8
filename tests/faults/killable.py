"""A bot that dies at a chosen point; forked from a process that has loaded everything, it starts quickly."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import cast

from bot.app import App, Seams
from bot.memory import share_heaps, spare_the_collector
from bot.settings import load_settings
from storage.store import Store
from tests.faults.points import KillableSender, KillableStore, Points, killable_session

READY = "ready"


def start(kill_at: int, log: Path, environ: Mapping[str, str]) -> ForkServerProcess:
    """Begin its life, as the whole of a process; `kill_at` 0 is never.

    It notes the points it passes in `log`, and `READY`.
    """
    nursery = multiprocessing.get_context("forkserver")
    nursery.set_forkserver_preload([__name__])
    process = nursery.Process(target=_live, args=(kill_at, log, dict(environ)), daemon=True)
    process.start()
    return process


def _live(kill_at: int, log: Path, environ: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    _speak_into(log.with_suffix(".said"))
    asyncio.run(_run(kill_at, log))


def _speak_into(file: Path) -> None:
    """What the bot prints, every life after the one before."""
    said = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(said, sys.stdout.fileno())
    os.dup2(said, sys.stderr.fileno())
    os.close(said)


async def _run(kill_at: int, log: Path) -> None:
    """As `greenlight serve` does, with what counts the points in between."""
    share_heaps()
    with log.open("a", buffering=1) as notes:
        points = Points(kill_at, lambda number, where: print(number, where, file=notes))
        seams = Seams(
            store=lambda store: cast("Store", KillableStore(store, points)),
            sender=lambda sender: KillableSender(sender, points),
            slack_session=killable_session(points),
        )
        app = App(load_settings(env_file=None), seams)
        await app.start()
        spare_the_collector()
        print(READY, file=notes)
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        counting = asyncio.create_task(_count_tasks(log.with_suffix(".tasks")))
        await stopped.wait()
        counting.cancel()
        await app.stop()


async def _count_tasks(into: Path) -> None:
    """For whoever watches from outside."""
    while True:
        into.write_text(str(len(asyncio.all_tasks())))  # noqa: ASYNC240 - a few bytes
        await asyncio.sleep(1)
