"""Where videos are worked on: statuses over time, failures, finished films, callbacks."""

from functools import partial
from random import Random
from typing import Final

import aiohttp

from bot.sandbox.clock import Pace
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.heygen import films
from bot.sandbox.heygen.jobs import Job, Status
from bot.sandbox.heygen.media import Bucket
from bot.sandbox.heygen.webhooks import Webhooks

SECONDS: Final = 40.0
_FIRST: Final = 2.0
_FORETOLD: Final = "fail-video"
_MOST_FETCHED: Final = 64 * 1024


class Studio:
    """Takes a video from its acceptance to its end."""

    def __init__(self, *, pace: Pace, faults: Faults, bucket: Bucket, webhooks: Webhooks) -> None:
        self._pace = pace
        self._faults = faults
        self._bucket = bucket
        self._webhooks = webhooks

    def fate(self) -> Fault | None:
        """What was ordered to become of the next video."""
        return self._faults.take("heygen:job", {"fail", "stall", "slow"})

    async def make(self, job: Job, fate: Fault | None) -> None:
        await self._pace.sleep(_FIRST)
        job.status = Status.PENDING
        await self._pace.sleep(_FIRST)
        job.status = Status.PROCESSING
        if fate is not None and fate.mode == "stall":
            return
        extra = fate.number("seconds", 60.0) if fate is not None and fate.mode == "slow" else 0.0
        await self._pace.sleep((SECONDS - 2 * _FIRST) * job.chance.uniform(0.85, 1.15) + extra)
        reason = _ordered_failure(fate) or _foretold_failure(job) or await self._unreachable(job)
        if job.is_deleted:
            return
        if reason:
            job.fail(reason)
        else:
            self.finish(job)
        self._webhooks.tell(job)

    def finish(self, job: Job) -> None:
        """Captions are burnt into a film of their own, beside the plain one."""
        draw = partial(films.film, job.order.clips, ratio=job.order.ratio, seed=job.seed)
        job.film = self._bucket.keep(partial(draw, captions=False))
        if job.order.captions:
            job.captioned = self._bucket.keep(partial(draw, captions=True))
        job.end(Status.COMPLETED)

    def remove(self, job: Job) -> None:
        self._bucket.drop(job.film)
        self._bucket.drop(job.captioned)
        job.is_deleted = True

    async def _unreachable(self, job: Job) -> str:
        """HeyGen fetches pictures, films and sounds itself; here only from hosts of the sandbox."""
        for url in job.order.urls:
            if self._webhooks.is_ours(url) and not await self._can_fetch(url):
                return "Failed to download the media from the URL that was given."
        return ""

    async def _can_fetch(self, url: str) -> bool:
        try:
            async with self._webhooks.session.get(url) as answer:
                some = await answer.content.read(_MOST_FETCHED)
                kind = answer.content_type.partition("/")[0]
                return answer.status == 200 and bool(some) and kind in {"image", "video", "audio"}
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def _ordered_failure(fate: Fault | None) -> str:
    if fate is None or fate.mode != "fail":
        return ""
    return fate.text("reason", "Rendering of this video failed.")


def _foretold_failure(job: Job) -> str:
    """A person who wants to see a failure writes it into the script."""
    is_foretold = any(_FORETOLD in clip.script for clip in job.order.clips)
    return "Video is too long" if is_foretold else ""


def chance_for(seed: int, number: int) -> Random:
    """Chance that is the same for the same video in every run."""
    return Random(f"{seed}:{number}")  # noqa: S311 - decides looks and extras, no secret
