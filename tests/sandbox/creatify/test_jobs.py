"""What becomes of jobs over time, and what they leave behind."""

import pytest

from tests.sandbox.creatify.conftest import Desk


async def test_an_image_goes_through_its_states_to_a_picture(desk: Desk) -> None:
    desk.pace.speed = 100
    job = await desk.image()
    seen = [job["status"]]
    while seen[-1] != "image_generated":
        status = (await desk.read(job["id"]))["status"]
        seen += [status] if status != seen[-1] else []

    assert seen == ["initializing", "image_generating", "image_generated"]


async def test_the_picture_is_a_png_of_the_ratio_asked_for(desk: Desk) -> None:
    job = await desk.finished_image(aspect_ratio="1x1")

    status, content, reply = await desk.call("GET", job["generated_photo_url"].removeprefix(desk.url))

    assert (status, reply.content_type) == (200, "image/png")
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) == int.from_bytes(content[20:24]) == 1024


async def test_a_video_is_made_on_the_same_record(desk: Desk) -> None:
    image = await desk.finished_image(image_prompt="soft light")
    await desk.post(f"{image['id']}/gen_video/", video_prompt="slow turn", motion_style="display")

    video = await desk.reaches(image["id"], "video_generated")

    assert (video["video_prompt"], video["motion_style"]) == ("slow turn", "display")
    assert video["generated_photo_url"] == image["generated_photo_url"]
    assert video["generated_video_url"].endswith(".mp4")


async def test_a_film_is_served_in_parts(desk: Desk) -> None:
    video = await desk.finished_video()
    path = video["generated_video_url"].removeprefix(desk.url)

    _, whole, _ = await desk.call("GET", path)
    status, part, reply = await desk.call("GET", path, headers={"Range": "bytes=4-7"})

    assert (status, part) == (206, b"ftyp")
    assert reply.headers["Content-Range"] == f"bytes 4-7/{len(whole)}"


async def test_right_after_gen_video_a_read_may_still_show_the_image(desk: Desk) -> None:
    images = [await desk.finished_image() for _ in range(8)]
    desk.pace.speed = 0.01

    shown = {(await desk.post(f"{image['id']}/gen_video/"))["status"] for image in images}

    assert shown == {"image_generated", "video_generating"}


async def test_a_video_needs_an_image_first(desk: Desk) -> None:
    desk.pace.speed = 0.01
    job = await desk.image()

    status, answer = await desk.refused(f"{job['id']}/gen_video/")

    assert status == 400
    assert "image first" in answer["detail"]
    assert len(desk.jobs()) == 1


async def test_a_second_video_on_the_same_record_is_refused(desk: Desk) -> None:
    video = await desk.finished_video()

    status, _ = await desk.refused(f"{video['id']}/gen_video/")

    assert status == 400
    assert [job["call"] for job in desk.jobs()] == ["gen_image", "gen_video"]


async def test_the_same_order_twice_is_two_jobs_and_twice_the_price(desk: Desk) -> None:
    first, second = await desk.image(), await desk.image()

    assert first["id"] != second["id"]
    assert desk.creatify.ledger()["credits"] == 498.0


async def test_a_regenerated_image_is_a_new_record_with_its_origin(desk: Desk) -> None:
    image = await desk.finished_image(image_prompt="soft light", aspect_ratio="9x16")
    again = await desk.post(f"{image['id']}/regen_image/", image_prompt="warmer light")

    done = await desk.reaches(again["id"], "image_generated")

    assert again["id"] != image["id"]
    assert (again["regen_type"], again["regen_source_id"]) == ("regen_image", image["id"])
    assert (again["image_prompt"], again["aspect_ratio"]) == ("warmer light", "9x16")
    assert done["generated_photo_url"] != image["generated_photo_url"]


async def test_a_regenerated_video_keeps_the_picture(desk: Desk) -> None:
    video = await desk.finished_video()
    again = await desk.post(f"{video['id']}/regen_video/")

    done = await desk.reaches(again["id"], "video_generated")

    assert (done["regen_type"], done["regen_source_id"]) == ("regen_video", video["id"])
    assert done["generated_photo_url"] == video["generated_photo_url"]
    assert done["generated_video_url"] != video["generated_video_url"]


async def test_only_a_record_with_a_video_can_have_it_regenerated(desk: Desk) -> None:
    image = await desk.finished_image()

    assert (await desk.refused(f"{image['id']}/regen_video/"))[0] == 400


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fail.png", "recognized"),
        ("gone.png", "HTTP 404"),
        ("page.html", "does not lead to an image"),
    ],
)
async def test_a_product_that_cannot_be_read_fails_and_stays_paid(desk: Desk, name: str, reason: str) -> None:
    job = await desk.image(product_url=f"{desk.url}/shop/{name}")

    failed = await desk.reaches(job["id"], "failed")

    assert reason in failed["failed_reason"]
    assert not failed["generated_photo_url"]
    assert (desk.jobs()[0]["status"], desk.jobs()[0]["billed"]) == ("failed", 1.0)


async def test_a_failure_can_be_ordered(desk: Desk) -> None:
    desk.faults.add("creatify:job", "fail", reason="Too blurry")
    job = await desk.image()

    assert (await desk.reaches(job["id"], "failed"))["failed_reason"] == "Too blurry"


async def test_a_stalled_job_never_ends(desk: Desk) -> None:
    desk.faults.add("creatify:job", "stall")
    stalled, other = await desk.image(), await desk.image()

    await desk.reaches(other["id"], "image_generated")

    assert (await desk.read(stalled["id"]))["status"] == "image_generating"


@pytest.mark.parametrize("balance", [1.5])
async def test_an_empty_account_is_told_so_and_not_billed(desk: Desk, balance: float) -> None:
    await desk.image()

    status, answer = await desk.refused("gen_image/", product_url=desk.photo)

    assert status == 402
    assert "credits" in answer["detail"]
    assert desk.creatify.ledger()["credits"] == 0.5
    assert len(desk.jobs()) == 1
