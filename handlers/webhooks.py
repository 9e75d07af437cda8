"""The providers' webhooks: kept raw, answered after the commit, believed never.

Most go to the address of one task, whose token says for which. HeyGen also calls one address for the whole
account, signs what it says there, and names the task by the key that we gave it, or by the job alone.

The order of the checks is that of cost: size, encoding, then the token and what the provider signed. Whatever
is wrong with a token looks the same from outside, and so does whatever is wrong with a signature.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bot.errors import StorageError, WebhookRefused
from bot.metrics import Metrics
from bot.providers.provider import Notice, Provider
from bot.service import Service
from bot.service.tokens import token_sha256, without_token
from handlers.bodies import read_body

BODY_LIMIT: Final = 64 * 1024
TOKEN_LENGTH: Final = 43
KEPT_HEADERS: Final = frozenset({"content-type", "user-agent"})


class Webhooks:
    """The routes `/webhooks/<provider>/<token>` and `/webhooks/<provider>`."""

    def __init__(self, service: Service, metrics: Metrics) -> None:
        self._service = service
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        account, one = "/webhooks/{provider}", "/webhooks/{provider}/{token}"
        return [
            *(web.post(path, self.receive) for path in (account, one)),
            *(web.options(path, self.options) for path in (account, one)),
        ]

    async def options(self, _: web.Request) -> web.Response:
        """Providers try the address before they use it."""
        return web.Response(headers={"Allow": "OPTIONS, POST"})

    async def receive(self, request: web.Request) -> web.Response:
        provider = request.match_info["provider"]
        status = await self._status(request, provider, request.match_info.get("token"))
        known = provider if provider in self._service.providers else "unknown"
        self._metrics.webhook(known, str(status))
        return web.Response(status=status)

    async def _status(self, request: web.Request, name: str, token: str | None) -> int:
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return 415
        try:
            body = await read_body(request, limit=BODY_LIMIT)
        except TimeoutError:
            return 408
        except web.HTTPRequestEntityTooLarge:
            return 413
        provider = self._service.providers.get(name)
        if provider is None:
            return 404
        try:
            if token is None:
                return await self._take_for_account(provider, request.headers, body)
            return await self._take(provider, token, request.headers, body)
        except StorageError:
            return 503

    async def _take(self, provider: Provider, token: str, headers: Mapping[str, str], body: bytes) -> int:
        """Kept without the token, for a provider may send our address back to us."""
        if len(token) != TOKEN_LENGTH:
            return 404
        store, now, hashed = self._service.store, self._service.clock.now(), token_sha256(token)
        try:
            provider.admit(headers, body)
        except WebhookRefused as refused:
            return refused.status if await store.token_lives(provider.name, hashed, now) else 404
        return 200 if await self._keep(provider, hashed, headers, without_token(body, token)) else 404

    async def _take_for_account(self, provider: Provider, headers: Mapping[str, str], body: bytes) -> int:
        """What is genuine is thanked for, be it about a task of ours or about nothing that we know."""
        if not provider.can.account_webhook:
            return 404
        try:
            notice = provider.admit_account(headers, body, now=self._service.clock.now())
        except WebhookRefused as refused:
            return refused.status
        hashed = await self._spoken_of(provider, notice)
        if hashed is not None:
            kept = without_token(body, notice.key or "")
            await self._keep(provider, hashed, headers, kept, event=notice.event)
        return 200

    async def _spoken_of(self, provider: Provider, notice: Notice) -> str | None:
        """The hash of the token of the task that a notice is about, None for none of ours."""
        if notice.key and await self._service.store.token_owner(token_sha256(notice.key)):
            return token_sha256(notice.key)
        owners = await self._service.store.by_job(provider.name, notice.job) if notice.job else ()
        return next((self._service.tokens.kept(task) for task in owners), None)

    async def _keep(
        self, provider: Provider, hashed: str, headers: Mapping[str, str], body: bytes, *, event: str = ""
    ) -> bool:
        """Whether a task still waits for calls with a token of this hash; then this one is kept."""
        known = await self._service.store.add_hook(
            provider=provider.name,
            token_sha256=hashed,
            body=body,
            headers=_kept(headers, provider),
            now=self._service.clock.now(),
            event=event,
        )
        if known:
            self._service.took_in()
        return known


def _kept(headers: Mapping[str, str], provider: Provider) -> dict[str, str]:
    wanted = KEPT_HEADERS | provider.can.webhook_headers
    return {name: headers[name] for name in wanted if name in headers}
