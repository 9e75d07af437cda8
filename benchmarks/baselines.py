"""What we measure against, each in a process of its own: `python -m benchmarks.baselines <which> <port>`."""

import hashlib
import hmac
import logging
import sys

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.requests import SECRET


def stock_bolt(port: int) -> None:
    """Bolt as its documentation starts it: a listener that acks with a greeting, nothing kept."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0GREEN001", bot_token="xoxb-none", bot_user_id="U1"
        )

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/hello")
    async def hello(ack: AsyncAck) -> None:
        await ack("Hello, world")

    logging.disable(logging.CRITICAL)
    app.start(port=port, host="127.0.0.1")


def bare_hmac(port: int) -> None:
    """An aiohttp route that checks an HMAC over the body and keeps nothing."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
            return web.Response(status=401)
        return web.Response()

    app = web.Application()
    app.router.add_post("/webhooks/{provider}/{token}", receive)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    {"stock_bolt": stock_bolt, "bare_hmac": bare_hmac}[sys.argv[1]](int(sys.argv[2]))
