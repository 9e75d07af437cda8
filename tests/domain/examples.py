"""Tasks and people to start a test from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.generation import Generation, JobId, Kind
from bot.domain.policy import Actor, ChannelPolicy
from bot.domain.task import ChannelId, Media, Shown, Status, Task, TaskId, TeamId, Ts, UserId

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
ANN = UserId("U0ANN00001")
BEN = UserId("U0BEN00001")
TEAM = TeamId("T0GREEN001")
CHANNEL = ChannelId("C0LAUNCH01")
PICTURE = Media(path="a.png", sha256="0" * 64, size=10, mime="image/png", slack_file="F0PICTURE1")


def image() -> Generation:
    return Generation(
        provider="creatify",
        call="gen_image",
        kind=Kind.IMAGE,
        inputs={"product_url": "https://shop.example/bag.jpg", "prompt": "clean background"},
    )


def video() -> Generation:
    return Generation(
        provider="creatify",
        call="gen_video",
        kind=Kind.VIDEO,
        inputs={"prompt": "slow turn"},
        source_job=JobId("job-1"),
    )


def task(status: Status = Status.REQUESTED, **changes: Any) -> Task:
    """A task that has what its status implies."""
    base = Task(
        id=TaskId("GL-7K3Q"),
        team=TEAM,
        channel=CHANNEL,
        requester=ANN,
        generation=image(),
        lineage=TaskId("GL-7K3Q"),
        created_at=NOW - timedelta(minutes=2),
        changed_at=NOW - timedelta(minutes=1),
        estimate=Decimal(1),
        status=status,
    )
    return replace(base, **{**_implied(status), **changes})


def _implied(status: Status) -> dict[str, Any]:
    implied: dict[str, Any] = {}
    if status not in {Status.REQUESTED, Status.REFUSED}:
        implied["shown"] = Shown(status_ts=Ts("1763733600.000100"))
    if status in {Status.SUBMITTING, Status.UNKNOWN, Status.RENDERING, Status.STALLED, Status.FETCHING}:
        implied["submitted_at"] = NOW - timedelta(seconds=30)
    if status in {Status.RENDERING, Status.STALLED, Status.FETCHING} or status.has_result:
        implied["job_id"] = JobId("job-1")
    if status in {Status.DELIVERED, Status.APPROVED, Status.DELETING, Status.DELETED}:
        implied["media"] = PICTURE
        implied["shown"] = Shown(status_ts=Ts("1763733600.000100"), result_ts=Ts("1763733660.000200"))
    return implied


def member(user: UserId = BEN, **changes: Any) -> Actor:
    return replace(Actor(id=user, team=TEAM), **changes)


def policy(**changes: Any) -> ChannelPolicy:
    return replace(ChannelPolicy(channel=CHANNEL, team=TEAM), **changes)
