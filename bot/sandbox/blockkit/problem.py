"""One thing that Slack would refuse, in Slack's own words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the JSON pointer to where it stands."""

    message: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Problems: TypeAlias = Iterator[Problem]
Check: TypeAlias = Callable[[object, str], Problems]
