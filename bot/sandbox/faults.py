"""Faults that a test or a person orders, and the one register they are taken from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from itertools import count
from types import MappingProxyType
from typing import Final

MODES: Final = frozenset(
    {"refuse", "error", "slow", "cut_before", "cut_after", "garbage", "ratelimit", "late"}  # any HTTP call
    | {"behind"}  # lists
    | {"lose", "double", "early", "delay", "reorder"}  # webhooks and deliveries
    | {"expire", "truncate", "wrong_type", "huge", "empty"}  # media
    | {"share_never", "slow_processing", "storage_full", "invalid_slack_file"}  # files in Slack
    | {"fail", "stall"}  # a provider's jobs
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong this time; `params` are those of the rule it came from."""

    mode: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def number(self, name: str, default: float) -> float:
        value = self.params.get(name, default)
        return float(value) if isinstance(value, int | float | str) else default

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name)
        return default if value is None else str(value)


def is_listed(fault: Fault, made: datetime) -> bool:
    """Whether a list that is `behind` by so many seconds shows what was made then."""
    return datetime.now(UTC) - made > timedelta(seconds=fault.number("seconds", 1.0))


@dataclass(slots=True, kw_only=True)
class Rule:
    """One order: at this target, in this mode, so many times (None: until cleared)."""

    id: int
    target: str
    mode: str
    left: int | None
    params: Mapping[str, object]
    taken: int = 0

    def matches(self, target: str) -> bool:
        """A rule may name several targets, with `|` between them."""
        return self.left != 0 and any(fnmatchcase(target, each) for each in self.target.split("|"))

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"id": self.id, "target": self.target, "mode": self.mode}
        return shown | {"left": self.left, "taken": self.taken, **self.params}


class Faults:
    """The rules in the order they were given; the first that matches is used up first."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._in_force: list[Rule] = []
        self._ids = count(1)

    def add(self, target: str, mode: str, *, times: int = 1, **params: object) -> Rule:
        """Order a fault; `times=0` means until cleared. Raises ValueError for an unknown mode."""
        if mode not in MODES:
            raise ValueError(f"Unknown fault mode {mode!r}; known are {', '.join(sorted(MODES))}")
        if times < 0:
            raise ValueError("times must be 0 (until cleared) or more")
        rule = Rule(id=next(self._ids), target=target, mode=mode, left=times or None, params=params)
        self._rules.append(rule)
        self._in_force.append(rule)
        return rule

    def take(self, target: str, modes: Collection[str] | None = None) -> Fault | None:
        """Use up one fault at `target`, or None; rules in other `modes` stay for whoever knows them."""
        for rule in self._in_force:
            if rule.matches(target) and (modes is None or rule.mode in modes):
                rule.taken += 1
                if rule.left is not None:
                    rule.left -= 1
                if rule.left == 0:
                    self._in_force.remove(rule)
                return Fault(rule.mode, MappingProxyType(dict(rule.params)))
        return None

    def rules(self) -> list[Rule]:
        return list(self._rules)

    def clear(self) -> None:
        self._rules.clear()
        self._in_force.clear()
