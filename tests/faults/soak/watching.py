"""What a process holds, sampled from outside, and whether that grows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import psutil

MEBIBYTE: Final = 1024 * 1024
GROWTH: Final[Mapping[str, float]] = {"MiB": 8.0, "files": 16.0, "tasks": 32.0}
"""By how much each may be more in the last quarter than in the second: the first is for warming up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """At one moment: resident memory in MiB, open files, asyncio tasks."""

    memory: float
    files: int
    tasks: int


def look(pid: int, tasks: Path) -> Vitals:
    """`tasks` is where the process itself says how many it has."""
    process = psutil.Process(pid)
    said = tasks.read_text() if tasks.exists() else ""
    return Vitals(
        memory=process.memory_info().rss / MEBIBYTE,
        files=process.num_fds(),
        tasks=int(said or 0),
    )


def growth(samples: Sequence[Vitals]) -> Mapping[str, tuple[float, float]]:
    """The medians of the second and of the last quarter."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    kinds: Mapping[str, Callable[[Vitals], float]] = {
        "MiB": lambda vitals: vitals.memory,
        "files": lambda vitals: vitals.files,
        "tasks": lambda vitals: vitals.tasks,
    }
    return {kind: (median(map(of, early)), median(map(of, late))) for kind, of in kinds.items()}


def is_flat(samples: Sequence[Vitals]) -> bool:
    return all(late - early <= GROWTH[kind] for kind, (early, late) in growth(samples).items())
