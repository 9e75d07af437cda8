"""Idempotency: what was answered to a key within a day, and which keys are being worked on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Final

from aiohttp import web

from bot.sandbox.heygen.refusals import Refusal, invalid

HEADER: Final = "Idempotency-Key"
LIFE: Final = 24 * 3600.0
_KEY: Final = re.compile(r"[A-Za-z0-9_:.-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    body_sha256: str
    answer: bytes
    at: float


class Keys:
    """Remembers good answers. A refusal is not kept: the same key may be tried again."""

    def __init__(self, life: float = LIFE) -> None:
        self._life = life
        self._answered: dict[str, _Answered] = {}
        self._busy: dict[str, web.Request] = {}

    def key_of(self, request: web.Request) -> str | None:
        """Raises Refusal for one that is no key."""
        spelled = request.headers.get(HEADER)
        if spelled is None:
            return None
        if not _KEY.fullmatch(spelled):
            raise invalid(HEADER, f"{HEADER} must be 1 to 255 of A-Z, a-z, 0-9, _, :, . and -")
        return spelled

    @contextmanager
    def held(self, request: web.Request) -> Iterator[None]:
        """While this request is in the house, others with its key have to wait. May be nested."""
        key = request.headers.get(HEADER, "")
        holds = bool(key) and key not in self._busy
        if holds:
            self._busy[key] = request
        try:
            yield
        finally:
            if holds:
                del self._busy[key]

    def replay(self, key: str, request: web.Request, body: bytes) -> web.Response | None:
        """The answer that this key got before. Raises Refusal while it is still to come."""
        if self._busy.get(key, request) is not request:
            text = f"A request with this {HEADER} is still in progress."
            raise Refusal("request_in_progress", text, wait=1)
        known = self._answered.get(key)
        if known is None or known.at + self._life <= time():
            return None
        if known.body_sha256 != sha256(body).hexdigest():
            text = f"This {HEADER} was used with another request body."
            raise Refusal("idempotency_key_reused", text, param=HEADER)
        return web.Response(body=known.answer, content_type="application/json")

    def keep(self, key: str, body: bytes, answer: bytes) -> None:
        self._answered[key] = _Answered(body_sha256=sha256(body).hexdigest(), answer=answer, at=time())
