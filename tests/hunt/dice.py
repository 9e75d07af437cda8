"""Chance that is the same for the same seed."""

from random import Random


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - decides what goes wrong, no secret
