"""Trigger ids: the short-lived, single-use leave to open a modal.

https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack.wire import SlackError

_SHAPE = re.compile(r"^\d+\.\d+\.[0-9a-f]+$")

_REMEMBERED: Final = 10_000


@dataclass(slots=True)
class Trigger:
    """Who pressed, where they stood, and in which modal, if in one."""

    user: str
    issued: float
    channel: str = ""
    view: str = ""
    is_used: bool = False


class Triggers:
    def __init__(self, lifetime: float, seed: int, now: Callable[[], float] = time.monotonic) -> None:
        self._lifetime = lifetime
        self._random = random.Random(seed)  # noqa: S311 - a simulated token
        self._now = now
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, *, channel: str = "", view: str = "") -> str:
        digits = self._random.randrange(10**12, 10**13)
        trigger_id = f"{digits}.{digits // 7}.{self._random.getrandbits(128):032x}"
        self._issued[trigger_id] = Trigger(user, self._now(), channel, view)
        if len(self._issued) > _REMEMBERED:
            del self._issued[next(iter(self._issued))]
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up. Raises SlackError when it is unknown, used or older than its lifetime."""
        trigger = self._issued.get(trigger_id)
        if not _SHAPE.match(trigger_id) or trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.issued > self._lifetime:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger
