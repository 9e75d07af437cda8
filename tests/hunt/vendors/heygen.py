"""A HeyGen of a few lines: a call with the key of an earlier one is answered as that was, for a day.

https://developers.heygen.com/quick-start
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.generation import Generation, Kind
from bot.providers.heygen import HeyGen
from bot.providers.provider import Reply, Request
from tests.hunt.vendor import Vendor, Voice, say, token_of

VIDEOS: Final = "/v3/videos"
KEY: Final = "hunt-heygen-key"
KEY_LIFE: Final = timedelta(hours=24)
SECONDS: Final = (8.0, 90.0)


@dataclass(slots=True, kw_only=True)
class Video:
    id: str
    asked: Mapping[str, Any]
    created: datetime
    status: str = "waiting"
    url: str | None = None

    def record(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "title": self.asked.get("title"),
            "created_at": int(self.created.timestamp()),
            "video_url": self.url,
            "failure_message": "Rendering failed." if self.status == "failed" else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    body: bytes
    reply: Reply
    at: datetime


def _no(status: int, code: str, message: str, **headers: str) -> Reply:
    return say(status, {"error": {"code": code, "message": message}}, **headers)


def heygen_voice() -> Voice:
    return Voice(
        no_job=say(200, {"data": {"status": "waiting"}}),
        busy=_no(429, "rate_limit_exceeded", "Too many requests."),
        busy_until=_no(429, "rate_limit_exceeded", "Too many requests.", **{"retry-after": "7"}),
        refused=_no(400, "invalid_parameter", "avatar_id is unknown."),
        another=say(
            200, {"data": {"id": "5f0e0d0c0b0a0908", "status": "completed", "video_url": "https://x"}}
        ),
        none=say(200, {"data": [], "has_more": False}),
        cut=say(200, {"data": [], "has_more": True, "next_token": "2"}),
    )


@dataclass(slots=True, kw_only=True)
class HeyGenVendor(Vendor):
    """`keeps_keys`: whether it does what its pages say of idempotency keys."""

    videos: dict[str, Video] = field(default_factory=dict)
    keeps_keys: bool = True
    said: Voice = field(default_factory=heygen_voice)
    answered: dict[str, _Answered] = field(default_factory=dict)

    @property
    def provider(self) -> HeyGen:
        return HeyGen(KEY)

    def wish(self, prompt: str, about: str) -> Generation:
        inputs = {"prompt": f"{about}: {prompt}", "avatar": "anna", "voice": "clara"}
        return Generation(provider="heygen", call="create_video", kind=Kind.AVATAR_VIDEO, inputs=dict(inputs))

    def about(self, wish: Generation) -> str:
        return wish.prompt

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        return headers.get("X-Api-Key") == KEY

    def call_of(self, request: Request) -> str:
        return "create_video" if request.method == "POST" and request.path == VIDEOS else ""

    def take(self, call: str, request: Request) -> Reply:
        key = request.headers.get("Idempotency-Key", "")
        known = self.answered.get(key) if self.keeps_keys else None
        if known is not None and self.clock.true_now() - known.at < KEY_LIFE:
            same = known.body == request.body
            return known.reply if same else _no(409, "idempotency_key_reused", "Another body had this key.")
        reply = self._made(call, request)
        if key:
            self.answered[key] = _Answered(body=request.body, reply=reply, at=self.clock.true_now())
        return reply

    def _made(self, call: str, request: Request) -> Reply:
        asked = json.loads(request.body)
        video = Video(id=f"{self.chance.getrandbits(128):032x}", asked=asked, created=self.clock.true_now())
        self.videos[video.id] = video
        self.pay(call, video.id, token=token_of(asked), about=str(asked.get("script", "")))
        self.world.spawn(self._work(video))
        return say(200, {"data": {"video_id": video.id, "status": "waiting", "output_format": "mp4"}})

    def answer(self, request: Request) -> Reply:
        if request.path == VIDEOS:
            rows = [video.record() for video in self.videos.values()]
            fits = [row for row in rows if request.query.get("title", "") in str(row["title"])]
            return say(200, {"data": fits, "has_more": False, "next_token": None})
        if request.path == f"{VIDEOS}/statuses":
            wanted = request.query["video_ids"].split(",")
            return say(200, {"data": [self._row(one) for one in wanted], "has_more": False})
        video = self.videos.get(request.path.rpartition("/")[2])
        if video is None:
            return _no(404, "not_found", "There is no such video.")
        return say(200, {"data": video.record()})

    def _row(self, one: str) -> dict[str, Any]:
        video = self.videos.get(one)
        return {"video_id": one, "status": video.status if video else "not_found", "error": None}

    async def _work(self, video: Video) -> None:
        await asyncio.sleep(self.chance.uniform(0.2, 3.0))
        video.status = "processing"
        await asyncio.sleep(self.chance.uniform(*SECONDS))
        fails = self.fails(video.asked)
        video.status = "failed" if fails else "completed"
        video.url = None if fails else f"https://cdn.example/{video.id}.mp4?Expires=1"
        if token := token_of(video.asked):
            kind = "avatar_video.fail" if fails else "avatar_video.success"
            data = {"video_id": video.id, "url": video.url, "callback_id": video.asked.get("callback_id")}
            self.told(token, {"event_type": kind, "event_data": data})
