"""The ground truth of what the app asked of Slack, and what came of it."""

import time
from collections import deque
from typing import Final

from bot.sandbox.slack.wire import Json

_KEPT: Final = 20_000


class Journal:
    def __init__(self) -> None:
        self._calls: deque[Json] = deque(maxlen=_KEPT)
        self._posts: deque[Json] = deque(maxlen=_KEPT)
        self._deliveries: deque[Json] = deque(maxlen=_KEPT)

    def call(self, method: str, args: Json, *, ok: bool, error: str = "") -> None:
        self._calls.append({"method": method, "args": args, "at": time.time(), "ok": ok, "error": error})

    def post(self, shape: Json) -> None:
        self._posts.append(shape)

    def delivery(self, kind: str, *, began: float, failure: str) -> None:
        """What was brought to the app, how long its answer took, and why there was none."""
        seconds = time.time() - began
        self._deliveries.append({"kind": kind, "at": began, "seconds": seconds, "failure": failure})

    def as_json(self) -> Json:
        return {"calls": list(self._calls), "posts": list(self._posts), "deliveries": list(self._deliveries)}
