"""A small outside world that answers at once: as much of Slack and Creatify as the product needs to go on.

The sandbox that ships with the product does far more, and would take from the product the processor time that
is to be measured.
"""

import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiohttp import web

TEAM = "T0GREEN001"


class Outside:
    """Whatever is asked of Slack is done, and every job goes on rendering."""

    def __init__(self) -> None:
        self.url = ""
        self.slack_calls = 0
        self.job_reads = 0
        self._numbers = itertools.count(1)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/{method}", self._slack)
        app.router.add_post("/creatify/{path:.*}", self._order)
        app.router.add_get("/creatify/api/product_to_videos/", self._read_several)
        app.router.add_get("/creatify/api/product_to_videos/{job}/", self._read_one)
        return app

    async def _slack(self, request: web.Request) -> web.Response:
        self.slack_calls += 1
        given = await _arguments(request)
        answer = self._answers(request.match_info["method"], given)
        return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": "chat:write"})

    def _answers(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Acorn", "user_id": "U0BOT00001", "bot_id": "B0BOT00001"}
            case "conversations.info":
                return {"channel": {"id": given["channel"], "name": "spring-launch", "is_member": True}}
            case "users.info":
                return {"user": {"id": given["user"], "team_id": TEAM}}
            case "chat.postMessage" | "chat.update":
                ts = given.get("ts") or f"{int(time.time())}.{next(self._numbers):06}"
                return {"channel": given["channel"], "ts": ts, "message": {"ts": ts}}
            case _:
                return {}

    async def _order(self, _: web.Request) -> web.Response:
        return web.json_response(_rendering(str(uuid4())))

    async def _read_several(self, request: web.Request) -> web.Response:
        jobs = request.query.get("ids", "").split(",")
        self.job_reads += len(jobs)
        return web.json_response([_rendering(job) for job in jobs])

    async def _read_one(self, request: web.Request) -> web.Response:
        self.job_reads += 1
        return web.json_response(_rendering(request.match_info["job"]))


@asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    """Serve it on a free port of this machine."""
    world = Outside()
    runner = web.AppRunner(world.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        world.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield world
    finally:
        await runner.cleanup()


async def _arguments(request: web.Request) -> dict[str, Any]:
    """slack_sdk sends them as JSON, as a form or in the query, by method."""
    if request.content_type == "application/json":
        given: dict[str, Any] = await request.json()
        return given
    return {**request.query, **await request.post()}


def _rendering(job: str) -> dict[str, Any]:
    """A job as Creatify tells of it before there is anything to see."""
    return {
        "id": job,
        "status": "image_generating",
        "type": "product_anyshot",
        "product_url": "https://shop.example/bag.jpg",
        "aspect_ratio": "9x16",
        "image_prompt": "clean background, soft light from the left, as if it stood on a marble table",
        "video_prompt": "",
        "generated_photo_url": None,
        "generated_video_url": None,
        "failed_reason": None,
        "webhook_url": None,
        "motion_style": None,
        "created_at": "2026-11-21T10:00:00.000000Z",
        "updated_at": "2026-11-21T10:00:00.000000Z",
    }
