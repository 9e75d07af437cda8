"""A Creatify that does what its documentation leaves open, each time otherwise than ours."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.contract.creatify import Json, OwnCreatify, zulu
from tests.contract.ground import Ground, open_ground


def naive() -> str:
    return zulu().removesuffix("Z")


def offset() -> str:
    return zulu().replace("Z", "+00:00")


def bare(name: str) -> str:
    return name.replace("-", "")


def lose_the_answer(creatify: OwnCreatify, request: web.Request, body: Json) -> web.Response:
    creatify.before = None
    creatify.accept("gen_image", body)
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_creates_may_be_answered_with_201(ground: Ground) -> None:
    ground.creatify.status = 201
    await ground.order()

    await ground.slack.message("your image is ready")


@pytest.mark.parametrize("order", ["bare first", "dashed first"])
async def test_an_id_may_be_spelled_otherwise_in_the_answer_the_list_and_the_webhook(
    ground: Ground, order: str
) -> None:
    spellings: list[Callable[[str], str]] = [bare, lambda name: str(uuid.UUID(name))]
    first, later = spellings if order == "bare first" else spellings[::-1]
    ground.creatify.takes = 0.2

    def shown(job: Json) -> Json:
        return {**job, "id": (first if job["status"] == "initializing" else later)(job["id"])}

    ground.creatify.shown = shown
    await ground.order()

    await ground.slack.message("your image is ready")


@pytest.mark.parametrize("public", [True, False], ids=["by token", "by inputs"])
@pytest.mark.parametrize("clock", [naive, offset, zulu], ids=["naive", "offset", "Z"])
async def test_a_lost_answer_is_found_whatever_times_look_like(
    tmp_path: Path, clock: Callable[[], str], *, public: bool
) -> None:
    async with open_ground(tmp_path, public=public) as ground:
        ground.creatify.clock = clock
        ground.creatify.before = lose_the_answer
        ground.creatify.calls_back = False
        await ground.order()

        await ground.slack.message("your image is ready")

        assert ground.creatify.paid == ["gen_image"]


async def test_a_lost_answer_is_found_among_twenty_thousand_jobs(ground: Ground) -> None:
    old = {
        "product_url": "https://x.example/1.jpg",
        "image_prompt": "x" * 200,
        "webhook_url": "https://x.example/h/1",
    }
    for number in range(20_000):
        name = str(uuid.UUID(int=number))
        blank = {"id": name, "status": "image_generated", "created_at": "2025-05-30T04:11:05Z", **old}
        ground.creatify.jobs[name] = blank
    ground.creatify.before = lose_the_answer
    ground.creatify.calls_back = False
    await ground.order()

    await ground.slack.message("your image is ready")

    assert ground.creatify.paid == ["gen_image"]


async def test_a_job_that_hides_where_it_calls_back_is_not_paid_again_but_put_before_a_person(
    ground: Ground,
) -> None:
    ground.creatify.before = lose_the_answer
    ground.creatify.calls_back = False
    ground.creatify.shown = lambda job: {**job, "webhook_url": None}
    await ground.order()

    await ground.slack.button("Send again")

    assert ground.creatify.paid == ["gen_image"]


async def test_entries_of_another_shape_do_not_hide_our_own(ground: Ground) -> None:
    ground.creatify.jobs["odd"] = {"id": "odd", "status": None}
    ground.creatify.before = lose_the_answer
    await ground.order()

    await ground.slack.message("your image is ready")

    assert ground.creatify.paid == ["gen_image"]


async def test_a_webhook_before_the_answer_delivers_and_the_answer_changes_nothing(ground: Ground) -> None:
    async def slow(creatify: OwnCreatify, _: web.Request, body: Json) -> web.StreamResponse:
        creatify.before = None
        job = creatify.accept("gen_image", body)
        await asyncio.sleep(0.8)
        return web.json_response(job)

    ground.creatify.before = slow
    await ground.order()

    await ground.slack.message("your image is ready")
    await asyncio.sleep(0.8)

    assert sum("your image is ready" in said for said in ground.slack.said()) == 1
    assert ground.creatify.paid == ["gen_image"]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "video_generating"},
        {"status": "failed", "failed_reason": "forged"},
        {"id": str(uuid.UUID(int=7))},
        {"id": 7},
        {"status": "done", "generated_photo_url": "https://evil.example/x.png"},
    ],
    ids=str,
)
async def test_what_a_webhook_says_is_not_believed(ground: Ground, change: Json) -> None:
    ground.creatify.takes = 0.4
    await ground.order()
    await ground.slack.eventually(lambda: ground.creatify.jobs)
    job = next(iter(ground.creatify.jobs.values()))

    for _ in range(3):
        assert await ground.creatify.call_back({**job, **change}) == 200
    await ground.slack.message("your image is ready")

    assert ground.creatify.paid == ["gen_image"]


async def test_a_result_may_lie_behind_redirects_to_another_place(ground: Ground) -> None:
    ground.creatify.shown = lambda job: {
        **job,
        "generated_photo_url": job["generated_photo_url"]
        and job["generated_photo_url"].replace("/media/", "/moved/"),
    }
    await ground.order()

    await ground.slack.message("your image is ready")


@pytest.mark.parametrize("empty", ["", None, ...], ids=["blank", "null", "missing"])
async def test_what_is_not_there_yet_may_be_blank_null_or_missing(ground: Ground, empty: Any) -> None:
    optional = ("generated_video_url", "failed_reason", "regen_type", "regen_source_id", "motion_style")

    def shown(job: Json) -> Json:
        blank = {name: empty for name in optional if not job[name]}
        photo = {"generated_photo_url": job["generated_photo_url"] or empty}
        return {name: value for name, value in {**job, **blank, **photo}.items() if value is not ...}

    ground.creatify.takes = 0.1
    ground.creatify.shown = shown
    await ground.order(command="/product-video")
    await ground.slack.message("your image is ready")

    await ground.slack.press("Approve")

    await ground.slack.message("your video is ready")
    assert ground.creatify.paid == ["gen_image", "gen_video"]


async def test_a_job_that_cannot_be_read_for_long_is_stalled_and_then_delivered(tmp_path: Path) -> None:
    async with open_ground(tmp_path, speed=500) as ground:
        away = True

        def shown(job: Json) -> Json:
            if away and job["status"] != "initializing":
                raise web.HTTPServiceUnavailable
            return job

        ground.creatify.takes = 0.2
        ground.creatify.calls_back = False
        ground.creatify.shown = shown
        await ground.order()
        await ground.slack.message("has not finished your image in its time")

        away = False
        await ground.slack.press("Check again")

        await ground.slack.message("your image is ready")


async def test_a_burst_of_throttling_ends_and_every_order_is_made_once(ground: Ground) -> None:
    refusals = 15

    def busy(_: OwnCreatify, __: web.Request, ___: Json) -> web.Response | None:
        nonlocal refusals
        refusals -= 1
        if refusals < 0:
            return None
        return web.json_response(
            {"detail": "Request was throttled."}, status=429, headers={"Retry-After": "0"}
        )

    ground.creatify.before = busy
    await ground.order()

    await ground.slack.message("your image is ready")

    assert ground.creatify.paid == ["gen_image"]


async def test_an_image_made_anew_that_fails_is_not_answered_with_the_old_picture(ground: Ground) -> None:
    await ground.order()
    await ground.slack.message("your image is ready")
    (old,) = ground.creatify.jobs.values()
    ground.creatify.shown = lambda job: {**job, "generated_photo_url": old["generated_photo_url"]}
    ground.creatify.fails = "no product found"

    await ground.slack.press("Regenerate image")
    view = await ground.slack.view("prompt")
    await ground.slack.submit(view["id"], {"prompt": {"value": "warmer"}})

    await ground.slack.message("could not make this image")
    assert sum("your image is ready" in said for said in ground.slack.said()) == 1
