"""The calls on videos: what each needs, what it starts, what it costs, what it shows."""

from dataclasses import replace
from itertools import count
from random import Random
from typing import Final

from aiohttp import web

from bot.sandbox.akool.answers import NEEDS_PLAN, NOT_OPERABLE, NOT_THERE, Refusal, success, wrong
from bot.sandbox.akool.effects import Effects
from bot.sandbox.akool.fields import (
    AI_AUDIO,
    OWN_AUDIO,
    Body,
    Wish,
    read_audio_url,
    read_body,
    read_ids,
    read_wish,
    text,
    whole,
)
from bot.sandbox.akool.jobs import Job, Status, chance_for
from bot.sandbox.akool.ledger import FILMS, ONLY_AUDIO, Ledger
from bot.sandbox.akool.studio import Studio
from bot.sandbox.akool.webhooks import TARGET
from bot.sandbox.faults import Faults
from bot.sandbox.slack.background import Background

MOST_IN_BATCH: Final = 10
MODELS: Final = ("AkoolImage2VideoFastV1", "AkoolImage2VideoProV1")
_BUSY: Final = "video resource is processing, please try again later"
_HUSHED: Final = 0.5
"""How often a video with added sound, which has no webhook of its own, calls back on that of its origin."""


class Calls:
    """Accepts orders. Every accepted one is billed, also the second of two that are alike."""

    def __init__(
        self,
        *,
        studio: Studio,
        ledger: Ledger,
        effects: Effects,
        faults: Faults,
        background: Background,
        base_url: str,
        seed: int,
        is_pro: bool,
    ) -> None:
        self._studio = studio
        self._ledger = ledger
        self._effects = effects
        self._faults = faults
        self._background = background
        self._base_url = base_url
        self._seed = seed
        self._is_pro = is_pro
        self._numbers = count(1)
        self._shuffle = Random(seed)  # noqa: S311 - decides an order
        self.jobs: dict[str, Job] = {}

    async def create(self, request: web.Request) -> web.Response:
        wish = read_wish(await read_body(request))
        job = self._film(wish)
        self._ledger.bill("create", job)
        answer = job.as_created()
        await self._begin(job)
        return success(answer)

    async def create_batch(self, request: web.Request) -> web.Response:
        """Several alike. https://docs.akool.com/ai-tools-suite/image2video/create-batch"""
        body = await read_body(request)
        model, copies = _read_batch(body)
        wish = read_wish({"audio_type": 3, **body}, needs_negative=False)
        jobs = [self._film(wish, model=model) for _ in range(copies)]
        self._ledger.afford(sum(job.price for job in jobs))
        made = []
        for job in jobs:
            self._ledger.bill("create", job)
            made.append(job.as_created() | {"model_name": model, "batch_count": copies})
            await self._begin(job)
        return success({"successList": made, "errorList": []})

    async def add_audio(self, request: web.Request) -> web.Response:
        """A new record, which takes over everything but the sound."""
        body = await read_body(request)
        source = self._finished(text(body, "pre_video_id", needed=True))
        audio_type = whole(body, "audio_type", (AI_AUDIO, OWN_AUDIO))
        wish = replace(source.wish, audio_type=audio_type, audio_url=read_audio_url(body, audio_type))
        job = Job(
            chance=self._chance(),
            wish=wish,
            price=ONLY_AUDIO[wish.video_length],
            effect_name=source.effect_name,
            pre_video_id=source.id,
            still=source.still,
        )
        job.seed = source.seed
        self._ledger.bill("audio", job)
        answer = job.as_created()
        if job.chance.random() < _HUSHED:
            job.wish = replace(wish, webhook_url="")
        await self._begin(job)
        return success(answer)

    async def results(self, request: web.Request) -> web.Response:
        """In any order, without those that nobody knows."""
        wanted = read_ids(await read_body(request))
        found = [self.jobs[one] for one in dict.fromkeys(wanted) if one in self.jobs]
        if not found:
            raise Refusal(NOT_THERE, "The content does not exist")
        self._shuffle.shuffle(found)
        return success({"result": [job.as_result(self._base_url) for job in found]})

    async def delete(self, request: web.Request) -> web.Response:
        """Partial success is success."""
        gone, kept = [], []
        for one in dict.fromkeys(read_ids(await read_body(request))):
            job = self.jobs.get(one)
            if job is None:
                kept.append({"_id": one, "msg": "video resource does not exist"})
            elif job.status is Status.PROCESSING:
                kept.append({"_id": one, "msg": _BUSY})
            else:
                self._studio.forget(self.jobs.pop(one))
                gone.append(one)
        return success({"successIds": gone, "noPermissionItems": kept}, "Delete successfully")

    async def models(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler's shape
        shown = [
            {"value": model, "label": model, "type": 1501, "provider": "akool", "sort": -place}
            | {"resolutionList": [{"label": name, "value": name, "unit_credit": 4} for name in ("720p",)]}
            | {"durationList": [5, 10], "requiresPay": False}
            for place, model in enumerate(MODELS)
        ]
        return success(shown)

    def _film(self, wish: Wish, model: str = "") -> Job:
        if not self._is_pro and (wish.video_length > 5 or wish.is_premium_model):
            raise Refusal(NEEDS_PLAN, "A pro subscription is required")
        return Job(
            chance=self._chance(),
            wish=wish,
            price=FILMS[wish.resolution, wish.video_length],
            effect_name=self._effects.name(wish.effect_code),
            model_name=model,
        )

    def _finished(self, spelled: str) -> Job:
        """Raises Refusal for a video that is not there or not done."""
        job = self.jobs.get(spelled)
        if job is None:
            raise Refusal(NOT_THERE, "The content does not exist")
        if job.status is not Status.COMPLETED:
            raise Refusal(NOT_OPERABLE, "The video is not completed")
        return job

    def _chance(self) -> Random:
        return chance_for(self._seed, next(self._numbers))

    async def _begin(self, job: Job) -> None:
        """Start the work; or, as a fault has it, end it before the call is answered."""
        self.jobs[job.id] = job
        if job.wish.webhook_url and self._faults.take(TARGET, {"early"}):
            await self._studio.finish_now(job)
            return
        self._background.start(self._studio.make(job, self._studio.fate()))


def _read_batch(body: Body) -> tuple[str, int]:
    model = text(body, "model_name", needed=True)
    if model not in MODELS:
        raise wrong(f"model_name must be one of {', '.join(MODELS)}")
    return model, whole({"count": 1, **body}, "count", range(1, MOST_IN_BATCH + 1))
