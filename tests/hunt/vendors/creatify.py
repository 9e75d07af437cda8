"""A Creatify of a few lines: it makes, and charges for, each call that it takes on.

https://docs.creatify.ai/api-reference/product_to_video/post-apiproduct_to_videos-gen_image
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bot.domain.generation import Generation, Kind
from bot.providers.creatify import Creatify
from bot.providers.provider import Reply, Request
from tests.hunt.vendor import Vendor, say, token_of

JOBS: Final = "/api/product_to_videos/"
IMAGE_SECONDS: Final = (8.0, 40.0)
FILM_SECONDS: Final = (20.0, 90.0)


@dataclass(slots=True, kw_only=True)
class VendorJob:
    """A record; `fails` says that it will."""

    id: str
    asked: Mapping[str, Any]
    created: datetime
    status: str = "initializing"
    fails: bool = False
    source: str = ""
    call: str = "gen_image"
    photo: str = ""
    film: str = ""

    def record(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "type": self.asked.get("type", "product_anyshot"),
            "product_url": self.asked.get("product_url", ""),
            "aspect_ratio": self.asked.get("aspect_ratio", "16x9"),
            "image_prompt": self.asked.get("image_prompt"),
            "video_prompt": self.asked.get("video_prompt"),
            "webhook_url": self.asked.get("webhook_url"),
            "generated_photo_url": self.photo,
            "generated_video_url": self.film or None,
            "failed_reason": "The product could not be recognized." if self.status == "failed" else None,
            "created_at": self.created.isoformat(),
            "updated_at": self.created.isoformat(),
            "regen_type": self.call if self.source else "",
            "regen_source_id": self.source,
        }


@dataclass(slots=True, kw_only=True)
class CreatifyVendor(Vendor):
    """There is no idempotency key: a call that comes twice is made and paid twice."""

    jobs: dict[str, VendorJob] = field(default_factory=dict)

    @property
    def provider(self) -> Creatify:
        return Creatify("id", "key")

    def wish(self, prompt: str, about: str) -> Generation:
        inputs = {"product_url": f"https://shop.example/{about}.jpg", "prompt": prompt}
        return Generation(provider="creatify", call="gen_image", kind=Kind.IMAGE, inputs=dict(inputs))

    def about(self, wish: Generation) -> str:
        return wish.text("product_url")

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        return headers.get("X-API-KEY") == "key"

    def call_of(self, request: Request) -> str:
        return request.path.rstrip("/").rpartition("/")[2] if request.method == "POST" else ""

    def take(self, call: str, request: Request) -> Reply:
        asked = json.loads(request.body)
        source = self._source(request)
        if call == "gen_video" and (source is None or source.status != "image_generated"):
            return say(400, {"detail": "A video needs a finished image."})
        job = self._job(call, asked, source)
        self.jobs[job.id] = job
        self.pay(call, job.id, token=token_of(asked), about=str(job.asked.get("product_url", "")))
        first = job.record()
        self.world.spawn(self._work(job, call, asked))
        return say(200, first)

    def _source(self, request: Request) -> VendorJob | None:
        parts = request.path.removeprefix(JOBS).rstrip("/").split("/")
        return self.jobs.get(parts[0]) if len(parts) == 2 else None

    def _job(self, call: str, asked: Mapping[str, Any], source: VendorJob | None) -> VendorJob:
        if source is not None and call == "gen_video":
            source.asked = {**source.asked, **asked}
            source.status = "video_generating"
            return source
        kept = {**source.asked, **asked} if source is not None else asked
        return VendorJob(
            id=str(UUID(int=self.chance.getrandbits(128), version=4)),
            asked=kept,
            created=self.clock.true_now(),
            source=source.id if source is not None else "",
            call=call,
            photo=source.photo if source is not None and call == "regen_video" else "",
        )

    async def _work(self, job: VendorJob, call: str, asked: Mapping[str, Any]) -> None:
        is_film = call.endswith("video")
        await asyncio.sleep(self.chance.uniform(0.2, 3.0))
        self._move(job, "video_generating" if is_film else "image_generating", asked)
        await asyncio.sleep(self.chance.uniform(*(FILM_SECONDS if is_film else IMAGE_SECONDS)))
        if self.fails(job.asked):
            self._move(job, "failed", asked)
        elif is_film:
            job.film = f"https://cdn.example/{job.id}.mp4"
            self._move(job, "video_generated", asked)
        else:
            job.photo = f"https://cdn.example/{job.id}.png"
            self._move(job, "image_generated", asked)

    def _move(self, job: VendorJob, status: str, asked: Mapping[str, Any]) -> None:
        job.status = status
        if token := token_of(asked):
            self.told(token, job.record())

    def answer(self, request: Request) -> Reply:
        one = request.path.removeprefix(JOBS).rstrip("/")
        if one:
            job = self.jobs.get(one)
            return say(200, job.record()) if job else say(404, {"detail": "Not found."})
        wanted = request.query.get("ids")
        chosen = wanted.split(",") if wanted else list(self.jobs)
        return say(200, [self.jobs[name].record() for name in chosen if name in self.jobs])
