"""Callbacks: sealed, stubborn until exactly 200, and wrong in the ways that were ordered."""

import asyncio
import json
from typing import Any

import pytest

from tests.sandbox.akool.conftest import Desk, unsealed


def sent(desk: Desk) -> list[dict[str, Any]]:
    """All callbacks, those of progress among them."""
    listed: Any = desk.akool.ledger()["webhooks"]
    return list(listed)


async def test_a_finished_video_is_announced_sealed(desk: Desk) -> None:
    job = await desk.create(webhookurl=desk.hook)

    (message,) = await desk.mailbox.wait_for_ends(1)
    (record,) = await desk.read(job["_id"])

    assert message == {"_id": job["_id"], "status": 3, "type": "image2video", "url": record["video_url"]}
    assert set(json.loads(desk.mailbox.letters[0])) == {"signature", "dataEncrypt", "timestamp", "nonce"}


async def test_a_failure_is_announced_without_an_address(desk: Desk) -> None:
    desk.faults.add("akool:job", "fail")
    job = await desk.create(webhookurl=desk.hook)

    assert await desk.mailbox.wait_for_ends(1) == [{"_id": job["_id"], "status": 4, "type": "image2video"}]


async def test_a_nonce_is_a_text_or_a_number_and_some_callbacks_tell_of_progress(desk: Desk) -> None:
    for _ in range(16):
        await desk.create(webhookurl=desk.hook)
    await desk.mailbox.wait_for_ends(16)

    assert {type(json.loads(letter)["nonce"]) for letter in desk.mailbox.letters} == {int, str}
    assert 2 in {unsealed(letter)["status"] for letter in desk.mailbox.letters}


@pytest.mark.parametrize("answers", [[503, 500], [204, 202], [201], [302]])
async def test_only_exactly_200_ends_the_tries(desk: Desk, answers: list[int]) -> None:
    desk.mailbox.answers = list(answers)
    await desk.finished(webhookurl=desk.hook)

    await desk.mailbox.wait_for_ends(1)
    for _ in range(200):
        if all(callback["tries"][-1:] == [200] for callback in sent(desk)):
            break
        await asyncio.sleep(0.005)

    tries = [attempt for callback in sent(desk) for attempt in callback["tries"]]
    assert sorted(attempt for attempt in tries if attempt != 200) == sorted(answers)
    assert tries.count(200) == len(sent(desk))


async def test_callbacks_do_not_leave_the_machine(desk: Desk) -> None:
    await desk.finished(webhookurl="https://bot.test/hook")
    await asyncio.sleep(0.01)

    assert desk.callbacks()[0]["tries"] == ["outside the sandbox"]


async def test_a_lost_callback_never_comes(desk: Desk) -> None:
    desk.faults.add("akool:webhook", "lose")
    await desk.finished(webhookurl=desk.hook)
    await desk.finished(webhookurl=desk.hook)

    await desk.mailbox.wait_for_ends(1)
    await asyncio.sleep(0.01)

    assert len(desk.mailbox.ends()) == 1


async def test_a_callback_may_come_three_times(desk: Desk) -> None:
    desk.faults.add("akool:webhook", "double", copies=3)
    job = await desk.create(webhookurl=desk.hook)

    messages = await desk.mailbox.wait_for_ends(3)

    assert {message["_id"] for message in messages} == {job["_id"]}


async def test_a_callback_may_overtake_the_answer(desk: Desk) -> None:
    desk.faults.add("akool:webhook", "early")

    job = await desk.create(webhookurl=desk.hook)

    assert [message["_id"] for message in desk.mailbox.ends()] == [job["_id"]]
    assert job["status"] == 1


async def test_two_callbacks_may_change_places(desk: Desk) -> None:
    desk.faults.add("akool:webhook", "reorder")
    first = await desk.finished(webhookurl=desk.hook)
    second = await desk.finished(webhookurl=desk.hook)

    messages = await desk.mailbox.wait_for_ends(2)

    assert [message["_id"] for message in messages] == [second["_id"], first["_id"]]


async def test_a_callback_may_be_unreadable(desk: Desk) -> None:
    desk.faults.add("akool:webhook", "garbage")
    await desk.finished(webhookurl=desk.hook)
    await asyncio.sleep(0.01)

    assert b'{"signature": "' in desk.mailbox.letters


async def test_added_audio_calls_back_on_the_address_of_its_origin_or_not_at_all(desk: Desk) -> None:
    done = await desk.finished(webhookurl=desk.hook)
    jobs = [
        (await desk.post("updateVideoAudio", pre_video_id=done["_id"], audio_type=1))["_id"]
        for _ in range(10)
    ]
    for job in jobs:
        await desk.reaches(job, 3)
    await asyncio.sleep(0.02)

    told = {message["_id"] for message in desk.mailbox.ends()} & set(jobs)
    assert 0 < len(told) < 10
