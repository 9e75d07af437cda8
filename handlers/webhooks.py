"""The providers' webhooks: kept raw, answered after the commit, believed never.

The order of the checks is that of cost: size, encoding, then the token, which is all that authenticates
an unsigned provider. Whatever is wrong with a token looks the same from outside.
"""

from typing import Final

from aiohttp import web

from bot.errors import StorageError
from bot.metrics import Metrics
from bot.service import Service
from bot.service.tokens import token_sha256, without_token
from handlers.bodies import read_body

BODY_LIMIT: Final = 64 * 1024
TOKEN_LENGTH: Final = 43
KEPT_HEADERS: Final = ("content-type", "user-agent")


class Webhooks:
    """The route `/webhooks/<provider>/<token>`."""

    def __init__(self, service: Service, metrics: Metrics) -> None:
        self._service = service
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        path = "/webhooks/{provider}/{token}"
        return [web.post(path, self.receive), web.options(path, self.options)]

    async def options(self, _: web.Request) -> web.Response:
        """Providers try the address before they use it."""
        return web.Response(headers={"Allow": "OPTIONS, POST"})

    async def receive(self, request: web.Request) -> web.Response:
        provider = request.match_info["provider"]
        status = await self._status(request, provider, request.match_info["token"])
        known = provider if provider in self._service.providers else "unknown"
        self._metrics.webhook(known, str(status))
        return web.Response(status=status)

    async def _status(self, request: web.Request, provider: str, token: str) -> int:
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return 415
        try:
            body = await read_body(request, limit=BODY_LIMIT)
        except TimeoutError:
            return 408
        except web.HTTPRequestEntityTooLarge:
            return 413
        if provider not in self._service.providers or len(token) != TOKEN_LENGTH:
            return 404
        return await self._keep(request, provider, token, body)

    async def _keep(self, request: web.Request, provider: str, token: str, body: bytes) -> int:
        headers = {name: request.headers[name] for name in KEPT_HEADERS if name in request.headers}
        try:
            known = await self._service.store.add_hook(
                provider=provider,
                token_sha256=token_sha256(token),
                body=without_token(body, token),  # a provider may send our address back to us
                headers=headers,
                now=self._service.clock.now(),
            )
        except StorageError:
            return 503
        if known:
            self._service.took_in()
        return 200 if known else 404
