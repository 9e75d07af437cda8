"""Where jobs are worked on: statuses over time, failures, finished media, callbacks."""

from collections.abc import Collection
from functools import partial
from random import Random
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.clock import Pace
from bot.sandbox.creatify.jobs import Job, Status
from bot.sandbox.creatify.media import Bucket
from bot.sandbox.creatify.webhooks import Webhooks
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.pictures import film, picture, scene

IMAGE_SECONDS: Final = 12.0
VIDEO_SECONDS: Final = 30.0
_FIRST: Final = 2.0
_LAG: Final = 1.0
_HINTS: Final = 0.25
"""How often a callback comes although the job is not at its end, as the vendor's own sample shows."""
_SIZES: Final = {"16x9": (1280, 720), "9x16": (720, 1280), "1x1": (1024, 1024)}
_FILM_SIZES: Final = {"16x9": (640, 360), "9x16": (360, 640), "1x1": (480, 480)}
_ROOM: Final = 1.3
"""How much larger the picture is than the film, so that the camera can move over it."""
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
        return self._faults.take("creatify:job", {"fail", "stall", "slow"})

    async def make_image(self, job: Job, call: str, fate: Fault | None) -> None:
        await self._pace.sleep(_FIRST)
        job.move(Status.IMAGE_GENERATING)
        if not await self._work(job, IMAGE_SECONDS - _FIRST, fate):
            return
        reason = await self._what_is_wrong(job, fate)
        if reason:
            job.fail(reason)
        else:
            self.finish_image(job)
        self._tell(job, call)

    async def make_video(self, job: Job, call: str, fate: Fault | None) -> None:
        if job.status is Status.INITIALIZING:
            await self._pace.sleep(_FIRST)
            job.move(Status.VIDEO_GENERATING)
        elif job.shown_late:
            await self._pace.sleep(_LAG)
            job.shown_late = None
        if job.webhook_url and job.chance.random() < _HINTS:
            self._webhooks.hint(call, job.as_json(self._base_url), job.webhook_url)
        if not await self._work(job, VIDEO_SECONDS - _FIRST, fate):
            return
        reason = _ordered_failure(job, fate) or _foretold_failure(job, "fail-video")
        if reason:
            job.fail(reason)
        else:
            self.finish_video(job)
        self._tell(job, call)

    def _tell(self, job: Job, call: str) -> None:
        if job.webhook_url:
            self._webhooks.tell(call, job.as_json(self._base_url), job.webhook_url)

    async def _work(self, job: Job, seconds: float, fate: Fault | None) -> bool:
        """Spend the time it takes; False for a job that never ends."""
        if fate is not None and fate.mode == "stall":
            return False
        extra = fate.number("seconds", 60.0) if fate is not None and fate.mode == "slow" else 0.0
        await self._pace.sleep(seconds * job.chance.uniform(0.85, 1.15) + extra)
        return True

    async def _what_is_wrong(self, job: Job, fate: Fault | None) -> str:
        ordered = _ordered_failure(job, fate)
        if ordered:
            return ordered
        foretold = _foretold_failure(job, "fail")
        if foretold and "fail-video" not in job.product_url:
            return foretold
        return await self._unreadable(job.product_url)

    async def _unreadable(self, url: str) -> str:
        """Creatify downloads the product image itself; here only from hosts of the sandbox."""
        if urlsplit(url).hostname not in self._hosts:
            return ""
        try:
            async with self._webhooks.session.get(url) as answer:
                content = await answer.content.read(_LARGEST_PICTURE)
                if answer.status != 200:
                    return f"The product image could not be downloaded (HTTP {answer.status})."
                if not answer.content_type.startswith("image/") or not content:
                    return "The product URL does not lead to an image."
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "The product image could not be downloaded."
        return ""

    def finish_image(self, job: Job) -> None:
        width, height = _SIZES[job.aspect_ratio]
        draw = partial(
            picture,
            prompt=job.image_prompt or "",
            seed=job.seed,
            width=width,
            height=height,
            badge=_badge(job),
            product=_product(job),
        )
        job.photo = self._bucket.keep("png", draw)
        job.move(Status.IMAGE_GENERATED)

    def finish_video(self, job: Job) -> None:
        job.video = self._bucket.keep("mp4", partial(_shoot, job))
        job.shown_late = None
        job.move(Status.VIDEO_GENERATED)


async def _shoot(job: Job) -> bytes:
    """The camera moves over the picture; the caption is what was asked of the video."""
    width, height = _FILM_SIZES[job.aspect_ratio]
    still = await scene(
        prompt=job.image_prompt or "",
        seed=job.photo_seed,
        width=round(width * _ROOM),
        height=round(height * _ROOM),
        badge=_badge(job),
        product=_product(job),
    )
    return await film(
        prompt=job.video_prompt or job.image_prompt or "",
        seed=job.seed,
        width=width,
        height=height,
        sound=job.motion_style == "talking",
        still=still,
    )


def _ordered_failure(job: Job, fate: Fault | None) -> str:
    if fate is None or fate.mode != "fail":
        return ""
    return fate.text("reason", f"Generation of this {job.type} failed.")


def _foretold_failure(job: Job, word: str) -> str:
    """A person who wants to see a failure writes it into the product's address."""
    return "The product could not be recognized in the image." if word in job.product_url else ""


def _badge(job: Job) -> str:
    return "avatar" if job.type == "product_avatar" else ""


def _product(job: Job) -> str:
    """The name of the file, so that a picture of a bag becomes a picture of a bag."""
    return urlsplit(job.product_url).path.rpartition("/")[2].partition(".")[0]


def chance_for(seed: int, number: int) -> Random:
    """Chance that is the same for the same job in every run."""
    return Random(f"{seed}:{number}")  # noqa: S311 - decides looks and blanks, no secret
