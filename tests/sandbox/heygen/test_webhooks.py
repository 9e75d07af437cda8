"""Endpoints, their check, their signatures, and how deliveries go wrong when asked to."""

import asyncio
import hmac
from time import time
from typing import Any

import pytest

from tests.sandbox.heygen.conftest import Desk

ENDPOINTS = "/v3/webhooks/endpoints"


def ends(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the events that nobody asked for."""
    return [letter for letter in letters if letter.get("event_type", "").startswith("avatar_video.")]


def signed(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


async def test_an_endpoint_is_signed_for_with_the_secret_that_is_shown_once(desk: Desk) -> None:
    _, made, _ = await desk.call("POST", ENDPOINTS, json={"url": desk.hook})
    video = await desk.make(callback_id="job_42")

    await desk.mailbox.wait_for(1)

    headers, raw = desk.mailbox.headers[0], desk.mailbox.raw[0]
    letter = ends(desk.mailbox.letters)[0]
    assert headers["heygen-signature"] == signed(made["data"]["secret"], raw)
    assert abs(int(headers["heygen-timestamp"]) - time()) < 5
    assert headers["heygen-event-id"] == desk.mailbox.letters[0]["event_id"]
    assert letter["event_data"]["video_id"] == video
    assert letter["event_data"]["callback_id"] == "job_42"
    assert "secret" not in (await desk.get(ENDPOINTS))[0]


async def test_an_old_endpoint_is_signed_by_the_old_header(desk: Desk) -> None:
    _, made, _ = await desk.call("POST", "/v1/webhook/endpoint.add", json={"url": desk.hook, "events": None})
    await desk.make(script="fail-video")

    letters = await desk.mailbox.wait_for(1)

    assert made["code"] == 100
    assert desk.mailbox.headers[0]["signature"] == signed(made["data"]["secret"], desk.mailbox.raw[0])
    assert "heygen-signature" not in desk.mailbox.headers[0]
    assert set(letters[0]) == {"event_type", "event_data"}
    assert letters[0]["event_type"] == "avatar_video.fail"
    assert letters[0]["event_data"]["msg"] == "Video is too long"


async def test_the_address_of_one_video_hears_unsigned_of_its_end_alone(desk: Desk) -> None:
    video = await desk.make(callback_url=desk.hook)

    letters = await desk.mailbox.wait_for(1)

    assert [letter["event_data"]["video_id"] for letter in letters] == [video]
    assert not {"signature", "heygen-signature"} & set(desk.mailbox.headers[0])


@pytest.mark.parametrize("path", [ENDPOINTS, "/v1/webhook/endpoint.add"])
async def test_an_address_that_does_not_answer_options_is_not_registered(desk: Desk, path: str) -> None:
    desk.mailbox.options = 405

    status, _ = await desk.refused({"url": desk.hook}, path)
    outside, _ = await desk.refused({"url": "https://bot.test/hook"}, path)
    odd, _ = await desk.refused({"url": "bot"}, path)

    assert (status, outside, odd) == (400, 400, 400)
    assert await desk.get(ENDPOINTS) == []


async def test_endpoints_are_changed_given_new_secrets_and_removed(desk: Desk) -> None:
    _, made, _ = await desk.call("POST", ENDPOINTS, json={"url": desk.hook, "events": []})
    one = f"{ENDPOINTS}/{made['data']['endpoint_id']}"

    _, changed, _ = await desk.call("PATCH", one, json={"events": ["avatar_video.fail"]})
    _, rotated, _ = await desk.call("POST", f"{one}/rotate-secret")
    wrong, _, _ = await desk.call("PATCH", one, json={"events": ["nothing"]})
    gone, _, _ = await desk.call("DELETE", one)
    again, _, _ = await desk.call("DELETE", one)

    assert changed["data"]["events"] == ["avatar_video.fail"]
    assert rotated["data"]["secret"] != made["data"]["secret"]
    assert (wrong, gone, again) == (400, 200, 404)


async def test_old_endpoints_are_changed_listed_and_removed(desk: Desk) -> None:
    _, made, _ = await desk.call("POST", "/v1/webhook/endpoint.add", json={"url": desk.hook})
    endpoint = made["data"]["endpoint_id"]

    _, changed, _ = await desk.call(
        "PATCH", "/v1/webhook/endpoint.update", json={"endpoint_id": endpoint, "events": ["batch.finished"]}
    )
    listed = await desk.get("/v1/webhook/endpoint.list")
    _, gone, _ = await desk.call("DELETE", f"/v1/webhook/endpoint.delete?endpoint_id={endpoint}")

    assert changed["data"]["events"] == ["batch.finished"]
    assert [each["endpoint_id"] for each in listed] == [endpoint]
    assert gone == {"code": 100, "data": None, "msg": None, "message": None}
    assert "avatar_video.success" in await desk.get("/v1/webhook/webhook.list")
    assert {"event_type": "avatar_video.fail"} in await desk.get("/v3/webhooks/event-types")


async def test_some_events_come_that_nobody_asked_for(desk: Desk) -> None:
    desk.heygen.subscribe(desk.hook)
    for _ in range(8):
        await desk.make()

    letters = await desk.mailbox.wait_for(9)
    while len(ends(letters)) < 8:
        await desk.mailbox.wait_for(len(letters) + 1)

    assert len(ends(letters)) == 8
    assert {letter["event_type"] for letter in letters} == {
        "avatar_video.success",
        "avatar_video_gif.success",
    }


async def test_what_was_sent_can_be_read_back(desk: Desk) -> None:
    video = await desk.make()
    await desk.ends(video)

    events = await desk.get("/v3/webhooks/events?event_type=avatar_video.success")

    assert [event["event_data"]["video_id"] for event in events] == [video]


async def test_a_callback_that_is_not_taken_comes_again(desk: Desk) -> None:
    desk.mailbox.answers = [503, 401]
    await desk.make(callback_url=desk.hook)

    await desk.mailbox.wait_for(3)
    await asyncio.sleep(0.01)

    sent: Any = desk.heygen.ledger()["webhooks"]
    assert sent[0]["tries"] == [503, 401, 200]


async def test_callbacks_do_not_leave_the_machine(desk: Desk) -> None:
    await desk.ends(await desk.make(callback_url="https://bot.test/hook"))
    await asyncio.sleep(0.01)

    sent: Any = desk.heygen.ledger()["webhooks"]
    assert sent[0]["tries"] == ["outside the sandbox"]


async def test_a_lost_callback_never_comes(desk: Desk) -> None:
    desk.faults.add("heygen:webhook", "lose")
    await desk.ends(await desk.make(callback_url=desk.hook))
    told = await desk.make(callback_url=desk.hook)

    letters = await desk.mailbox.wait_for(1)
    await asyncio.sleep(0.01)

    assert [letter["event_data"]["video_id"] for letter in letters] == [told]


async def test_a_callback_may_come_three_times_under_one_event_id(desk: Desk) -> None:
    desk.faults.add("heygen:webhook", "double", copies=3)
    await desk.make(callback_url=desk.hook)

    letters = await desk.mailbox.wait_for(3)

    assert len({letter["event_id"] for letter in letters}) == 1


async def test_a_callback_may_overtake_the_answer(desk: Desk) -> None:
    desk.faults.add("heygen:webhook", "early")

    video = await desk.make(callback_url=desk.hook)

    assert [letter["event_data"]["video_id"] for letter in desk.mailbox.letters] == [video]


async def test_two_callbacks_may_change_places(desk: Desk) -> None:
    desk.faults.add("heygen:webhook", "reorder")
    first = await desk.make(callback_url=desk.hook)
    await desk.ends(first)
    second = await desk.make(callback_url=desk.hook)

    letters = await desk.mailbox.wait_for(2)

    assert [letter["event_data"]["video_id"] for letter in letters] == [second, first]


async def test_a_callback_may_be_delayed_or_unreadable(desk: Desk) -> None:
    desk.faults.add("heygen:webhook", "garbage")
    desk.faults.add("heygen:webhook", "delay", seconds=0.02)
    await desk.ends(await desk.make(callback_url=desk.hook))
    await desk.make(callback_url=desk.hook)

    await desk.mailbox.wait_for(2)

    assert desk.mailbox.raw[0] == b'{"event_type": "'
