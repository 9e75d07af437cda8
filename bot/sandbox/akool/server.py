"""The simulated Akool: its routes, its keys, its ground truth."""

from collections.abc import Awaitable, Callable, Collection
from functools import partial
from random import Random
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.akool import faulty
from bot.sandbox.akool.answers import Refusal, success
from bot.sandbox.akool.calls import Calls
from bot.sandbox.akool.effects import Effects
from bot.sandbox.akool.gate import Gate
from bot.sandbox.akool.ledger import START, Ledger
from bot.sandbox.akool.studio import Studio
from bot.sandbox.akool.webhooks import Seal, Webhooks
from bot.sandbox.clock import Pace
from bot.sandbox.creatify.media import Bucket
from bot.sandbox.faults import Faults
from bot.sandbox.slack.background import Background
from bot.sandbox.stock import Stock

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_OPEN: Final = "/api/open"
_VIDEOS: Final = f"{_OPEN}/v4/image2Video"

Work = Callable[[web.Request], Awaitable[web.Response]]


class Akool:
    """The Image to Video API, with a memory.

    https://docs.akool.com/ai-tools-suite/image2video/image2video

    `hosts` are those it sends callbacks to and fetches images from: it never leaves the machine by itself.
    `is_pro` accounts may ask for ten seconds and the premium model.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        api_key: str,
        base_url: str,
        pace: Pace,
        faults: Faults,
        hosts: Collection[str] = LOOPBACK,
        balance: int | None = None,
        is_pro: bool = True,
        seed: int = 0,
        stock: Stock | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._faults = faults
        self._background = Background()
        self._bucket = Bucket(faults, "akool:media", stock=stock)
        self._books = Ledger(START if balance is None else balance)
        self._effects = Effects(self._base_url)
        self._gate = Gate(client_id=client_id, client_secret=client_secret, api_key=api_key, faults=faults)
        seal = Seal(client_id=client_id, client_secret=client_secret, chance=Random(seed))  # noqa: S311
        self._webhooks = Webhooks(
            seal=seal, pace=pace, faults=faults, background=self._background, hosts=hosts
        )
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
            effects=self._effects,
            faults=faults,
            background=self._background,
            base_url=self._base_url,
            seed=seed,
            is_pro=is_pro,
        )

    def ledger(self) -> dict[str, object]:
        """Every accepted paid call with what it cost, every callback, the tokens issued, and the balance."""
        return {
            "jobs": [order.as_json() for order in self._books.orders],
            "webhooks": [callback.as_json() for callback in self._webhooks.sent],
            "tokens": self._gate.issued,
            "credits": self._books.credits,
        }

    async def close(self) -> None:
        """End all work and close what is open."""
        await self._background.close()
        await self._webhooks.close()

    def routes(self) -> list[web.RouteDef]:
        calls = self._calls
        return [
            web.post(f"{_OPEN}/v3/getToken", self._guarded("token", self._gate.get_token, is_open=True)),
            web.get(f"{_OPEN}/v3/faceswap/quota/info", self._guarded("credits", self.quota)),
            web.get(f"{_OPEN}/v4/aigModel/list", self._guarded("models", calls.models)),
            web.post(f"{_VIDEOS}/createBySourcePrompt", self._guarded("create", calls.create)),
            web.post(f"{_VIDEOS}/createBySourcePrompt/batch", self._guarded("create", calls.create_batch)),
            web.post(f"{_VIDEOS}/resultsByIds", self._guarded("results", calls.results)),
            web.get(f"{_VIDEOS}/effects", self._guarded("effects", self.effects)),
            web.post(f"{_VIDEOS}/updateVideoAudio", self._guarded("audio", calls.add_audio)),
            web.post(f"{_VIDEOS}/delbyids", self._guarded("delete", calls.delete)),
            web.get("/media/{name}", self._bucket.read),
            web.get("/effects/{code}.{suffix:png|mp4}", self._effects.preview),
        ]

    def _guarded(self, target: str, work: Work, *, is_open: bool = False) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            await request.read()
            answer = partial(self._answer, request, work, is_open=is_open)
            fault = self._faults.take(f"akool:{target}", faulty.CALL_FAULTS)
            if fault is None:
                return await answer()
            return await faulty.answer(fault, request, answer, self._background)

        return handle

    async def _answer(self, request: web.Request, work: Work, *, is_open: bool) -> web.StreamResponse:
        try:
            if not is_open:
                self._gate.check(request)
            return await work(request)
        except Refusal as refusal:
            return refusal.response()

    async def quota(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        return success({"credit": self._books.credits})

    async def effects(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        return success(self._effects.listed())
