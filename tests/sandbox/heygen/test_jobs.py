"""What becomes of videos over time, and what they leave behind."""

import io

import av
import pytest

from tests.sandbox.heygen.conftest import Desk


async def test_a_video_goes_through_its_states_to_a_film(desk: Desk) -> None:
    desk.pace.speed = 200
    video = await desk.make()
    seen: list[str] = []
    while not seen or seen[-1] not in {"completed", "failed"}:
        status = (await desk.get(f"/v3/videos/{video}"))["status"]
        seen += [status] if seen[-1:] != [status] else []

    assert seen[-2:] == ["processing", "completed"]
    assert set(seen) <= {"waiting", "pending", "processing", "completed"}


async def test_the_film_is_a_real_one_with_sound_and_as_many_scenes_as_were_ordered(desk: Desk) -> None:
    scenes = [
        {
            "type": "avatar_video",
            "input": {"type": "avatar", "avatar_id": "Annie_park_public", "script": "One"},
        },
        {"type": "image", "source": {"type": "url", "url": f"{desk.url}/shop/bag.png"}, "duration": 2},
    ]
    _, answer, _ = await desk.call(
        "POST", "/v3/videos", json={"type": "studio", "scenes": scenes, "aspect_ratio": "9:16"}
    )
    done = await desk.ends(answer["data"]["video_id"])

    _, content, reply = await desk.call("GET", done["video_url"].removeprefix(desk.url))

    assert reply.content_type == "video/mp4"
    with av.open(io.BytesIO(content)) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (360, 640)
        assert film.streams.video[0].frames == 40
        assert film.streams.audio[0].channels == 1


async def test_an_address_is_signed_anew_at_every_read_and_opens_the_same_film(desk: Desk) -> None:
    video = await desk.make()
    first = (await desk.ends(video))["video_url"].removeprefix(desk.url)
    second = (await desk.get(f"/v3/videos/{video}"))["video_url"].removeprefix(desk.url)

    answers = [await desk.call("GET", url) for url in (first, second)]
    unsigned, _, _ = await desk.call("GET", first.partition("?")[0])
    forged, _, _ = await desk.call("GET", first.replace("Expires=1", "Expires=2"))
    odd, _, _ = await desk.call("GET", f"{first.partition('?')[0]}?Expires=x&Nonce=1&Signature=é")

    assert first != second
    assert answers[0][1] == answers[1][1]
    assert [status for status, _, _ in answers] == [200, 200]
    assert (unsigned, forged, odd) == (403, 403, 403)


@pytest.mark.parametrize("settings", [{"url_life": -1.0}])
async def test_an_address_ends(desk: Desk) -> None:
    done = await desk.ends(await desk.make())

    status, answer, _ = await desk.call("GET", done["video_url"].removeprefix(desk.url))

    assert (status, b"AccessDenied" in answer) == (403, True)


async def test_captions_are_a_film_of_their_own(desk: Desk) -> None:
    plain = await desk.ends(await desk.make())
    captioned = await desk.ends(await desk.make(caption={"style": "default"}))
    beside = await desk.ends(await desk.make(caption={"file_format": "srt"}))

    assert plain["captioned_video_url"] is None
    assert beside["captioned_video_url"] is None
    assert captioned["captioned_video_url"] != captioned["video_url"]


@pytest.mark.parametrize("name", ["gone.png", "page.html"])
async def test_what_cannot_be_fetched_fails_and_stays_paid(desk: Desk, name: str) -> None:
    image = {"type": "url", "url": f"{desk.url}/shop/{name}"}

    done = await desk.ends(await desk.make(type="image", image=image, voice_id="clara"))

    assert done["status"] == "failed"
    assert "download" in done["failure_message"]
    assert desk.jobs()[0]["billed"] == 1.0


async def test_a_failure_can_be_ordered_and_foretold(desk: Desk) -> None:
    desk.faults.add("heygen:job", "fail", reason="Too blurry")
    ordered, foretold = await desk.make(), await desk.make(script="fail-video")

    assert (await desk.ends(ordered))["failure_message"] == "Too blurry"
    assert (await desk.ends(foretold))["failure_message"] == "Video is too long"
    row = (await desk.get(f"/v3/videos/statuses?video_ids={ordered}"))[0]
    assert (row["status"], row["error"]["message"]) == ("failed", "Too blurry")


async def test_a_stalled_video_never_ends(desk: Desk) -> None:
    desk.faults.add("heygen:job", "stall")
    stalled, other = await desk.make(), await desk.make()

    await desk.ends(other)

    assert (await desk.get(f"/v3/videos/{stalled}"))["status"] == "processing"


async def test_a_video_deleted_in_the_making_is_not_announced(desk: Desk) -> None:
    video = await desk.make(callback_url=desk.hook)
    await desk.call("DELETE", f"/v3/videos/{video}")
    await desk.ends(await desk.make())

    assert desk.mailbox.letters == []
