"""Brings commands, interactions and events to the app over signed HTTP.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Literal, Protocol, TypeAlias
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.answers import FAILED, TIMED_OUT, Answer, refused
from bot.sandbox.slack.wire import Json

Kind: TypeAlias = Literal["slash_commands", "interactive", "events_api"]

_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_FORM = "application/x-www-form-urlencoded"


class Line(Protocol):
    """A way to the app."""

    async def send(
        self, kind: Kind, payload: Json, *, within: float, retry: tuple[int, str] | None
    ) -> Answer:
        """Deliver and wait for the acknowledgement, at most `within` seconds. Never raises."""
        ...


def sign(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encode(kind: Kind, payload: Json) -> tuple[str, bytes]:
    """Content type and bytes: commands as flat form fields, interactions as one field, events as JSON."""
    match kind:
        case "slash_commands":
            return _FORM, urlencode(payload).encode()
        case "interactive":
            return _FORM, urlencode({"payload": json.dumps(payload)}).encode()
        case "events_api":
            return "application/json", json.dumps(payload).encode()


class HttpLine:
    """Signed requests to the app's request URL, which may be changed like in the app's settings."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def send(
        self, kind: Kind, payload: Json, *, within: float, retry: tuple[int, str] | None
    ) -> Answer:
        content_type, body = encode(kind, payload)
        headers = self._headers(content_type, body, retry)
        try:
            async with asyncio.timeout(within):
                return await self._post(body, headers)
        except TimeoutError:
            return refused(TIMED_OUT, "http_timeout")
        except aiohttp.TooManyRedirects:
            return refused(FAILED, "too_many_redirects")
        except aiohttp.ClientSSLError:
            return refused(FAILED, "ssl_error")
        except (aiohttp.ClientError, OSError, ValueError):
            return refused(FAILED, "connection_failed")

    def _headers(self, content_type: str, body: bytes, retry: tuple[int, str] | None) -> Mapping[str, str]:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": _AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return headers

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        if self._session is None:
            # A new connection each time: one kept from before an app's restart would fail by itself.
            connector = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        async with self._session.post(self.url, data=body, headers=headers, max_redirects=2) as reply:
            if reply.status != 200:
                no_retry = reply.headers.get("X-Slack-No-Retry") == "1"
                return refused(FAILED, "http_error", no_retry=no_retry)
            return Answer(body=await reply.read())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
