"""The bearer token of an account without an API key: fetched once, and once again when Akool refuses it.

https://docs.akool.com/authentication/usage
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.errors import KeysRefused, NotSent, OutcomeUnknown, ProviderError, RateLimited, Rejected
from bot.providers.akool import requests
from bot.providers.akool.refusals import NAME, is_expired
from bot.providers.akool.replies import read_token
from bot.providers.provider import Reply, Request, Sender

PAUSE: Final = timedelta(seconds=60)
"""So long nothing is fetched in place of a token that replaced a refused one and was refused as well, nor
with keys that were refused."""

BREATH: Final = timedelta(seconds=2)
"""All that wait for a token that could not be fetched hear so, and none of them tries by itself."""


@dataclass(slots=True, kw_only=True)
class _Token:
    """`is_second`: it was fetched in place of a refused one. `works`: Akool has taken it at least once."""

    text: str
    fetched_at: float
    is_second: bool
    works: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What came of the last try to get a token, and until when it stands for an answer."""

    error: ProviderError
    until: float


class Session:
    """Sends with a token, whatever there is to send. `now` counts seconds from anywhere.

    A request that meets an expired token was surely not done, so it is sent a second time with a fresh one;
    and one that gets no token was surely not sent, so it never counts as lost.
    """

    def __init__(
        self,
        sender: Sender,
        *,
        client_id: str,
        client_secret: str,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sender = sender
        self._keys = (client_id, client_secret)
        self._now = now
        self._lock = asyncio.Lock()
        self._token: _Token | None = None
        self._failure: _Failure | None = None

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        """Raises NotSent, KeysRefused or RateLimited when no token can be had, and what the sender raises."""
        token = self._token or await self._other_than(None)
        reply = await self._send(request, headers, token)
        if not is_expired(reply):
            return reply
        # 1101 comes before anything is done, so even a paid call may be sent again.
        fresh = await self._other_than(token)
        return reply if fresh is token else await self._send(request, headers, fresh)

    async def _send(self, request: Request, headers: Mapping[str, str], token: _Token) -> Reply:
        reply = await self._sender.send(request, {**headers, "Authorization": f"Bearer {token.text}"})
        token.works = token.works or not is_expired(reply)
        if token.text.encode() in reply.body:
            return replace(reply, body=reply.body.replace(token.text.encode(), "…".encode()))
        return reply

    async def _other_than(self, refused: _Token | None) -> _Token:
        """A token that is not `refused`, or that one itself when another is not worth a try yet."""
        async with self._lock:
            token = self._token
            if token is not None and (token is not refused or self._is_hopeless(token)):
                return token
            if self._failure is not None and self._now() < self._failure.until:
                raise self._failure.error.with_traceback(None)
            self._token = await self._fetched(is_second=refused is not None)
            return self._token

    def _is_hopeless(self, token: _Token) -> bool:
        is_young = self._now() - token.fetched_at < PAUSE.total_seconds()
        return token.is_second and not token.works and is_young

    async def _fetched(self, *, is_second: bool) -> _Token:
        try:
            reply = await self._sender.send(requests.token(*self._keys), {"Accept": "application/json"})
            text = read_token(reply, hide=self._keys)
            return _Token(text=text, fetched_at=self._now(), is_second=is_second)
        except ProviderError as error:
            failure = _without_token(error)
            self._failure = _Failure(error=failure, until=self._now() + _stands(failure).total_seconds())
            if failure is error:
                raise
            raise failure from error


def _without_token(error: ProviderError) -> ProviderError:
    """What it means for the request that waits: it never left, or the keys are to blame."""
    match error:
        case RateLimited() | KeysRefused():
            return error
        case Rejected():
            return KeysRefused(NAME, error.message or "the keys were refused", status=error.status)
        case NotSent() | OutcomeUnknown() | _:
            return NotSent(NAME, f"no token could be had: {error.message}", status=error.status)


def _stands(error: ProviderError) -> timedelta:
    if isinstance(error, RateLimited):
        return error.wait if error.wait is not None else PAUSE
    return PAUSE if isinstance(error, KeysRefused) else BREATH
