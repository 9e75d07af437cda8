"""The Web API's front door: arguments, token, scopes, rate limits, faults, then the method.

https://docs.slack.dev/apis/web-api/
"""

from functools import partial

from aiohttp import web

from bot.sandbox.slack import faulty
from bot.sandbox.slack.arguments import Arguments, read_arguments
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.methods.table import METHODS
from bot.sandbox.slack.slack import Slack
from bot.sandbox.slack.wire import Json, SlackError


class RateLimited(Exception):
    """The caller has to wait so many whole seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class WebApi:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = self._slack.faults.take(f"slack:{name}", faulty.HTTP_FAULTS)
        if fault is None:
            return await self._answer(name, request)
        if fault.mode in faulty.NOT_DONE:
            args = await read_arguments(request)
            self._slack.journal.call(name, args.summary(), ok=False, error=fault.text("error", fault.mode))
        work = partial(self._answer, name, request)
        return await faulty.answer(fault, request, work, self._slack.background)

    async def _answer(self, name: str, request: web.Request) -> web.StreamResponse:
        headers = {"x-oauth-scopes": ",".join(self._slack.config.manifest.scopes)}
        args = Arguments({})
        try:
            args = await read_arguments(request)
            body = await self._call(name, args, request.headers.get("Authorization", ""))
        except SlackError as error:
            body = error.body()
        except RateLimited as limited:
            self._slack.journal.call(name, args.summary(), ok=False, error="ratelimited")
            return faulty.too_many(limited.seconds)
        self._slack.journal.call(
            name, args.summary(), ok=body["ok"], error=body.get("error", ""), answer=body
        )
        return web.json_response(body, headers=headers)

    async def _call(self, name: str, args: Arguments, authorization: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, _token(args, authorization))
        self._slack.require_scope(*method.scopes)
        self._check_rate(name, method, args)
        return await method.run(self._slack, args)

    def _check_token(self, method: Method, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        config = self._slack.config
        if token == (config.bot_token if method.token == "bot" else config.app_token):  # noqa: S105
            return
        known = token in {config.bot_token, config.app_token}
        raise SlackError("not_allowed_token_type" if known else "invalid_auth")

    def _check_rate(self, name: str, method: Method, args: Arguments) -> None:
        if not self._slack.config.rate_limits:
            return
        limits = self._slack.limits
        wait = limits.wait_for_method(name, method.tier)
        if not wait and name == "chat.postMessage":
            channel = self._slack.workspace.channel_of(args.text("channel"))
            wait = limits.wait_for_channel(channel.id) if channel is not None else 0
        if wait:
            raise RateLimited(wait)


def _token(args: Arguments, authorization: str) -> str:
    return args.text("token") or authorization.removeprefix("Bearer ").strip()
