"""Calls and downloads that go wrong as ordered, with the ledger telling what was really done."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError

from tests.sandbox.creatify.conftest import TASKS, Desk


async def test_a_lost_answer_is_still_billed(desk: Desk) -> None:
    desk.faults.add("creatify:gen_image", "cut_after")

    with pytest.raises(ClientConnectionError):
        await desk.image()

    assert [job["call"] for job in desk.jobs()] == ["gen_image"]


async def test_a_call_cut_before_is_not_billed(desk: Desk) -> None:
    desk.faults.add("creatify:gen_image", "cut_before")

    with pytest.raises(ClientConnectionError):
        await desk.image()

    assert desk.jobs() == []


async def test_a_late_call_is_billed_after_the_line_was_cut(desk: Desk) -> None:
    desk.faults.add("creatify:gen_image", "late", seconds=0.02)

    with pytest.raises(ClientConnectionError):
        await desk.image()
    before = len(desk.jobs())
    await asyncio.sleep(0.06)

    assert (before, len(desk.jobs())) == (0, 1)


async def test_an_unreadable_answer_is_billed(desk: Desk) -> None:
    desk.faults.add("creatify:gen_image", "garbage")

    status, answer, _ = await desk.call("POST", f"{TASKS}/gen_image/", json={"product_url": desk.photo})

    assert (status, answer) == (200, b"<html>upstream error")
    assert len(desk.jobs()) == 1


async def test_a_refusal_is_what_was_ordered_and_does_nothing(desk: Desk) -> None:
    desk.faults.add("creatify:gen_image", "refuse", status=403, body={"detail": "Not enough credit."})

    assert await desk.refused("gen_image/", product_url=desk.photo) == (403, {"detail": "Not enough credit."})
    assert desk.jobs() == []


@pytest.mark.parametrize("given", [{}, {"retry_after": 7}])
async def test_too_many_calls_are_told_with_or_without_a_time(desk: Desk, given: dict[str, int]) -> None:
    desk.faults.add("creatify:read", "ratelimit", **given)
    job = await desk.image()

    status, answer, reply = await desk.call("GET", f"{TASKS}/{job['id']}/")

    assert status == 429
    assert answer["detail"].startswith("Request was throttled.")
    assert reply.headers.get("Retry-After") == (str(given["retry_after"]) if given else None)


async def test_an_expired_address_stays_expired_and_a_read_shows_a_new_one(desk: Desk) -> None:
    job = await desk.finished_image()
    old = job["generated_photo_url"]
    desk.faults.add("creatify:media", "expire")

    first, body, _ = await desk.call("GET", old.removeprefix(desk.url))
    second, _, _ = await desk.call("GET", old.removeprefix(desk.url))
    fresh = (await desk.read(job["id"]))["generated_photo_url"]
    third, _, _ = await desk.call("GET", fresh.removeprefix(desk.url))

    assert (first, second, third) == (403, 403, 200)
    assert b"Request has expired" in body
    assert fresh != old


async def test_a_download_may_be_cut_short(desk: Desk) -> None:
    job = await desk.finished_image()
    desk.faults.add("creatify:media", "truncate")

    with pytest.raises(ClientPayloadError):
        await desk.call("GET", job["generated_photo_url"].removeprefix(desk.url))


async def test_a_download_may_be_something_else_or_nothing(desk: Desk) -> None:
    job = await desk.finished_image()
    path = job["generated_photo_url"].removeprefix(desk.url)
    desk.faults.add("creatify:media", "wrong_type")
    desk.faults.add("creatify:media", "empty")

    _, page, reply = await desk.call("GET", path)
    _, nothing, _ = await desk.call("GET", path)

    assert (reply.content_type, page) == ("text/html", b"<html>Sign in</html>")
    assert nothing == b""


async def test_a_download_may_announce_more_than_anybody_wants(desk: Desk) -> None:
    job = await desk.finished_image()
    desk.faults.add("creatify:media", "huge")

    async with desk.session.get(job["generated_photo_url"]) as answer:
        assert answer.content_length == 2 * 1024**3
        assert (await answer.content.read(8)) == b"\x89PNG\r\n\x1a\n"
        answer.close()


async def test_nothing_else_lies_in_the_bucket(desk: Desk) -> None:
    status, _, _ = await desk.call("GET", "/media/secret.png")

    assert status == 404
