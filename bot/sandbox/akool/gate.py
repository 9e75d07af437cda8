"""Who may come in: an API key, or a bearer token that was issued for client id and secret.

https://docs.akool.com/authentication/usage
"""

import hmac
from itertools import count

from aiohttp import web

from bot.sandbox.akool.answers import NO_ACCOUNT, TOKEN_EMPTY, TOKEN_EXPIRED, Refusal, wrong
from bot.sandbox.akool.fields import read_body, text
from bot.sandbox.faults import Faults


class Gate:
    """Issues tokens and checks keys. `Authorization` goes first: beside it the key is not looked at."""

    def __init__(self, *, client_id: str, client_secret: str, api_key: str, faults: Faults) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._api_key = api_key
        self._faults = faults
        self._numbers = count(1)
        self._good: set[str] = set()
        self.issued = 0

    def expire_all(self) -> None:
        self._good.clear()

    async def get_token(self, request: web.Request) -> web.Response:
        """The token stands beside the code, not in `data`."""
        body = await read_body(request)
        given_id, given_secret = text(body, "clientId"), text(body, "clientSecret")
        if not given_id or not given_secret:
            raise wrong("clientId and clientSecret are required")
        if not (_same(given_id, self._client_id) and _same(given_secret, self._client_secret)):
            raise Refusal(NO_ACCOUNT, "The account does not exist")
        token = f"sandbox-token-{next(self._numbers)}"
        self._good.add(token)
        self.issued += 1
        return web.json_response({"code": 1000, "token": token})

    def check(self, request: web.Request) -> None:
        """Raises Refusal for whoever may not come in."""
        if self._faults.take("akool:token", {"expire"}):
            self.expire_all()
        if "Authorization" in request.headers:
            self._check_token(request.headers["Authorization"])
        elif "x-api-key" in request.headers:
            if not _same(request.headers["x-api-key"], self._api_key):
                raise Refusal(NO_ACCOUNT, "Invalid API key")
        else:
            raise Refusal(TOKEN_EMPTY, "The request token is empty")

    def _check_token(self, header: str) -> None:
        scheme, _, token = header.strip().partition(" ")
        if not token.strip():
            raise Refusal(TOKEN_EMPTY, "The request token is empty")
        if scheme != "Bearer" or token.strip() not in self._good:
            raise Refusal(TOKEN_EXPIRED, "Invalid authorization or The request token has expired")


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
