"""Large counts: `make hunt` runs them whole, `make test` a seeded tenth; the seed is printed."""

import os
import random
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

SEED: Final = int(os.environ.get("GREENLIGHT_HUNT_SEED", "0"))
IS_HUNT: Final = os.environ.get("GREENLIGHT_HUNT") == "1"


def tenth(whole: Sequence[T]) -> list[T]:
    """All in a hunt, else a tenth chosen by the seed (at least one)."""
    if IS_HUNT:
        return list(whole)
    return random.Random(SEED).sample(list(whole), max(1, len(whole) // 10))  # noqa: S311 - picks tests


def count(whole: int) -> int:
    """How many examples to try: all in a hunt, else a tenth."""
    return whole if IS_HUNT else max(1, whole // 10)


def few(whole: Sequence[T], most: int) -> list[T]:
    """All in a hunt, else a tenth and at most `most`: for examples that each are a whole story."""
    return tenth(whole) if IS_HUNT else tenth(whole)[:most]


def share(whole: Sequence[T], *, of: str, one_in: int) -> list[T]:
    """All in a hunt, else one in so many of what is called `of`, chosen by the seed and kept in order."""
    if IS_HUNT:
        return list(whole)
    most = -(-len(whole) // one_in)
    picked = random.Random(f"{SEED} {of}").sample(range(len(whole)), most)  # noqa: S311 - picks tests
    return [whole[place] for place in sorted(picked)]


def is_picked(name: str, *, one_in: int) -> bool:
    """Whether the example of this name runs: all do in a hunt, else a share chosen by the seed."""
    return IS_HUNT or random.Random(f"{SEED} {name}").randrange(one_in) == 0  # noqa: S311 - picks tests
