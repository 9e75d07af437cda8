"""The providers' webhooks: kept raw, answered after the commit, believed never.

The order of the checks is that of cost: size, encoding, then the token and what the provider signed. Whatever
is wrong with a token looks the same from outside, and so does whatever is wrong with a signature.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bot.errors import StorageError, WebhookRefused
from bot.metrics import Metrics
from bot.providers.provider import Provider
from bot.service import Service
from bot.service.tokens import token_sha256, without_token
from handlers.bodies import read_body

BODY_LIMIT: Final = 64 * 1024
TOKEN_LENGTH: Final = 43
KEPT_HEADERS: Final = frozenset({"content-type", "user-agent"})


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

    async def _status(self, request: web.Request, name: str, token: str) -> int:
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return 415
        try:
            body = await read_body(request, limit=BODY_LIMIT)
        except TimeoutError:
            return 408
        except web.HTTPRequestEntityTooLarge:
            return 413
        provider = self._service.providers.get(name)
        if provider is None or len(token) != TOKEN_LENGTH:
            return 404
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            return await self._take(provider, token, headers, body)
        except StorageError:
            return 503

    async def _take(self, provider: Provider, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """Kept without the token, for a provider may send our address back to us."""
        store, now, hashed = self._service.store, self._service.clock.now(), token_sha256(token)
        try:
            provider.admit(headers, body)
        except WebhookRefused as refused:
            return refused.status if await store.token_lives(provider.name, hashed, now) else 404
        known = await store.add_hook(
            provider=provider.name,
            token_sha256=hashed,
            body=without_token(body, token),
            headers=_kept(headers, provider),
            now=now,
        )
        if known:
            self._service.took_in()
        return 200 if known else 404


def _kept(headers: Mapping[str, str], provider: Provider) -> dict[str, str]:
    wanted = KEPT_HEADERS | provider.can.webhook_headers
    return {name: value for name, value in headers.items() if name in wanted}
