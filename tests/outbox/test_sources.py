"""By which link a provider fetches what is ours: fresh, and never one that nobody can follow."""

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.domain.events import JobSucceeded
from bot.domain.generation import Generation, JobId, Json, Kind
from bot.domain.task import Status, Task, TaskId
from bot.errors import JobGone, OutcomeUnknown
from bot.outbox.sources import known_link, link_to, with_fresh_links
from bot.outbox.tools import Tools
from bot.providers.provider import Job
from tests.domain.examples import PICTURE, task

OLD, FRESH, OURS = (f"https://{host}.example/bag.png" for host in ("old", "fresh", "ours"))
TOO_LONG = f"https://cdn.example/{'x' * 2_100}"
IMAGE = task(Status.DELIVERED, media=PICTURE, job_id=JobId("job-1"), result_url=OLD)


class Shop:
    """A provider whose reads say `url`, or fail with `fault`."""

    name = "creatify"

    def __init__(self, url: str = FRESH, fault: Exception | None = None, *, is_ours: bool = False) -> None:
        self.url, self.fault = url, fault
        self.can = SimpleNamespace(is_ours=is_ours)

    def headers(self) -> Mapping[str, str]:
        return {}

    def read(self, jobs: Any) -> Any:
        return jobs

    def read_jobs(self, jobs: Any) -> Mapping[JobId, Job]:
        if self.fault is not None:
            raise self.fault
        return {job: Job(id=job, status="done", done={Kind.IMAGE: self.url}) for job in jobs}

    def outcome(self, job: Job, generation: Generation) -> JobSucceeded:
        return JobSucceeded(url=job.done[generation.kind])

    async def send(self, request: Any, _: Any) -> Any:
        return request


def tools(shop: Shop, *, public: bool = True, known: Task = IMAGE) -> Tools:
    async def load(name: TaskId) -> Task | None:
        return known if name == known.id else None

    made = SimpleNamespace(
        service=SimpleNamespace(providers={"creatify": shop}),
        senders={"creatify": shop},
        links=SimpleNamespace(to=lambda *_: OURS if public else None),
        metrics=SimpleNamespace(provider_call=lambda *_: None),
        store=SimpleNamespace(load=load),
    )
    return cast("Tools", made)


@pytest.mark.parametrize(
    ("shop", "public", "link"),
    [
        (Shop(), True, FRESH),
        (Shop(), False, FRESH),
        (Shop(TOO_LONG), True, OURS),
        (Shop(TOO_LONG), False, None),
        (Shop(fault=JobGone("creatify", "gone")), True, OURS),
        (Shop(fault=JobGone("creatify", "gone")), False, None),
        (Shop(fault=OutcomeUnknown("creatify", "away")), True, OURS),
        (Shop(fault=OutcomeUnknown("creatify", "away")), False, OLD),
        (Shop(is_ours=True), True, OURS),
        (Shop(is_ours=True), False, None),
    ],
)
async def test_its_own_fresh_link_else_ours_else_the_one_it_had(
    shop: Shop, public: bool, link: str | None
) -> None:
    assert await link_to(tools(shop, public=public), IMAGE) == link


def test_without_asking_anybody_the_link_that_it_had_is_good_enough_for_an_order() -> None:
    assert known_link(tools(Shop()), IMAGE) == OLD
    assert known_link(tools(Shop(is_ours=True)), IMAGE) == OURS
    assert known_link(tools(Shop(is_ours=True), public=False), IMAGE) is None


async def test_a_picture_and_every_clip_get_a_fresh_link_and_the_rest_stays() -> None:
    old: dict[str, Json] = {"clip": IMAGE.id, "picture_url": OLD}
    clips: list[Json] = [old, {"script": "Hello."}]
    wish = Generation(
        provider="heygen",
        call="create_video",
        kind=Kind.AVATAR_VIDEO,
        inputs={"image_of": IMAGE.id, "image_url": OLD, **old, "clips": clips},
    )

    sent = await with_fresh_links(tools(Shop()), wish)

    new = {**old, "picture_url": FRESH}
    assert sent.inputs["image_url"] == FRESH
    assert {name: sent.inputs[name] for name in old} == new
    assert sent.inputs["clips"] == [new, {"script": "Hello."}]


async def test_what_was_deleted_meanwhile_is_not_linked_to_anew() -> None:
    gone = replace(IMAGE, status=Status.DELETED)
    wish = Generation(
        provider="akool",
        call="animate",
        kind=Kind.VIDEO,
        inputs={"image_of": gone.id, "image_url": OLD},
    )

    assert await with_fresh_links(tools(Shop(), known=gone), wish) == wish
