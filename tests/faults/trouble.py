"""What goes wrong around the bot, beside its deaths."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from tests.stories.stage import Stage

PAID: Final = ("creatify:gen_image", "akool:create", "heygen:create")
READS: Final = ("creatify:read|creatify:list", "akool:results", "heygen:read")
HOOKS: Final = ("creatify:webhook", "akool:webhook", "heygen:webhook")
MEDIA: Final = ("creatify:media", "akool:media", "heygen:media")
JOBS: Final = ("creatify:job", "akool:job", "heygen:job")
SLACK: Final = (
    "slack:chat.postMessage",
    "slack:chat.update",
    "slack:files.getUploadURLExternal",
    "slack:files.completeUploadExternal",
    "slack:files.info",
    "slack:upload",
)

LATE_SECONDS: Final = 0.65
"""At sixty times the speed of life: 39 s, when the bot has given up on the call after 30 s."""

LAG_SECONDS: Final = 0.5
"""Likewise 30 s. Together they end before the second look that counts, two minutes after the call."""

Row = tuple[tuple[str, ...], str, Mapping[str, Any]]

ROWS: Final[tuple[Row, ...]] = (
    (PAID, "cut_before", {}),
    (PAID, "cut_after", {}),
    (PAID, "late", {"seconds": LATE_SECONDS}),
    (PAID, "error", {}),
    (PAID, "garbage", {}),
    (PAID, "ratelimit", {"retry_after": 1}),
    (PAID, "refuse", {"status": 503}),
    (READS, "error", {}),
    (READS, "garbage", {}),
    (READS, "ratelimit", {"retry_after": 1}),
    (READS, "cut_after", {}),
    (HOOKS, "lose", {}),
    (HOOKS, "double", {"copies": 3}),
    (HOOKS, "reorder", {}),
    (HOOKS, "delay", {"seconds": 0.5}),
    (MEDIA, "truncate", {}),
    (MEDIA, "expire", {}),
    (JOBS, "fail", {"reason": "No product in it."}),
    (SLACK, "cut_before", {}),
    (SLACK, "cut_after", {}),
    (SLACK, "error", {"error": "internal_error"}),
    (SLACK, "ratelimit", {"retry_after": 1}),
)


PLACES: Final = (PAID, READS, HOOKS, MEDIA, JOBS, SLACK)


def always(stage: Stage) -> None:
    """Lists that show nothing of the last half minute."""
    for provider in ("creatify", "heygen"):
        stage.sandbox.world.faults.add(f"{provider}:list", "behind", times=0, seconds=LAG_SECONDS)


def one(stage: Stage, chance: Random) -> None:
    """Whatever comes next to the place, meets it."""
    _order(stage, chance, chance.choice(ROWS))


def sometimes(stage: Stage, chance: Random, share: float) -> None:
    """For each order that comes: something at each place, in so many cases of all."""
    for place in PLACES:
        if chance.random() < share:
            _order(stage, chance, chance.choice([row for row in ROWS if row[0] is place]))


def _order(stage: Stage, chance: Random, row: Row) -> None:
    targets, mode, more = row
    stage.sandbox.world.faults.add(chance.choice(targets), mode, **more)
