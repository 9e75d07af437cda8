"""`python -m benchmarks [acks|webhooks|waiting|…]`: runs all of `PARTS`, or those named; prints a table.

A figure that is missed is said and fails nothing: the exit status tells errors alone.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks import on_postgres
from benchmarks.figures import (
    Figure,
    acknowledgements,
    delivery_time,
    many_stored,
    many_waiting,
    outbox_pace,
    page_speed,
    under_attack,
    webhook_intake,
)
from benchmarks.machine import description, fsync_ms

Part = Callable[[Path], Awaitable[Sequence[Figure]]]

PARTS: Final[Mapping[str, Part]] = {
    "acks": acknowledgements,
    "webhooks": webhook_intake,
    "waiting": many_waiting,
    "stored": many_stored,
    "page": page_speed,
    "outbox": outbox_pace,
    "attacked": under_attack,
    "delivery": delivery_time,
}
ON_POSTGRES: Final[Mapping[str, Part]] = {
    "postgres-outbox": on_postgres.outbox_rate,
    "postgres-webhooks": on_postgres.webhook_intake,
    "postgres-stored": on_postgres.many_stored,
}
HEAD: Final = "| figure | asked | measured | | |\n|---|---|---|---|---|"


def main(disk: Path) -> None:
    """Databases and their fsyncs go to `disk`, for /tmp may be memory."""
    if unknown := {*sys.argv[1:]} - {*PARTS, *ON_POSTGRES}:
        sys.exit(
            f"No such part: {', '.join(sorted(unknown))}. There are {', '.join((*PARTS, *ON_POSTGRES))}."
        )
    print(f"{description()}; fsync p50 {fsync_ms(disk):.2f} ms\n\n{HEAD}")
    for name in sys.argv[1:] or PARTS:
        for figure in asyncio.run(_measured(name, disk)):
            print(_row(figure), flush=True)


async def _measured(name: str, disk: Path) -> Sequence[Figure]:
    return await {**PARTS, **ON_POSTGRES}[name](disk)


def _row(figure: Figure) -> str:
    verdict = "met" if figure.is_met else "**missed**"
    return f"| {figure.what} | {figure.asked} | {figure.value} | {verdict} | {figure.beside} |"


if __name__ == "__main__":
    main(Path.cwd())
