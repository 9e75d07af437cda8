"""An Akool of a few lines: no key makes a call safe to repeat, and no list finds a lost job again.

https://docs.akool.com/ai-tools-suite/image2video/create-video
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.domain.generation import Generation, Kind
from bot.providers.akool import Akool
from bot.providers.akool.session import Session
from bot.providers.provider import Reply, Request
from tests.hunt.leaping import this_loop
from tests.hunt.vendor import Vendor, Voice, say, token_of
from tests.providers.akool.sealing import encrypted, signed

CLIENT_ID: Final = "hunt-client-0000000001"
SECRET: Final = "hunt-secret-24-bytes-long"[:24]
TOKEN: Final = "a-token"
FILMS: Final = "/api/open/v4/image2Video/"
PAID_CALLS: Final = {"createBySourcePrompt": "animate", "updateVideoAudio": "add_audio"}
SECONDS: Final = (8.0, 60.0)


@dataclass(slots=True, kw_only=True)
class Film:
    """A record: queueing (1), processing (2), completed (3) or failed (4)."""

    id: str
    asked: Mapping[str, Any]
    created: datetime
    status: int = 1
    url: str = ""

    def record(self) -> dict[str, Any]:
        made = {"video_url": self.url} if self.url else {}
        return {
            "_id": self.id,
            "status": self.status,
            "create_time": int(self.created.timestamp() * 1000),
            "webhookUrl": self.asked.get("webhookurl", ""),
            "image_url": self.asked.get("image_url", ""),
            "prompt": self.asked.get("prompt", ""),
            "deduction_credit": 20,
            **made,
        }


def _ok(data: object, **beside: object) -> Reply:
    return say(200, {"code": 1000, "msg": "OK", "data": data, **beside})


def _no(code: int, msg: str) -> Reply:
    return say(200, {"code": code, "msg": msg})


def akool_voice() -> Voice:
    """Refusals come with the HTTP status 200."""
    return Voice(
        no_job=_ok({"status": 1}),
        busy=_no(1005, "Too frequent operation"),
        busy_until=say(429, {}, **{"retry-after": "7"}),
        refused=_no(1003, "image_url is not a valid url"),
        another=_ok({"result": [{"_id": "66f0c0ffee0000000000abcd", "status": 3, "video_url": "https://x"}]}),
        none=_ok({"result": []}),
        cut=_ok({"count": 9}),
    )


@dataclass(slots=True, kw_only=True)
class AkoolVendor(Vendor):
    """Opened with a token, which is fetched like any client would."""

    films: dict[str, Film] = field(default_factory=dict)
    said: Voice = field(default_factory=akool_voice)

    @property
    def provider(self) -> Akool:
        return Akool(CLIENT_ID, SECRET)

    @property
    def carried(self) -> Session:
        """Tokens are awaited by the time that leaps, too."""
        return Session(self, client_id=CLIENT_ID, client_secret=SECRET, now=this_loop().time)

    def wish(self, prompt: str, about: str) -> Generation:
        inputs = {"image_url": f"https://shop.example/{about}.jpg", "prompt": prompt, "video_length": "5"}
        return Generation(
            provider="akool",
            call="animate",
            kind=Kind.VIDEO,
            inputs={**inputs, "resolution": "720p", "audio_type": "3"},
        )

    def about(self, wish: Generation) -> str:
        return wish.text("image_url")

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        return headers.get("Authorization") == f"Bearer {TOKEN}"

    def call_of(self, request: Request) -> str:
        return PAID_CALLS.get(request.path.removeprefix(FILMS), "")

    def take(self, call: str, request: Request) -> Reply:
        asked = json.loads(request.body)
        film = Film(id=f"{self.chance.getrandbits(96):024x}", asked=asked, created=self.clock.true_now())
        self.films[film.id] = film
        self.pay(call, film.id, token=token_of(asked), about=str(asked.get("image_url", "")))
        first = film.record()
        self.world.spawn(self._work(film))
        return _ok(first)

    async def send(self, request: Request, headers: Mapping[str, str]) -> Reply:
        """Tokens are to be had: what comes of one that is not stands in the tests of the session."""
        if request.path.endswith("/getToken"):
            return say(200, {"code": 1000, "token": TOKEN})
        return await Vendor.send(self, request, headers)

    def answer(self, request: Request) -> Reply:
        wanted = json.loads(request.body)["_ids"].split(",")
        return _ok({"result": [self.films[one].record() for one in wanted if one in self.films]})

    async def _work(self, film: Film) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, 3.0))
        self._move(film, 2)
        await asyncio.sleep(self.chance.uniform(*SECONDS))
        if self.fails(film.asked):
            self._move(film, 4)
        else:
            film.url = f"https://cdn.example/{film.id}.mp4"
            self._move(film, 3)

    def _move(self, film: Film, status: int) -> None:
        """Every change is called back about, sealed and signed."""
        film.status = status
        if token := token_of(film.asked):
            news = {"_id": film.id, "status": status, "type": "image2video", "url": film.url}
            data = encrypted(json.dumps(news).encode(), client_id=CLIENT_ID, secret=SECRET)
            self.told(token, json.loads(signed(data, client_id=CLIENT_ID)))
