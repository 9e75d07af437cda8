"""Calls and downloads that go wrong as ordered, with the ledger telling what was really done."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError

from tests.sandbox.heygen.conftest import SPEAK, Desk

KEY = {"Idempotency-Key": "task:1"}


async def test_a_lost_answer_is_still_billed_and_its_key_brings_it_back(desk: Desk) -> None:
    desk.faults.add("heygen:create", "cut_after")

    with pytest.raises(ClientConnectionError):
        await desk.call("POST", "/v3/videos", json=SPEAK, headers=KEY)
    _, answer, _ = await desk.call("POST", "/v3/videos", json=SPEAK, headers=KEY)

    assert [job["id"] for job in desk.jobs()] == [answer["data"]["video_id"]]


async def test_a_call_cut_before_is_not_billed(desk: Desk) -> None:
    desk.faults.add("heygen:create", "cut_before")

    with pytest.raises(ClientConnectionError):
        await desk.make()

    assert desk.jobs() == []


async def test_while_a_call_is_under_way_its_key_has_to_wait(desk: Desk) -> None:
    desk.faults.add("heygen:create", "late", seconds=0.05)

    with pytest.raises(ClientConnectionError):
        await desk.call("POST", "/v3/videos", json=SPEAK, headers=KEY)
    status, answer = await desk.refused(SPEAK, **KEY)
    other, _, _ = await desk.call("POST", "/v3/videos", json=SPEAK, headers={"Idempotency-Key": "task:2"})
    await asyncio.sleep(0.08)
    after, _, _ = await desk.call("POST", "/v3/videos", json=SPEAK, headers=KEY)

    assert (status, answer["error"]["code"]) == (409, "request_in_progress")
    assert (other, after) == (200, 200)
    assert len(desk.jobs()) == 2


async def test_a_slow_answer_holds_its_key(desk: Desk) -> None:
    desk.faults.add("heygen:create", "slow", seconds=0.1)

    slow = asyncio.create_task(desk.call("POST", "/v3/videos", json=SPEAK, headers=KEY))
    await asyncio.sleep(0.02)
    status, _ = await desk.refused(SPEAK, **KEY)

    assert status == 409
    assert (await slow)[0] == 200


async def test_an_unreadable_answer_is_billed(desk: Desk) -> None:
    desk.faults.add("heygen:create", "garbage")

    status, answer, _ = await desk.call("POST", "/v3/videos", json=SPEAK)

    assert (status, answer) == (200, b"<html>upstream error")
    assert len(desk.jobs()) == 1


async def test_a_refusal_is_what_was_ordered_and_does_nothing(desk: Desk) -> None:
    desk.faults.add("heygen:create", "refuse", status=403, body={"error": {"code": "forbidden"}})
    desk.faults.add("heygen:create", "refuse", status=502, body="<html>")
    desk.faults.add("heygen:create", "refuse", status=503)
    desk.faults.add("heygen:create", "error")

    answers = [await desk.refused(SPEAK) for _ in range(4)]

    assert [status for status, _ in answers] == [403, 502, 503, 500]
    assert answers[0][1] == {"error": {"code": "forbidden"}}
    assert desk.jobs() == []


@pytest.mark.parametrize(
    "path", ["/v3/videos", "/v3/avatars/looks", "/v3/voices", "/v3/users/me", "/v2/voices"]
)
async def test_every_read_can_be_throttled(desk: Desk, path: str) -> None:
    desk.faults.add("heygen:*", "ratelimit", retry_after=7)

    status, answer, reply = await desk.call("GET", path)

    assert (status, answer["error"]["code"]) == (429, "rate_limit_exceeded")
    assert reply.headers["Retry-After"] == "7"


async def test_an_expired_address_stays_expired_and_a_read_shows_a_new_one(desk: Desk) -> None:
    video = await desk.make()
    old = (await desk.ends(video))["video_url"].removeprefix(desk.url)
    desk.faults.add("heygen:media", "expire")

    first, _, _ = await desk.call("GET", old)
    second, _, _ = await desk.call("GET", old)
    fresh = (await desk.get(f"/v3/videos/{video}"))["video_url"].removeprefix(desk.url)
    third, _, _ = await desk.call("GET", fresh)

    assert (first, second, third) == (403, 403, 200)


async def test_a_download_may_be_cut_short(desk: Desk) -> None:
    path = (await desk.ends(await desk.make()))["video_url"].removeprefix(desk.url)
    desk.faults.add("heygen:media", "truncate")

    with pytest.raises(ClientPayloadError):
        await desk.call("GET", path)


async def test_a_download_may_be_something_else_nothing_or_not_there_yet(desk: Desk) -> None:
    path = (await desk.ends(await desk.make()))["video_url"].removeprefix(desk.url)
    for mode, more in (("wrong_type", {}), ("empty", {}), ("refuse", {"status": 404})):
        desk.faults.add("heygen:media", mode, **more)

    _, page, reply = await desk.call("GET", path)
    _, nothing, _ = await desk.call("GET", path)
    status, _, _ = await desk.call("GET", path)

    assert (reply.content_type, page, nothing, status) == ("text/html", b"<html>Sign in</html>", b"", 404)


async def test_a_download_may_announce_more_than_anybody_wants(desk: Desk) -> None:
    url = (await desk.ends(await desk.make()))["video_url"]
    desk.faults.add("heygen:media", "huge")

    async with desk.session.get(url) as answer:
        assert answer.content_length == 2 * 1024**3
        assert (await answer.content.read(8))[4:] == b"ftyp"
        answer.close()


async def test_nothing_else_lies_in_the_bucket(desk: Desk) -> None:
    status, _, _ = await desk.call("GET", "/media/secret.mp4")

    assert status == 404
