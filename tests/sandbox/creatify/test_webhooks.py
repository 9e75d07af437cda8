"""Callbacks: their keys, their stubbornness, and how they go wrong when asked to."""

import asyncio
from typing import Any

from tests.sandbox.creatify.conftest import Desk


def terminal(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the hints that come in the middle of the work."""
    return [letter for letter in letters if letter["status"] != "video_generating"]


async def test_an_image_is_announced_flat_and_without_some_keys(desk: Desk) -> None:
    job = await desk.image(webhook_url=desk.hook)

    letter = (await desk.mailbox.wait_for(1))[0]

    assert (letter["id"], letter["status"]) == (job["id"], "image_generated")
    assert letter["generated_photo_url"].endswith(".png")
    assert not {"failed_reason", "regen_type", "regen_source_id"} & set(letter)


async def test_each_call_announces_its_own_keys(desk: Desk) -> None:
    video = await desk.finished_video()
    await desk.post(f"{video['id']}/regen_image/", webhook_url=desk.hook)
    image_letter = terminal(await desk.mailbox.wait_for(1))[0]
    desk.mailbox.letters.clear()
    await desk.post(f"{video['id']}/regen_video/", webhook_url=desk.hook)
    while not terminal(desk.mailbox.letters):
        await desk.mailbox.wait_for(len(desk.mailbox.letters) + 1)
    video_letter = terminal(desk.mailbox.letters)[0]

    assert "motion_style" not in image_letter
    assert image_letter["regen_type"] == "regen_image"
    assert {"motion_style", "failed_reason", "regen_type"} <= set(video_letter)


async def test_a_failure_is_announced_too(desk: Desk) -> None:
    await desk.image(product_url=f"{desk.url}/shop/fail.png", webhook_url=desk.hook)

    assert (await desk.mailbox.wait_for(1))[0]["status"] == "failed"


async def test_some_videos_announce_that_they_are_being_made(desk: Desk) -> None:
    images = [await desk.finished_image() for _ in range(12)]
    for image in images:
        await desk.post(f"{image['id']}/gen_video/", webhook_url=desk.hook)
    for image in images:
        await desk.reaches(image["id"], "video_generated")

    statuses = [letter["status"] for letter in await desk.mailbox.wait_for(13)]

    assert 0 < statuses.count("video_generating") < 12


async def test_a_callback_that_is_not_taken_comes_again(desk: Desk) -> None:
    desk.mailbox.answers = [503, 500]
    await desk.image(webhook_url=desk.hook)

    await desk.mailbox.wait_for(3)
    await asyncio.sleep(0.01)

    callbacks: Any = desk.creatify.ledger()["webhooks"]
    assert callbacks[0]["tries"] == [503, 500, 200]


async def test_callbacks_do_not_leave_the_machine(desk: Desk) -> None:
    job = await desk.image(webhook_url="https://bot.test/hook")
    await desk.reaches(job["id"], "image_generated")
    await asyncio.sleep(0.01)

    callbacks: Any = desk.creatify.ledger()["webhooks"]
    assert callbacks[0]["tries"] == ["outside the sandbox"]


async def test_a_lost_callback_never_comes(desk: Desk) -> None:
    desk.faults.add("creatify:webhook", "lose")
    lost, told = await desk.image(webhook_url=desk.hook), await desk.image(webhook_url=desk.hook)
    await desk.reaches(lost["id"], "image_generated")
    await desk.reaches(told["id"], "image_generated")

    await desk.mailbox.wait_for(1)
    await asyncio.sleep(0.01)

    assert len(desk.mailbox.letters) == 1


async def test_a_callback_may_come_three_times(desk: Desk) -> None:
    desk.faults.add("creatify:webhook", "double", copies=3)
    job = await desk.image(webhook_url=desk.hook)

    letters = await desk.mailbox.wait_for(3)

    assert {letter["id"] for letter in letters} == {job["id"]}


async def test_a_callback_may_overtake_the_answer(desk: Desk) -> None:
    desk.faults.add("creatify:webhook", "early")

    job = await desk.image(webhook_url=desk.hook)

    assert [letter["id"] for letter in desk.mailbox.letters] == [job["id"]]
    assert desk.mailbox.letters[0]["status"] == "image_generated"
    assert job["status"] == "initializing"


async def test_two_callbacks_may_change_places(desk: Desk) -> None:
    desk.pace.speed = 20  # the first is held for a while that the second has to come within
    desk.faults.add("creatify:webhook", "reorder")
    first = await desk.finished_image(webhook_url=desk.hook)
    second = await desk.finished_image(webhook_url=desk.hook)

    letters = await desk.mailbox.wait_for(2)

    assert [letter["id"] for letter in letters] == [second["id"], first["id"]]


async def test_a_callback_may_be_unreadable(desk: Desk) -> None:
    desk.faults.add("creatify:webhook", "garbage")
    await desk.image(webhook_url=desk.hook)

    assert await desk.mailbox.wait_for(1) == [{"raw": '{"id": "'}]
