"""A first minute at the page: a few steps, each ticked off once the app has said what it leads to."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`types` is what the page puts into the composer when asked; `done` a pattern in the app's message."""

    title: str
    hint: str
    done: str
    types: str = ""

    def is_done_by(self, message: Json) -> bool:
        said = [message.get("text"), message.get("blocks")]
        return re.search(self.done, json.dumps(said, ensure_ascii=False)) is not None


class Tour:
    """Nothing until it is offered, and nothing again once it is closed: a reload brings neither back."""

    def __init__(self) -> None:
        self._steps: Sequence[Step] = ()
        self._done: set[str] = set()
        self._old: set[tuple[str, str]] = set()

    def offer(self, steps: Sequence[Step], already: Iterable[Json]) -> None:
        """What stands `already` in the channels ends no step, also when it is redrawn."""
        self._steps, self._done = tuple(steps), set()
        self._old = {(s.title, str(m["ts"])) for m in already for s in steps if s.is_done_by(m)}

    def close(self) -> None:
        self._steps = ()

    def hear(self, message: Json) -> bool:
        """Take in a message of the app; True when it ends a step."""
        ended = {
            s.title
            for s in self._steps
            if (s.title, message["ts"]) not in self._old and s.is_done_by(message)
        }
        news = ended - self._done
        self._done |= news
        return bool(news)

    def as_json(self) -> Json:
        steps = [
            {"title": s.title, "hint": s.hint, "types": s.types, "done": s.title in self._done}
            for s in self._steps
        ]
        return {"steps": steps}


def read_steps(given: Any) -> list[Step]:
    """The steps of a control call. Raises ValueError for anything else."""
    try:
        steps = [Step(**{name: str(value) for name, value in step.items()}) for step in iter(given or ())]
        for step in steps:
            re.compile(step.done)
    except (AttributeError, TypeError, re.error) as error:
        raise ValueError(f"bad step: {error}") from error
    return steps
