"""Reading many jobs at once: what is told in brief is read alone, at once."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final, cast

from bot.domain.generation import JobId, Kind
from bot.errors import OutcomeUnknown
from bot.outbox.checks import read_jobs
from bot.outbox.tools import Tools
from bot.providers.heygen import HeyGen
from bot.providers.provider import Reply, Request

DONE, RUNNING = JobId("d" * 32), JobId("e" * 32)
URL: Final = "https://files.heygen.example/film.mp4"


class Wire:
    """HeyGen's answers: the statuses of many name no film, a video alone does."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.asked: list[str] = []

    async def send(self, request: Request, _: Mapping[str, str]) -> Reply:
        self.asked.append(request.path)
        if "statuses" in request.path:
            rows = [{"video_id": DONE, "status": "completed"}, {"video_id": RUNNING, "status": "processing"}]
            return _reply({"data": rows})
        if self.fault is not None:
            raise self.fault
        return _reply({"data": {"id": DONE, "status": "completed", "video_url": URL}})


async def test_a_film_that_is_there_is_known_although_another_one_is_still_made() -> None:
    wire = Wire()

    jobs = await read_jobs(_tools(wire), HeyGen("key"), [DONE, RUNNING])

    assert jobs[DONE].done == {Kind.AVATAR_VIDEO: URL}
    assert jobs[RUNNING].done == {}
    assert len(wire.asked) == 2


async def test_one_that_cannot_be_read_alone_hides_no_other() -> None:
    fault = OutcomeUnknown("heygen", "cut")

    jobs = await read_jobs(_tools(Wire(fault)), HeyGen("key"), [DONE, RUNNING])

    assert set(jobs) == {DONE, RUNNING}
    assert jobs[DONE].is_brief


def _tools(wire: Wire) -> Tools:
    metrics = SimpleNamespace(provider_call=lambda *_: None)
    return cast("Tools", SimpleNamespace(senders={"heygen": wire}, metrics=metrics))


def _reply(body: Any) -> Reply:
    return Reply(status=200, headers={"content-type": "application/json"}, body=json.dumps(body).encode())
