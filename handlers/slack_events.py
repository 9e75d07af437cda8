"""Slack's requests over HTTP: checked as Bolt checks them; commands are answered here, the rest by Bolt.

A command needs nothing of what Bolt prepares for a listener, and half of a command's time was spent on it.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from handlers.bodies import read_body
from handlers.commands import answer_command
from handlers.desk import Desk

LARGEST: Final = 1024 * 1024
"""Slack's largest request is an interaction with a whole view, at most 250 kB of it."""

LONGEST_TIMESTAMP: Final = 20
FORM: Final = "application/x-www-form-urlencoded"


class SlackEvents:
    """The route `/slack/events`."""

    def __init__(self, bolt: AsyncApp, desk: Desk, verifier: SignatureVerifier) -> None:
        self._bolt = bolt
        self._desk = desk
        self._verifier = verifier

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/slack/events", self.receive)]

    async def receive(self, request: web.Request) -> web.StreamResponse:
        try:
            body = (await read_body(request, limit=LARGEST)).decode()
        except UnicodeDecodeError:
            return _refused()
        except TimeoutError:
            return web.Response(status=408)
        fields = read_form(body) if request.content_type == FORM else {}
        if fields.get("ssl_check") == "1":
            return web.Response()  # https://docs.slack.dev/interactivity/implementing-slash-commands/
        if not self._is_signed(request, body):
            return _refused()
        if "command" in fields and "payload" not in fields:
            answer = await answer_command(self._desk, fields)
            return web.Response() if answer is None else web.json_response(answer)
        return await self._by_bolt(request, body)

    def _is_signed(self, request: web.Request, body: str) -> bool:
        """Bolt's own check, kept from what it would trip over: it takes any text for a number.

        https://docs.slack.dev/authentication/verifying-requests-from-slack/
        """
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_TIMESTAMP):
            return False
        return signature.isascii() and self._verifier.is_valid(body, stamp, signature)

    async def _by_bolt(self, request: web.Request, body: str) -> web.StreamResponse:
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        answer = await self._bolt.async_dispatch(
            AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        )
        return await to_aiohttp_response(answer)


def read_form(body: str) -> Mapping[str, str]:
    """The fields of a form, blank ones too; of a repeated one the last."""
    pairs = (pair.partition("=") for pair in body.split("&"))
    return {_plain(name): _plain(value) for name, _, value in pairs}


def _plain(text: str) -> str:
    """Most hold neither a percent nor a plus, and looking costs less than decoding."""
    if "%" not in text and "+" not in text:
        return text
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _refused() -> web.Response:
    return web.json_response({"error": "invalid request"}, status=401)
