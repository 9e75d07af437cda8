"""The four paid calls: what each needs, what it starts, what it costs."""

from collections.abc import Callable
from itertools import count
from random import Random
from typing import Final
from uuid import UUID

from aiohttp import web

from bot.sandbox.creatify.fields import GEN_IMAGE, GEN_VIDEO, REGEN_IMAGE, REGEN_VIDEO, read_body
from bot.sandbox.creatify.jobs import Job, Status
from bot.sandbox.creatify.ledger import Ledger
from bot.sandbox.creatify.personas import Personas
from bot.sandbox.creatify.refusals import Refusal, detail, not_found
from bot.sandbox.creatify.studio import Studio, chance_for
from bot.sandbox.creatify.webhooks import TARGET, Webhooks
from bot.sandbox.faults import Faults
from bot.sandbox.slack.background import Background

_STALE: Final = 0.5
_HAS_IMAGE: Final = (Status.IMAGE_GENERATED, Status.VIDEO_GENERATING, Status.VIDEO_GENERATED)


class Calls:
    """Accepts orders. Every accepted one is billed, also the second of two that are alike."""

    def __init__(
        self,
        *,
        studio: Studio,
        ledger: Ledger,
        personas: Personas,
        webhooks: Webhooks,
        faults: Faults,
        background: Background,
        base_url: str,
        seed: int,
    ) -> None:
        self._studio = studio
        self._ledger = ledger
        self._personas = personas
        self._webhooks = webhooks
        self._faults = faults
        self._background = background
        self._base_url = base_url
        self._seed = seed
        self._numbers = count(1)
        self.jobs: dict[str, Job] = {}

    def find(self, spelled: str) -> Job:
        """Raises Refusal 404."""
        try:
            return self.jobs[str(UUID(spelled))]
        except (KeyError, ValueError):
            raise not_found() from None

    async def gen_image(self, request: web.Request) -> web.Response:
        asked = await read_body(request, GEN_IMAGE)
        avatar = self._avatar(asked["type"], asked["override_avatar"])
        job = Job(
            chance=self._chance(),
            product_url=asked["product_url"] or "",
            type=asked["type"] or "",
            aspect_ratio=asked["aspect_ratio"] or "",
            image_prompt=asked["image_prompt"],
            override_avatar=avatar,
            product_showcase_url=asked["product_showcase_url"],
            webhook_url=asked["webhook_url"],
        )
        self._bill("gen_image", job, job.image_prompt, asked["webhook_url"])
        return await self._begin("gen_image", job, early=self._studio.finish_image)

    def _avatar(self, kind: str | None, avatar: str | None) -> str | None:
        """For product_anyshot an avatar is ignored; otherwise it must be one of the personas."""
        if kind != "product_avatar" or avatar is None:
            return None
        if not self._personas.exists(avatar):
            raise Refusal(400, {"override_avatar": [f'Invalid pk "{avatar}" - object does not exist.']})
        return avatar

    async def gen_video(self, request: web.Request) -> web.Response:
        job = self.find(request.match_info["id"])
        asked = await read_body(request, GEN_VIDEO)
        if job.status is not Status.IMAGE_GENERATED:
            raise detail(400, f"A video needs an image first: the task is {job.shown_status}.")
        self._bill("gen_video", job, asked["video_prompt"], asked["webhook_url"])
        job.video_prompt = asked["video_prompt"]
        job.motion_style = asked["motion_style"]
        job.webhook_url = asked["webhook_url"] or job.webhook_url
        if job.chance.random() < _STALE:
            job.shown_late = job.status
        job.move(Status.VIDEO_GENERATING)
        return await self._begin("gen_video", job, early=self._studio.finish_video)

    async def regen_image(self, request: web.Request) -> web.Response:
        source = self.find(request.match_info["id"])
        asked = await read_body(request, REGEN_IMAGE)
        if source.status not in (*_HAS_IMAGE, Status.FAILED):
            raise detail(400, f"This task is not ready to be regenerated: it is {source.shown_status}.")
        job = self._again(source, "regen_image", asked["webhook_url"])
        job.image_prompt = source.image_prompt if asked["image_prompt"] is None else asked["image_prompt"]
        self._bill("regen_image", job, job.image_prompt, asked["webhook_url"])
        return await self._begin("regen_image", job, early=self._studio.finish_image)

    async def regen_video(self, request: web.Request) -> web.Response:
        source = self.find(request.match_info["id"])
        asked = await read_body(request, REGEN_VIDEO)
        if source.photo is None or source.status not in (Status.VIDEO_GENERATED, Status.FAILED):
            raise detail(400, f"There is no video to be regenerated: the task is {source.shown_status}.")
        job = self._again(source, "regen_video", asked["webhook_url"])
        job.photo, job.photo_seed = source.photo, source.photo_seed
        job.video_prompt = source.video_prompt if asked["video_prompt"] is None else asked["video_prompt"]
        job.motion_style = asked["motion_style"] or source.motion_style
        self._bill("regen_video", job, job.video_prompt, asked["webhook_url"])
        return await self._begin("regen_video", job, early=self._studio.finish_video)

    def _again(self, source: Job, call: str, webhook_url: str | None) -> Job:
        return Job(
            chance=self._chance(),
            product_url=source.product_url,
            type=source.type,
            aspect_ratio=source.aspect_ratio,
            image_prompt=source.image_prompt,
            override_avatar=source.override_avatar,
            product_showcase_url=source.product_showcase_url,
            webhook_url=webhook_url,
            regen_type=call,
            regen_source_id=source.id,
        )

    def _chance(self) -> Random:
        return chance_for(self._seed, next(self._numbers))

    def _bill(self, call: str, job: Job, prompt: str | None, webhook_url: str | None) -> None:
        self._ledger.afford(call)
        self._ledger.bill(call, job, prompt=prompt, webhook_url=webhook_url)
        self.jobs[job.id] = job

    async def _begin(self, call: str, job: Job, *, early: Callable[[Job], None]) -> web.Response:
        """Start the work and answer; or, as a fault has it, let the callback overtake the answer."""
        answer = job.as_json(self._base_url)
        if job.webhook_url and self._faults.take(TARGET, {"early"}):
            early(job)
            await self._webhooks.tell_now(call, job.as_json(self._base_url), job.webhook_url)
            return web.json_response(answer)
        make = self._studio.make_image if call.endswith("image") else self._studio.make_video
        self._background.start(make(job, call, self._studio.fate()))
        return web.json_response(answer)
