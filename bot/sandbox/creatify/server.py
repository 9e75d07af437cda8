"""The simulated Creatify: its routes, its keys, its ground truth."""

import hmac
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Final
from uuid import UUID

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.clock import Pace
from bot.sandbox.creatify import faulty
from bot.sandbox.creatify.calls import Calls
from bot.sandbox.creatify.ledger import START, Ledger
from bot.sandbox.creatify.media import Bucket
from bot.sandbox.creatify.personas import Personas
from bot.sandbox.creatify.refusals import Refusal, detail
from bot.sandbox.creatify.studio import Studio
from bot.sandbox.creatify.webhooks import Webhooks
from bot.sandbox.faults import Faults, is_listed
from bot.sandbox.pictures import portrait
from bot.sandbox.slack.background import Background
from bot.sandbox.stock import Stock

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_IDS: Final = 100
_TASKS: Final = "/api/product_to_videos"

Work = Callable[[web.Request], Awaitable[web.Response]]


class Creatify:
    """The Product to Video API, with a memory.

    https://docs.creatify.ai/api-documentation/product-to-video/product-to-video

    `hosts` are those it sends callbacks to and fetches product images from: it never
    leaves the machine by itself.
    """

    def __init__(
        self,
        *,
        api_id: str,
        api_key: str,
        base_url: str,
        pace: Pace,
        faults: Faults,
        hosts: Collection[str] = LOOPBACK,
        balance: float | None = None,
        seed: int = 0,
        stock: Stock | None = None,
    ) -> None:
        self._api_id = api_id
        self._api_key = api_key
        self._base_url = base_url.rstrip("/")
        self._faults = faults
        self._background = Background()
        self._bucket = Bucket(faults, stock=stock)
        self._books = Ledger(START if balance is None else balance)
        self._personas = Personas(self._base_url)
        self._webhooks = Webhooks(pace=pace, faults=faults, background=self._background, hosts=hosts)
        studio = Studio(
            base_url=self._base_url,
            pace=pace,
            faults=faults,
            bucket=self._bucket,
            webhooks=self._webhooks,
            hosts=hosts,
        )
        self._calls = Calls(
            studio=studio,
            ledger=self._books,
            personas=self._personas,
            webhooks=self._webhooks,
            faults=faults,
            background=self._background,
            base_url=self._base_url,
            seed=seed,
        )

    def ledger(self) -> dict[str, object]:
        """Every accepted paid call with what it cost, every callback, and the balance."""
        return {
            "jobs": [order.as_json() for order in self._books.orders],
            "webhooks": [callback.as_json() for callback in self._webhooks.sent],
            "credits": self._books.credits,
        }

    async def close(self) -> None:
        """End all work and close what is open."""
        await self._background.close()
        await self._webhooks.close()

    def routes(self) -> list[web.RouteDef]:
        calls = self._calls
        doors = [
            *self._door("POST", f"{_TASKS}/gen_image/", "gen_image", calls.gen_image),
            *self._door("POST", f"{_TASKS}/{{id}}/gen_video/", "gen_video", calls.gen_video),
            *self._door("POST", f"{_TASKS}/{{id}}/regen_image/", "regen_image", calls.regen_image),
            *self._door("POST", f"{_TASKS}/{{id}}/regen_video/", "regen_video", calls.regen_video),
            *self._door("GET", f"{_TASKS}/", "list", self.read_many),
            *self._door("GET", f"{_TASKS}/{{id}}/", "read", self.read),
            *self._door("GET", "/api/personas/", "personas", self.personas),
            *self._door("GET", "/api/personas/paginated/", "personas", self.personas_page),
            *self._door("GET", "/api/personas_v2/", "personas", self.personas_v2),
            *self._door("GET", "/api/personas/{id}/", "personas", self.persona),
            *self._door("GET", "/api/remaining_credits/", "credits", self.remaining_credits),
        ]
        return [
            *doors,
            web.get("/media/{name}", self._bucket.read),
            web.get("/personas/{name}-{ratio}.png", self.persona_picture),
        ]

    def _door(self, method: str, path: str, target: str, work: Work) -> list[web.RouteDef]:
        """The path itself, what other methods get there, and the way to it without its last slash."""
        others = self._wrong_method(method)
        return [
            web.route(method, path, self._guarded(f"creatify:{target}", work)),
            web.route("*", path, others),
            web.route("*", path.rstrip("/"), _add_slash),
        ]

    def _wrong_method(self, allowed: str) -> Handler:
        async def refuse(request: web.Request) -> web.StreamResponse:
            if not self._knows(request):
                return _unauthenticated(request).response()
            text = f'Method "{request.method}" not allowed.'
            return detail(405, text, Allow=f"{allowed}, HEAD, OPTIONS").response()

        return refuse

    def _guarded(self, target: str, work: Work) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            await request.read()
            answer = partial(self._answer, request, work)
            fault = self._faults.take(target, faulty.CALL_FAULTS)
            if fault is None:
                return await answer()
            return await faulty.answer(fault, request, answer, self._background)

        return handle

    async def _answer(self, request: web.Request, work: Work) -> web.StreamResponse:
        try:
            if not self._knows(request):
                raise _unauthenticated(request)
            return await work(request)
        except Refusal as refusal:
            return refusal.response()

    def _knows(self, request: web.Request) -> bool:
        given_id = request.headers.get("X-API-ID", "").encode()
        given_key = request.headers.get("X-API-KEY", "").encode()
        same_id = hmac.compare_digest(given_id, self._api_id.encode())
        return hmac.compare_digest(given_key, self._api_key.encode()) and same_id

    async def read(self, request: web.Request) -> web.Response:
        return web.json_response(self._calls.find(request.match_info["id"]).as_json(self._base_url))

    async def read_many(self, request: web.Request) -> web.Response:
        """A bare array, newest first; ids that nobody knows are left out."""
        jobs = list(self._calls.jobs.values())[::-1]
        if "ids" in request.query:
            wanted = _ids(request.query["ids"])
            jobs = [job for job in jobs if job.id in wanted]
        elif fault := self._faults.take("creatify:list", {"behind"}):
            jobs = [job for job in jobs if is_listed(fault, job.created_at)]
        return web.json_response([job.as_json(self._base_url) for job in jobs])

    async def personas(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        return web.json_response(self._personas.listed())

    async def personas_page(self, request: web.Request) -> web.Response:
        return web.json_response(self._personas.page(request))

    async def personas_v2(self, request: web.Request) -> web.Response:
        return web.json_response(self._personas.filtered(request.query))

    async def persona(self, request: web.Request) -> web.Response:
        return web.json_response(self._personas.one(request.match_info["id"]))

    async def persona_picture(self, request: web.Request) -> web.Response:
        drawn = await portrait(name=request.match_info["name"], ratio=request.match_info["ratio"])
        return web.Response(body=drawn, content_type="image/png")

    async def remaining_credits(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        return web.json_response({"remaining_credits": self._books.credits})


async def _add_slash(request: web.Request) -> web.StreamResponse:
    """Django's APPEND_SLASH: a redirect, on which clients turn a POST into a GET."""
    target = request.rel_url.with_path(f"{request.path}/").with_query(request.rel_url.query)
    raise web.HTTPMovedPermanently(str(target))


def _unauthenticated(request: web.Request) -> Refusal:
    if request.headers.get("X-API-ID") and request.headers.get("X-API-KEY"):
        return detail(401, "Invalid API ID or API key.")
    return detail(401, "Authentication credentials were not provided.")


def _ids(listed: str) -> set[str]:
    """Raises Refusal 400."""
    spelled = listed.split(",")
    if not listed:
        raise Refusal(400, {"ids": ["This field may not be blank."]})
    if len(spelled) > _MOST_IDS:
        raise Refusal(400, {"ids": [f"Ensure this field has no more than {_MOST_IDS} elements."]})
    try:
        return {str(UUID(one.strip())) for one in spelled}
    except ValueError:
        raise Refusal(400, {"ids": ["Must be a valid UUID."]}) from None
