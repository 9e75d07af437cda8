"""The studio as a provider: what it can do, what it is asked, and how its answers are read.

Whoever carries its requests does the work on this machine, so it needs no keys, costs nothing and keeps
nothing. It goes through the same states as any other provider: killed half-way, its work is asked for again,
and done once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from bot.domain.events import JobAccepted, JobFailed, JobSucceeded
from bot.domain.generation import Generation, JobId, Kind
from bot.errors import FormError, Rejected, Unreadable
from bot.providers.provider import (
    Capabilities,
    Deleted,
    Job,
    Provider,
    Refund,
    Reply,
    Request,
)

SOUND_WANTED: Final = "Please add an audio file."

NAME: Final = "greenlight"
MIX: Final = "mix"
MIXES: Final = "/mixes"
MADE_HERE: Final = "greenlight:"
"""Begins the address of a result that lies on this machine."""

CAN: Final = Capabilities(
    checks_at_once=50,
    finds_lost=False,
    replays_for=timedelta(days=1),
    deletes=True,
    cancels=False,
    refunds_failed=Refund.YES,
    mixes=MIX,
    is_ours=True,
)


class Studio(Provider):
    """One a process. Of the inputs, `video` is where an archived film lies, `audio_file` a file in Slack.

    `mixes`: whether what that takes is installed. Without it the studio still knows what it made before.
    """

    def __init__(self, *, mixes: bool = True) -> None:
        self._can = CAN if mixes else replace(CAN, mixes=None)

    @property
    def name(self) -> str:
        return NAME

    @property
    def label(self) -> str:
        return "Greenlight"

    @property
    def can(self) -> Capabilities:
        return self._can

    def headers(self) -> Mapping[str, str]:
        return {}

    def check(self, generation: Generation) -> Generation:
        if generation.call != MIX or not generation.text("video"):
            raise ValueError(f"the studio has no call {generation.call!r} without a video")
        if not generation.text("audio_file"):
            raise FormError({"audio_file": SOUND_WANTED})
        return generation

    def estimate(self, generation: Generation) -> Decimal:  # noqa: ARG002 - whatever it is, it is free
        return Decimal(0)

    def submit(self, generation: Generation, *, webhook_url: str | None, key: str) -> Request:  # noqa: ARG002
        """The job is named by a hash of `key`, so that the same order sent again is the same job."""
        order = {
            "job": sha256(key.encode()).hexdigest()[:32],
            "video": generation.text("video"),
            "audio": generation.text("audio_file"),
        }
        return Request(method="POST", path=MIXES, body=json.dumps(order, separators=(",", ":")).encode())

    def read_submitted(self, reply: Reply, generation: Generation) -> JobAccepted:  # noqa: ARG002
        if reply.status != 200:
            raise Rejected(NAME, str(_body(reply).get("message", "")), status=reply.status)
        return JobAccepted(job_id=JobId(str(_body(reply)["job"])), cost=Decimal(0))

    def read(self, jobs: Sequence[JobId]) -> Request:
        return Request(method="GET", path=MIXES, query={"jobs": ",".join(jobs)})

    def read_jobs(self, reply: Reply) -> Mapping[JobId, Job]:
        """The jobs whose results lie here; any other was never made, or is archived by now."""
        jobs = [JobId(job) for job in _body(reply)["jobs"]]
        return {job: Job(id=job, status="done", done={Kind.AUDIO: f"{MADE_HERE}{job}"}) for job in jobs}

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded | JobFailed | None:
        url = job.done.get(generation.kind)
        return JobSucceeded(url=url, cost=Decimal(0)) if url else None

    def delete(self, jobs: Sequence[JobId]) -> Request:
        return Request(method="DELETE", path=MIXES, query={"jobs": ",".join(jobs)})

    def read_deleted(self, reply: Reply, jobs: Sequence[JobId]) -> Deleted:  # noqa: ARG002 - nothing can stay
        return Deleted(gone=frozenset(jobs))

    def balance(self) -> Request:
        raise ValueError("the studio has no account")

    def read_balance(self, reply: Reply) -> str:  # noqa: ARG002 - as above
        raise ValueError("the studio has no account")

    def hinted_job(self, headers: Mapping[str, str], body: bytes) -> JobId | None:  # noqa: ARG002 - nobody calls
        return None


def _body(reply: Reply) -> dict[str, Any]:
    try:
        body = json.loads(reply.body)
    except ValueError as error:
        raise Unreadable(NAME, "an answer of the studio cannot be read", status=reply.status) from error
    return dict(body)
