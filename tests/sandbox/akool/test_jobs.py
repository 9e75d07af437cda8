"""Videos over time: their ends, their films, what can be deleted."""

import asyncio
import io
from typing import Any

import av
import pytest

from tests.sandbox.akool.conftest import Desk


async def film(desk: Desk, record: dict[str, Any]) -> bytes:
    status, content, answer = await desk.call("GET", record["video_url"].removeprefix(desk.url))
    assert (status, answer.content_type) == (200, "video/mp4")
    assert isinstance(content, bytes)
    return content


def described(content: bytes) -> tuple[tuple[int, int], bool, float]:
    """Size, whether there is sound, and seconds."""
    with av.open(io.BytesIO(content), "r") as container:
        video = container.streams.video[0]
        seconds = float((container.duration or 0) / 1_000_000)
        return (video.width, video.height), bool(container.streams.audio), round(seconds)


async def test_a_film_lasts_as_long_as_it_was_asked_to_and_has_the_shape_of_its_image(desk: Desk) -> None:
    wide = await film(desk, await desk.finished())
    tall = await film(desk, await desk.finished(image_url=f"{desk.url}/shop/tall.png", audio_type=1))

    assert described(wide) == ((640, 480), False, 5)
    assert described(tall) == ((480, 640), True, 5)


async def test_an_image_of_elsewhere_is_not_fetched_and_still_makes_a_film(desk: Desk) -> None:
    content = await film(desk, await desk.finished(image_url="https://img.test/bag.png"))

    assert described(content)[0] == (640, 360)


async def test_added_sound_leaves_the_old_film_as_it_was(desk: Desk) -> None:
    silent = await desk.finished(image_url="https://img.test/bag.png")
    added = await desk.post("updateVideoAudio", pre_video_id=silent["_id"], audio_type=1)

    loud = await desk.reaches(added["_id"], 3)

    assert described(await film(desk, loud))[1] is True
    assert described(await film(desk, silent))[1] is False


async def test_the_same_order_twice_is_two_jobs_and_twice_the_price(desk: Desk) -> None:
    first, second = await desk.create(), await desk.create()

    assert first["_id"] != second["_id"]
    assert desk.akool.ledger()["credits"] == 460


@pytest.mark.parametrize("name", ["fail.png", "gone.png", "page.html"])
async def test_an_image_that_cannot_be_read_fails_without_a_reason_and_stays_paid(
    desk: Desk, name: str
) -> None:
    job = await desk.create(image_url=f"{desk.url}/shop/{name}")

    failed = await desk.reaches(job["_id"], 4)

    assert not {"error", "msg", "reason", "video_url"} & set(failed)
    assert (desk.jobs()[0]["status"], desk.jobs()[0]["billed"]) == ("failed", 20)


async def test_a_failure_can_be_ordered(desk: Desk) -> None:
    desk.faults.add("akool:job", "fail")

    await desk.reaches((await desk.create())["_id"], 4)


async def test_a_stalled_job_never_ends(desk: Desk) -> None:
    desk.faults.add("akool:job", "stall")
    stalled, other = await desk.create(), await desk.create()

    await desk.reaches(other["_id"], 3)

    assert (await desk.read(stalled["_id"]))[0]["status"] == 2


async def test_what_is_deleted_is_gone_with_its_film(desk: Desk) -> None:
    done, other = await desk.finished(), await desk.finished()

    data = await desk.post("delbyids", _ids=f"{done['_id']},{other['_id']}")

    assert data == {"successIds": [done["_id"], other["_id"]], "noPermissionItems": []}
    status, _, _ = await desk.call("GET", done["video_url"].removeprefix(desk.url))
    assert status == 404
    assert (await desk.refused("resultsByIds", _ids=done["_id"]))[0] == 1008


async def test_a_video_that_is_being_made_is_not_deleted_and_the_rest_is(desk: Desk) -> None:
    desk.faults.add("akool:job", "stall")
    busy = await desk.create()
    await desk.reaches(busy["_id"], 2)
    done = await desk.finished()

    answer = await desk.said("delbyids", {"_ids": f"{busy['_id']},{done['_id']},{'f' * 24}"})

    assert (answer["code"], answer["msg"]) == (1000, "Delete successfully")
    assert answer["data"]["successIds"] == [done["_id"]]
    kept = {item["_id"]: item["msg"] for item in answer["data"]["noPermissionItems"]}
    assert set(kept) == {busy["_id"], "f" * 24}
    assert "processing" in kept[busy["_id"]]


async def test_a_deleted_job_that_was_waiting_does_not_come_back(desk: Desk) -> None:
    desk.pace.speed = 400
    job = (await desk.create())["_id"]
    await desk.post("delbyids", _ids=job)
    await asyncio.sleep(0.1)

    assert (await desk.refused("resultsByIds", _ids=job))[0] == 1008
