"""Where videos are made: statuses over time, failures, finished films, callbacks."""

import asyncio
import io
from collections.abc import Collection
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from PIL import Image

from bot.sandbox.akool.fields import NO_AUDIO
from bot.sandbox.akool.jobs import Job, Status
from bot.sandbox.akool.webhooks import Webhooks
from bot.sandbox.clock import Pace
from bot.sandbox.creatify.media import Bucket
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.pictures import film

FILM_SECONDS: Final = 28.0
AUDIO_SECONDS: Final = 12.0
QUEUE_SECONDS: Final = 2.0
_HINTS: Final = 0.25
"""How often a callback tells of progress: the vendor says that status 2 may come, not when."""
_LONG_EDGES: Final = {"720p": 640, "1080p": 768, "4k": 960}
_WIDESCREEN: Final = (16, 9)
_LARGEST_PICTURE: Final = 25 * 1024 * 1024


class Studio:
    """Takes a job from its acceptance to its end."""

    def __init__(
        self,
        *,
        base_url: str,
        pace: Pace,
        faults: Faults,
        bucket: Bucket,
        webhooks: Webhooks,
        hosts: Collection[str],
    ) -> None:
        self._base_url = base_url
        self._pace = pace
        self._faults = faults
        self._bucket = bucket
        self._webhooks = webhooks
        self._hosts = hosts

    def fate(self) -> Fault | None:
        """What was ordered to become of the next job."""
        return self._faults.take("akool:job", {"fail", "stall", "slow"})

    async def make(self, job: Job, fate: Fault | None) -> None:
        await self._pace.sleep(QUEUE_SECONDS)
        job.move(Status.PROCESSING)
        if job.wish.webhook_url and job.chance.random() < _HINTS:
            self._webhooks.hint(job.id, job.status.value, job.wish.webhook_url)
        if not await self._work(job, fate):
            return
        if await self._is_wrong(job, fate):
            job.move(Status.FAILED)
        else:
            self.finish(job)
        if job.wish.webhook_url:
            self._webhooks.tell(job.id, job.status.value, job.wish.webhook_url, self._address(job))

    async def finish_now(self, job: Job) -> None:
        """The job is done and told before anybody hears that it was begun."""
        self.finish(job)
        await self._webhooks.tell_now(job.id, job.status.value, job.wish.webhook_url, self._address(job))

    def forget(self, job: Job) -> None:
        if job.film is not None:
            self._bucket.remove(job.film)
            job.film = None

    def _address(self, job: Job) -> str:
        return job.film.url(self._base_url) if job.film else ""

    async def _work(self, job: Job, fate: Fault | None) -> bool:
        """Spend the time it takes; False for a job that never ends."""
        if fate is not None and fate.mode == "stall":
            return False
        usual = AUDIO_SECONDS if job.only_adds_audio else FILM_SECONDS
        if job.wish.is_premium_model:
            usual /= 2
        extra = fate.number("seconds", 60.0) if fate is not None and fate.mode == "slow" else 0.0
        await self._pace.sleep(usual * job.chance.uniform(0.85, 1.15) + extra)
        return True

    async def _is_wrong(self, job: Job, fate: Fault | None) -> bool:
        """A person who wants to see a failure writes it into the image's address."""
        if fate is not None and fate.mode == "fail":
            return True
        if job.only_adds_audio:
            return False
        return "fail" in job.wish.image_url or not await self._see(job)

    async def _see(self, job: Job) -> bool:
        """Akool downloads the image itself; here only from hosts of the sandbox. False for what is none."""
        if urlsplit(job.wish.image_url).hostname not in self._hosts:
            return True
        try:
            async with self._webhooks.session.get(job.wish.image_url) as answer:
                seen = await _whole(answer)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
        if not await asyncio.to_thread(_is_picture, seen):
            return False
        job.still = seen
        return True

    def finish(self, job: Job) -> None:
        width, height = _frame(job)
        draw = partial(
            film,
            prompt=job.effect_name or job.wish.prompt,
            seed=job.seed,
            width=width,
            height=height,
            badge=_badge(job),
            product=_product(job.wish.image_url),
            sound=job.wish.audio_type != NO_AUDIO,
            seconds=job.wish.video_length,
            still=job.still,
        )
        job.film = self._bucket.keep("mp4", draw)
        job.move(Status.COMPLETED)


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    """The body of a success, b"" for all else and for what is too large."""
    seen = bytearray()
    async for chunk in answer.content.iter_any():
        seen += chunk
        if len(seen) > _LARGEST_PICTURE:
            return b""
    return bytes(seen) if answer.status == 200 else b""


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _frame(job: Job) -> tuple[int, int]:
    """An even size in the shape of the image; smaller than real films, so that it is made in no time."""
    wide, tall = _WIDESCREEN
    if job.still is not None:
        with Image.open(io.BytesIO(job.still)) as image:
            wide, tall = image.size
    scale = _LONG_EDGES[job.wish.resolution] / max(wide, tall)
    return _even(wide * scale), _even(tall * scale)


def _even(length: float) -> int:
    return max(64, round(length / 2) * 2)


def _badge(job: Job) -> str:
    said = f"Akool {job.wish.resolution}"
    if job.effect_name:
        said += f", effect {job.effect_name}"
    return f"{said}, sound added" if job.only_adds_audio else said


def _product(image_url: str) -> str:
    """The name of the file, so that a picture of a bag becomes a film of a bag."""
    return urlsplit(image_url).path.rpartition("/")[2].partition(".")[0]
