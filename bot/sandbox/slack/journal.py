"""The ground truth of what the app asked of Slack, and what came of it."""

import json
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from bot.sandbox.slack.wire import Json

_KEPT: Final = 20_000
_KEPT_WITH_ANSWERS: Final = 100
_LONGEST: Final = 600


class Journal:
    def __init__(self) -> None:
        self.latest: deque[Json] = deque(maxlen=_KEPT_WITH_ANSWERS)
        """The last calls with what was answered, for whoever looks on."""
        self._calls: deque[Json] = deque(maxlen=_KEPT)
        self._posts: deque[Json] = deque(maxlen=_KEPT)
        self._deliveries: deque[Json] = deque(maxlen=_KEPT)

    def call(self, method: str, args: Json, *, ok: bool, error: str = "", answer: Json | None = None) -> None:
        call = {"method": method, "args": args, "at": time.time(), "ok": ok, "error": error}
        self._calls.append(call)
        answered = answer or {"ok": ok, "error": error}
        shown = {"to": "slack", "method": method, "at": call["at"], "ok": ok, "said": "ok" if ok else error}
        self.latest.append({**shown, "asked": _words(args), "answer": _words(answered)})

    def post(self, shape: Json) -> None:
        self._posts.append(shape)

    def delivery(self, kind: str, *, began: float, failure: str) -> None:
        """What was brought to the app, how long its answer took, and why there was none."""
        seconds = time.time() - began
        self._deliveries.append({"kind": kind, "at": began, "seconds": seconds, "failure": failure})

    @property
    def deliveries(self) -> Sequence[Json]:
        return self._deliveries

    def as_json(self) -> Json:
        return {"calls": list(self._calls), "posts": list(self._posts), "deliveries": list(self._deliveries)}


def _words(given: Json) -> str:
    return json.dumps(given, ensure_ascii=False)[:_LONGEST]
