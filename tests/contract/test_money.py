"""Nothing is paid twice, whatever a provider does with an order whose answer is lost."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import Seams
from bot.domain.task import Status, Task
from storage.store import TaskFilter
from tests.contract.creatify import Json, OwnCreatify
from tests.contract.ground import BAG, Ground, open_ground
from tests.contract.slack import BEN, PATIENCE


def cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def accept_later(seconds: float) -> Any:
    """Cut the first order's connection and take the order all the same, `seconds` later."""

    async def later(creatify: OwnCreatify, request: web.Request, body: Json) -> web.StreamResponse:
        creatify.before = None
        asyncio.get_running_loop().call_later(seconds, creatify.accept, "gen_image", body)
        return cut(request)

    return later


@pytest.mark.parametrize(("client_timeout", "seconds"), [(30, 1.75), (60, 2.5)])
async def test_an_order_that_is_taken_late_within_the_settle_window_is_found_and_paid_once(
    tmp_path: Path, client_timeout: int, seconds: float
) -> None:
    seams = Seams(client_timeout=timedelta(seconds=client_timeout))
    async with open_ground(tmp_path, seams=seams) as ground:
        ground.creatify.before = accept_later(seconds)
        await ground.order()

        await ground.slack.message("your image is ready")
        await asyncio.sleep(0.5)

        assert ground.creatify.paid == ["gen_image"]


async def test_an_order_taken_after_our_patience_but_within_twice_of_it_is_paid_once_at_any_speed(
    tmp_path: Path,
) -> None:
    async def hold(creatify: OwnCreatify, _: web.Request, body: Json) -> web.StreamResponse | None:
        creatify.before = None
        loop = asyncio.get_running_loop()
        loop.call_later(1.0, creatify.accept, "gen_image", body)
        await asyncio.sleep(1.1)
        return web.Response(status=500)

    async with open_ground(
        tmp_path, seams=Seams(client_timeout=timedelta(seconds=0.7)), speed=1000
    ) as ground:
        ground.creatify.before = hold
        await ground.order()

        await ground.slack.message("your image is ready")
        await asyncio.sleep(0.4)

        assert ground.creatify.paid == ["gen_image"]


async def test_a_restart_between_two_looks_does_not_bring_the_second_forward(tmp_path: Path) -> None:
    async with open_ground(tmp_path, speed=30) as ground:
        ground.creatify.before = lambda _creatify, request, _body: cut(request)
        await ground.order()
        await _until(ground, lambda task: task.looks == 1)
        looked = asyncio.get_running_loop().time()

        await ground.stop()
        await ground.start()
        await _until(ground, lambda task: task.resends == 1)

        assert asyncio.get_running_loop().time() - looked >= 1.9


async def test_check_again_does_not_make_two_looks_out_of_one_moment(tmp_path: Path) -> None:
    async with open_ground(tmp_path, speed=30) as ground:
        ground.creatify.before = lambda _creatify, request, _body: cut(request)
        ground.creatify.jobs["broken"] = {"id": None}
        await ground.order()
        old = await ground.slack.button("Check again")
        del ground.creatify.jobs["broken"]

        await ground.slack.press("Check again")
        await _until(ground, lambda task: task.looks == 1)
        looked = asyncio.get_running_loop().time()
        await ground.slack.press_this(*old)
        await _until(ground, lambda task: task.resends == 1)

        assert asyncio.get_running_loop().time() - looked >= 1.9


async def _until(ground: Ground, fits: Callable[[Task], bool]) -> None:
    """Wait for the only task to be as wished."""
    assert ground.app is not None
    async with asyncio.timeout(PATIENCE):
        while True:
            (task,) = await ground.app.store.tasks(TaskFilter())
            if fits(task):
                return
            await asyncio.sleep(0.01)


async def test_approving_an_image_whose_video_was_ordered_already_makes_no_second_one(ground: Ground) -> None:
    await ground.order(command="/product-video")
    await ground.slack.message("your image is ready")
    ground.creatify.takes = 0.5

    await ground.slack.press("Make video")
    view = await ground.slack.view("motion_style")
    await ground.slack.submit(view["id"], {"prompt": {"value": "slow turn"}})
    await ground.slack.press("Approve", by=BEN)
    await ground.slack.message("your video is ready")
    await asyncio.sleep(0.3)

    assert ground.creatify.paid == ["gen_image", "gen_video"]


async def test_a_double_click_on_send_again_sends_once(ground: Ground) -> None:
    ground.creatify.before = lambda _creatify, request, _body: cut(request)
    await ground.order()
    button = await ground.slack.button("Send again")
    sent = _sent(ground)

    await ground.slack.press_this(*button)
    await ground.slack.eventually(lambda: _sent(ground) == sent + 1)
    await _until(ground, lambda task: task.status is Status.UNKNOWN)
    await ground.slack.press_this(*button)
    await ground.slack.whisper("Too late")

    assert _sent(ground) == sent + 1


def _sent(ground: Ground) -> int:
    return sum(method == "POST" for method, _ in ground.creatify.asked)


async def test_many_identical_orders_of_which_some_are_lost_are_each_paid_once(tmp_path: Path) -> None:
    async with open_ground(tmp_path, public=False) as ground:
        lost = iter([True, False, True, False])

        def odd(creatify: OwnCreatify, request: web.Request, body: Json) -> web.Response | None:
            if not next(lost, False):
                return None
            creatify.accept("gen_image", body)
            return cut(request)

        ground.creatify.before = odd
        for _ in range(4):
            await ground.order(f"{BAG} clean background")
            await asyncio.sleep(0.05)
        await asyncio.sleep(4)

        assert len(ground.creatify.paid) == 4
