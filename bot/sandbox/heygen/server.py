"""The simulated HeyGen: its routes, its key, its ground truth."""

import hmac
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Faults, is_listed
from bot.sandbox.heygen import faulty
from bot.sandbox.heygen.calls import CONCURRENT, Calls
from bot.sandbox.heygen.cast import Cast
from bot.sandbox.heygen.doors import Registration
from bot.sandbox.heygen.endpoints import Endpoints
from bot.sandbox.heygen.jobs import Job
from bot.sandbox.heygen.keys import LIFE as KEY_LIFE
from bot.sandbox.heygen.keys import Keys
from bot.sandbox.heygen.ledger import START, Ledger
from bot.sandbox.heygen.media import LIFE as URL_LIFE
from bot.sandbox.heygen.media import Bucket
from bot.sandbox.heygen.old_lists import OldLists, old_answer
from bot.sandbox.heygen.refusals import Refusal, invalid
from bot.sandbox.heygen.studio import Studio
from bot.sandbox.heygen.webhooks import Webhooks
from bot.sandbox.pictures import portrait
from bot.sandbox.slack.background import Background
from bot.sandbox.stock import Stock

WEBHOOK_SECRET: Final = "whsec_sandbox-heygen"  # noqa: S105 - made up, opens nothing outside this process
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_IDS: Final = 100
_LONGEST_PAGE: Final = 50
_PAGE: Final = 20

Work = Callable[[web.Request], Awaitable[web.Response]]


class HeyGen:
    """Avatar videos by v3 and by v1, with a memory.

    https://developers.heygen.com/quick-start, https://docs.heygen.com/reference/generate-video

    `hosts` are those it sends callbacks to and fetches pictures and sounds from: it never leaves the machine
    by itself. `concurrent` is how many videos may be in work, the lives are in seconds.
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str,
        pace: Pace,
        faults: Faults,
        hosts: Collection[str] = LOOPBACK,
        balance: float | None = None,
        concurrent: int = CONCURRENT,
        key_life: float = KEY_LIFE,
        url_life: float = URL_LIFE,
        seed: int = 0,
        stock: Stock | None = None,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url.rstrip("/")
        self._faults = faults
        self._background = Background()
        self._bucket = Bucket(faults, url_life, stock=stock)
        self._books = Ledger(START if balance is None else balance)
        self._cast = Cast(self._base_url)
        self._keys = Keys(key_life)
        self._endpoints = Endpoints()
        self._webhooks = Webhooks(
            endpoints=self._endpoints,
            pace=pace,
            faults=faults,
            background=self._background,
            hosts=hosts,
            base_url=self._base_url,
        )
        self._studio = Studio(pace=pace, faults=faults, bucket=self._bucket, webhooks=self._webhooks)
        self._calls = Calls(
            studio=self._studio,
            ledger=self._books,
            cast=self._cast,
            keys=self._keys,
            webhooks=self._webhooks,
            faults=faults,
            background=self._background,
            pace=pace,
            seed=seed,
            concurrent=concurrent,
        )

    def subscribe(self, url: str, *, secret: str = WEBHOOK_SECRET, version: str = "v3") -> None:
        """Send the account's events to this address, as if a person had registered it."""
        self._endpoints.add(url, ("avatar_video.success", "avatar_video.fail"), version, secret)

    def ledger(self) -> dict[str, object]:
        """Every accepted paid call with what it cost, every delivery, and the balance."""
        return {
            "jobs": self._books.as_json(),
            "webhooks": [delivery.as_json() for delivery in self._webhooks.sent],
            "credits": self._books.credits,
        }

    async def close(self) -> None:
        """End all work and close what is open."""
        await self._background.close()
        await self._webhooks.close()

    def routes(self) -> list[web.RouteDef]:
        return [*self._v3(), *self._v1(), *self._registration(), *self._files()]

    def _v3(self) -> list[web.RouteDef]:
        return [
            self._door("POST", "/v3/videos", "create", self._calls.create),
            self._door("GET", "/v3/videos", "list", self.read_many),
            self._door("GET", "/v3/videos/statuses", "read", self.statuses),
            self._door("GET", "/v3/videos/{id}", "read", self.read),
            self._door("DELETE", "/v3/videos/{id}", "delete", self.delete),
            self._door("GET", "/v3/avatars", "looks", self.groups),
            self._door("GET", "/v3/avatars/looks", "looks", self.looks),
            self._door("GET", "/v3/voices", "voices", self.voices),
            self._door("GET", "/v3/users/me", "balance", self.balance),
        ]

    def _v1(self) -> list[web.RouteDef]:
        lists = OldLists(self._cast, self._books)
        return [
            self._door("POST", "/v1/video.generate", "create", self._calls.create_old),
            self._door("POST", "/v2/video/generate", "create", self._calls.create_scenes),
            self._door("GET", "/v1/video_status.get", "read", self.read_old),
            self._door("GET", "/v1/video.list", "list", self.read_many_old),
            self._door("DELETE", "/v1/video.delete", "delete", self.delete_old),
            self._door("GET", "/v1/avatar.list", "looks", lists.oldest_avatars),
            self._door("GET", "/v1/talking_photo.list", "looks", lists.photos),
            self._door("GET", "/v2/avatars", "looks", lists.avatars),
            self._door("GET", "/v2/avatar/{id}/details", "looks", lists.details),
            self._door("GET", "/v2/avatar_group.list", "looks", lists.groups),
            self._door("GET", "/v2/avatar_group/{id}/avatars", "looks", lists.group),
            self._door("GET", "/v2/voices", "voices", lists.voices),
            self._door("GET", "/v1/voice.list", "voices", lists.oldest_voices),
            self._door("GET", "/v2/user/remaining_quota", "balance", lists.quota),
            self._door("GET", "/v1/user/me", "balance", lists.me),
        ]

    def _registration(self) -> list[web.RouteDef]:
        desk, target = Registration(self._endpoints, self._webhooks), "endpoints"
        one = "/v3/webhooks/endpoints/{id}"
        return [
            self._door("POST", "/v3/webhooks/endpoints", target, desk.add),
            self._door("GET", "/v3/webhooks/endpoints", target, desk.listed),
            self._door("PATCH", one, target, desk.change),
            self._door("DELETE", one, target, desk.remove),
            self._door("POST", f"{one}/rotate-secret", target, desk.rotate),
            self._door("GET", "/v3/webhooks/event-types", target, desk.types),
            self._door("GET", "/v3/webhooks/events", target, self.events),
            self._door("POST", "/v1/webhook/endpoint.add", target, desk.add_old),
            self._door("GET", "/v1/webhook/endpoint.list", target, desk.listed_old),
            self._door("PATCH", "/v1/webhook/endpoint.update", target, desk.change_old),
            self._door("DELETE", "/v1/webhook/endpoint.delete", target, desk.remove_old),
            self._door("GET", "/v1/webhook/webhook.list", target, desk.types_old),
        ]

    def _files(self) -> list[web.RouteDef]:
        return [web.get("/media/{name}", self._bucket.read), web.get("/faces/{name}.png", self.face)]

    def _door(self, method: str, path: str, target: str, work: Work) -> web.RouteDef:
        return web.route(method, path, self._guarded(f"heygen:{target}", work))

    def _guarded(self, target: str, work: Work) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            await request.read()
            answer = partial(self._answer, request, work)
            fault = self._faults.take(target, faulty.CALL_FAULTS)
            if fault is None:
                return await answer()
            return await faulty.answer(fault, request, answer, self._background, self._keys)

        return handle

    async def _answer(self, request: web.Request, work: Work) -> web.StreamResponse:
        try:
            self._admit(request)
            return await work(request)
        except Refusal as refusal:
            return refusal.response(request.path)

    def _admit(self, request: web.Request) -> None:
        given = request.headers.get("X-Api-Key", "").encode()
        if not given:
            raise Refusal("unauthorized", "No API key was provided in the X-Api-Key header.")
        if not hmac.compare_digest(given, self._api_key.encode()):
            raise Refusal("unauthorized", "Invalid API key.")

    async def read(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self._calls.find(request.match_info["id"]).as_v3(self._base_url)})

    async def statuses(self, request: web.Request) -> web.Response:
        """In the order asked for; an id that nobody knows is a row as well."""
        wanted = [each.strip() for each in request.query.get("video_ids", "").split(",") if each.strip()]
        if not 1 <= len(wanted) <= _MOST_IDS:
            raise invalid("video_ids", f"Provide 1 to {_MOST_IDS} video ids.")
        return _listed([self._status(each) for each in wanted])

    def _status(self, video: str) -> dict[str, object]:
        try:
            return self._calls.find(video).as_row()
        except Refusal:
            return {"video_id": video, "status": "not_found", "error": None}

    async def read_many(self, request: web.Request) -> web.Response:
        """Newest first; `title` finds what contains it."""
        title = request.query.get("title", "")
        jobs = [job for job in self._newest() if title.lower() in (job.order.title or "").lower()]
        if fault := self._faults.take("heygen:list", {"behind"}):
            jobs = [job for job in jobs if is_listed(fault, job.created_at)]
        return _page([job.as_v3(self._base_url) for job in jobs], request)

    def _newest(self) -> list[Job]:
        return [job for job in reversed(list(self._calls.jobs.values())) if not job.is_deleted]

    async def delete(self, request: web.Request) -> web.Response:
        job = self._calls.find(request.match_info["id"])
        self._studio.remove(job)
        return web.json_response({"data": {"id": job.id, "deleted": True}})

    async def groups(self, request: web.Request) -> web.Response:
        return _page(self._cast.groups(), request)

    async def looks(self, request: web.Request) -> web.Response:
        return _page(self._cast.looks(request.query), request)

    async def voices(self, request: web.Request) -> web.Response:
        return _page(self._cast.voices(request.query), request)

    async def events(self, request: web.Request) -> web.Response:
        kind = request.query.get("event_type")
        rows = [event for event in reversed(self._webhooks.events) if kind in (None, event["event_type"])]
        return _page(rows, request)

    async def balance(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        wallet = {"currency": "credits", "remaining_balance": self._books.credits}
        return web.json_response(
            {
                "data": {
                    "username": "acorn",
                    "billing_type": "wallet",
                    "wallet": wallet,
                    "subscription": None,
                    "usage_based": None,
                }
            }
        )

    async def read_old(self, request: web.Request) -> web.Response:
        return old_answer(self._calls.find(request.query.get("video_id", "")).as_v1(self._base_url))

    async def read_many_old(self, request: web.Request) -> web.Response:  # noqa: ARG002 - as above
        rows = [
            {
                "video_id": job.id,
                "status": job.status.value,
                "video_title": job.order.title or "Untitled Video",
                "created_at": int(job.created_at.timestamp()),
                "type": "GENERATED",
            }
            for job in self._newest()
        ]
        return old_answer({"token": None, "videos": rows})

    async def delete_old(self, request: web.Request) -> web.Response:
        self._studio.remove(self._calls.find(request.query.get("video_id", "")))
        return old_answer(None)

    async def face(self, request: web.Request) -> web.Response:
        drawn = await portrait(name=request.match_info["name"], ratio="1x1")
        return web.Response(body=drawn, content_type="image/png")


def _listed(rows: Sequence[object], next_token: str | None = None) -> web.Response:
    return web.json_response({"data": rows, "has_more": next_token is not None, "next_token": next_token})


def _page(rows: Sequence[object], request: web.Request) -> web.Response:
    """A part of the list, and the token of the next one. Raises Refusal."""
    limit, token = request.query.get("limit", str(_PAGE)), request.query.get("token", "page-0")
    if not limit.isdecimal() or not 1 <= int(limit) <= _LONGEST_PAGE:
        raise invalid("limit", f"Input should be a number from 1 to {_LONGEST_PAGE}")
    start = token.removeprefix("page-")
    if not start.isdecimal():
        raise invalid("token", "Invalid pagination token.")
    end = int(start) + int(limit)
    return _listed(rows[int(start) : end], f"page-{end}" if end < len(rows) else None)
