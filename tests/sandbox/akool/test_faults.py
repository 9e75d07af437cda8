"""Calls and downloads that go wrong as ordered, with the ledger telling what was really done."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError

from tests.sandbox.akool.conftest import OPEN, VIDEOS, Desk

CREATE = "createBySourcePrompt"


async def test_a_lost_answer_is_still_billed(desk: Desk) -> None:
    desk.faults.add("akool:create", "cut_after")

    with pytest.raises(ClientConnectionError):
        await desk.create()

    assert [job["call"] for job in desk.jobs()] == ["create"]


async def test_a_call_cut_before_is_not_billed(desk: Desk) -> None:
    desk.faults.add("akool:create", "cut_before")

    with pytest.raises(ClientConnectionError):
        await desk.create()

    assert desk.jobs() == []


async def test_a_late_call_is_billed_after_the_line_was_cut(desk: Desk) -> None:
    desk.faults.add("akool:create", "late", seconds=0.02)

    with pytest.raises(ClientConnectionError):
        await desk.create()
    before = len(desk.jobs())
    await asyncio.sleep(0.06)

    assert (before, len(desk.jobs())) == (0, 1)


async def test_an_unreadable_answer_is_billed(desk: Desk) -> None:
    desk.faults.add("akool:create", "garbage")

    status, answer, _ = await desk.call("POST", f"{VIDEOS}/{CREATE}", json=desk.wish())

    assert (status, answer) == (200, b"<html>upstream error")
    assert len(desk.jobs()) == 1


async def test_a_refusal_is_what_was_ordered_and_does_nothing(desk: Desk) -> None:
    desk.faults.add("akool:create", "refuse", code=1009, msg="permission denied")
    desk.faults.add("akool:create", "refuse", status=403, body={"message": "Forbidden"})
    desk.faults.add("akool:create", "error")

    assert await desk.refused(CREATE, **desk.wish()) == (1009, "permission denied")
    status, answer, _ = await desk.call("POST", f"{VIDEOS}/{CREATE}", json=desk.wish())
    assert (status, answer) == (403, {"message": "Forbidden"})
    status, answer, _ = await desk.call("POST", f"{VIDEOS}/{CREATE}", json=desk.wish())
    assert (status, answer) == (502, b"<html>502 Bad Gateway</html>")
    assert desk.jobs() == []


@pytest.mark.parametrize(
    ("target", "method", "path"),
    [
        ("create", "POST", f"{VIDEOS}/{CREATE}"),
        ("results", "POST", f"{VIDEOS}/resultsByIds"),
        ("effects", "GET", f"{VIDEOS}/effects"),
        ("audio", "POST", f"{VIDEOS}/updateVideoAudio"),
        ("delete", "POST", f"{VIDEOS}/delbyids"),
        ("credits", "GET", f"{OPEN}/v3/faceswap/quota/info"),
        ("token", "POST", f"{OPEN}/v3/getToken"),
    ],
)
async def test_too_many_calls_are_told_with_or_without_a_time(
    desk: Desk, target: str, method: str, path: str
) -> None:
    desk.faults.add(f"akool:{target}", "ratelimit")
    desk.faults.add(f"akool:{target}", "ratelimit", retry_after=7)

    silent, answer, _ = await desk.call(method, path)
    timed, _, reply = await desk.call(method, path)

    assert (silent, timed) == (200, 429)
    assert answer == {"code": 1005, "msg": "Too frequent operation"}
    assert reply.headers["Retry-After"] == "7"


async def test_an_expired_address_stays_expired_and_a_read_shows_a_new_one(desk: Desk) -> None:
    done = await desk.finished(image_url="https://img.test/bag.png")
    old = done["video_url"].removeprefix(desk.url)
    desk.faults.add("akool:media", "expire")

    first, _, _ = await desk.call("GET", old)
    second, _, _ = await desk.call("GET", old)
    (fresh,) = await desk.read(done["_id"])
    third, _, _ = await desk.call("HEAD", fresh["video_url"].removeprefix(desk.url))

    assert (first, second, third) == (403, 403, 200)


async def test_a_download_may_be_cut_short(desk: Desk) -> None:
    done = await desk.finished(image_url="https://img.test/bag.png")
    desk.faults.add("akool:media", "truncate")

    with pytest.raises(ClientPayloadError):
        await desk.call("GET", done["video_url"].removeprefix(desk.url))
