"""The registration of webhook endpoints, by v3 and by v1.

https://developers.heygen.com/docs/webhooks and https://docs.heygen.com/reference/add-a-webhook-endpoint
"""

from typing import Any

from aiohttp import web

from bot.sandbox.heygen.endpoints import EVENT_TYPES, Endpoint, Endpoints, fresh_secret
from bot.sandbox.heygen.fields import is_web_address
from bot.sandbox.heygen.refusals import Refusal, invalid
from bot.sandbox.heygen.webhooks import Webhooks


class Registration:
    """Takes addresses that answer OPTIONS within a second."""

    def __init__(self, endpoints: Endpoints, webhooks: Webhooks) -> None:
        self._endpoints = endpoints
        self._webhooks = webhooks

    async def add(self, request: web.Request) -> web.Response:
        made = await self._made(await _json(request), "v3")
        return web.json_response({"data": made.as_json(with_secret=True)})

    async def add_old(self, request: web.Request) -> web.Response:
        made = await self._made(await _json(request), "v1")
        return _old(made.as_json(with_secret=True))

    async def _made(self, body: dict[str, Any], version: str) -> Endpoint:
        url = await self._checked(body.get("url"))
        return self._endpoints.add(url, _events(body.get("events")), version)

    async def _checked(self, url: Any) -> str:
        if not isinstance(url, str) or not is_web_address(url):
            raise invalid("url", "Input should be a valid URL")
        if not await self._webhooks.answers_options(url):
            raise invalid("url", "The URL did not answer an OPTIONS request with 200 within 1 second.")
        return url

    async def listed(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        rows = [each.as_json(with_secret=False) for each in self._endpoints.listening()]
        return web.json_response({"data": rows, "has_more": False, "next_token": None})

    async def listed_old(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return _old([each.as_json(with_secret=True) for each in self._endpoints.listening()])

    async def change(self, request: web.Request) -> web.Response:
        changed = await self._changed(self._found(request.match_info["id"]), await _json(request))
        return web.json_response({"data": changed.as_json(with_secret=False)})

    async def change_old(self, request: web.Request) -> web.Response:
        body = await _json(request)
        return _old(
            (await self._changed(self._found(str(body.get("endpoint_id"))), body)).as_json(with_secret=True)
        )

    async def _changed(self, endpoint: Endpoint, body: dict[str, Any]) -> Endpoint:
        if "url" in body:
            endpoint.url = await self._checked(body["url"])
        if "events" in body:
            endpoint.events = _events(body["events"])
        return endpoint

    async def remove(self, request: web.Request) -> web.Response:
        endpoint = self._found(request.match_info["id"])
        self._endpoints.remove(endpoint.id)
        return web.json_response({"data": {"endpoint_id": endpoint.id, "deleted": True}})

    async def remove_old(self, request: web.Request) -> web.Response:
        self._endpoints.remove(self._found(request.query.get("endpoint_id", "")).id)
        return _old(None)

    async def rotate(self, request: web.Request) -> web.Response:
        endpoint = self._found(request.match_info["id"])
        endpoint.secret = fresh_secret()
        return web.json_response({"data": endpoint.as_json(with_secret=True)})

    async def types(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        rows = [{"event_type": kind} for kind in EVENT_TYPES]
        return web.json_response({"data": rows, "has_more": False, "next_token": None})

    async def types_old(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return _old(list(EVENT_TYPES))

    def _found(self, endpoint: str) -> Endpoint:
        found = self._endpoints.find(endpoint)
        if found is None:
            raise Refusal("not_found", "Webhook endpoint not found.")
        return found


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise invalid("body", "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise invalid("body", "The body must be an object.")
    return body


def _events(given: Any) -> tuple[str, ...]:
    """Null and none are all."""
    if given is None:
        return ()
    if not isinstance(given, list) or not all(each in EVENT_TYPES for each in given):
        raise invalid("events", f"Each of them should be one of {', '.join(EVENT_TYPES)}")
    return tuple(given)


def _old(data: object) -> web.Response:
    return web.json_response({"code": 100, "data": data, "msg": None, "message": None})
