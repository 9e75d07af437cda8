"""How the simulated Creatify answers: keys, fields, reads, lists, personas, credits."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.sandbox.creatify.conftest import TASKS, Desk

ALL_KEYS = {
    "id",
    "type",
    "product_url",
    "aspect_ratio",
    "override_avatar",
    "motion_style",
    "product_showcase_url",
    "image_prompt",
    "video_prompt",
    "status",
    "generated_video_url",
    "generated_photo_url",
    "created_at",
    "updated_at",
    "webhook_url",
    "failed_reason",
    "regen_type",
    "regen_source_id",
}


@pytest.mark.parametrize("headers", [{}, {"X-API-ID": "sim-id"}, {"X-API-KEY": "sim-key"}])
async def test_both_headers_are_needed(desk: Desk, headers: dict[str, str]) -> None:
    status, answer, _ = await desk.call("GET", f"{TASKS}/", headers=headers)

    assert (status, answer) == (401, {"detail": "Authentication credentials were not provided."})


@pytest.mark.parametrize("wrong", ["X-API-ID", "X-API-KEY"])
async def test_wrong_keys_are_refused_and_nothing_is_billed(desk: Desk, wrong: str) -> None:
    desk.keys[wrong] = "no"

    status, answer = await desk.refused("gen_image/", product_url=desk.photo)

    assert (status, answer) == (401, {"detail": "Invalid API ID or API key."})
    assert desk.jobs() == []


async def test_without_its_last_slash_a_post_is_redirected_and_does_nothing(desk: Desk) -> None:
    status, _, answer = await desk.call(
        "POST", f"{TASKS}/gen_image", json={"product_url": desk.photo}, allow_redirects=False
    )

    assert (status, answer.headers["Location"]) == (301, f"{TASKS}/gen_image/")
    assert desk.jobs() == []


async def test_a_slashless_redirect_keeps_the_query(desk: Desk) -> None:
    _, _, answer = await desk.call("GET", f"{TASKS}?ids=a", allow_redirects=False)

    assert answer.headers["Location"] == f"{TASKS}/?ids=a"


async def test_the_wrong_method_is_told_the_right_one(desk: Desk) -> None:
    status, answer, reply = await desk.call("GET", f"{TASKS}/gen_image/")

    assert (status, answer) == (405, {"detail": 'Method "GET" not allowed.'})
    assert reply.headers["Allow"].startswith("POST")


async def test_an_accepted_image_has_all_eighteen_keys(desk: Desk) -> None:
    answer = await desk.image(image_prompt="soft light", webhook_url="https://bot.test/hook")

    assert set(answer) == ALL_KEYS
    assert answer["status"] == "initializing"
    assert (answer["type"], answer["aspect_ratio"]) == ("product_anyshot", "16x9")
    assert (answer["image_prompt"], answer["webhook_url"]) == ("soft light", "https://bot.test/hook")
    assert str(UUID(answer["id"])) == answer["id"]


async def test_unfinished_values_are_sometimes_empty_and_sometimes_null(desk: Desk) -> None:
    answers = [await desk.image() for _ in range(12)]

    for key in ("generated_photo_url", "generated_video_url", "failed_reason", "regen_type", "motion_style"):
        assert {answer[key] for answer in answers} == {"", None}


async def test_moments_are_spelled_in_two_ways(desk: Desk) -> None:
    created = [(await desk.image())["created_at"] for _ in range(12)]

    assert any(moment.endswith("Z") for moment in created)
    assert any(moment.endswith("-08:00") and "." in moment for moment in created)


LONG = "https://shop.test/" + "x" * 183

REFUSED: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "nothing": ({}, {"product_url": ["This field is required."]}),
    "null": ({"product_url": None}, {"product_url": ["This field may not be null."]}),
    "blank": ({"product_url": ""}, {"product_url": ["This field may not be blank."]}),
    "no address": ({"product_url": "bag.jpg"}, {"product_url": ["Enter a valid URL."]}),
    "a strange scheme": ({"product_url": "ftp://shop.test/a"}, {"product_url": ["Enter a valid URL."]}),
    "an address with a space": (
        {"product_url": "https://shop.test/a b"},
        {"product_url": ["Enter a valid URL."]},
    ),
    "201 characters": (
        {"product_url": LONG},
        {"product_url": ["Ensure this field has no more than 200 characters."]},
    ),
    "a list": ({"product_url": ["https://a.test"]}, {"product_url": ["Not a valid string."]}),
    "a ratio with a colon": (
        {"product_url": "https://a.test/b", "aspect_ratio": "16:9"},
        {"aspect_ratio": ['"16:9" is not a valid choice.']},
    ),
    "two faults": (
        {"product_url": "https://a.test/b", "type": "clip", "override_avatar": "me"},
        {"type": ['"clip" is not a valid choice.'], "override_avatar": ["Must be a valid UUID."]},
    ),
    "a long webhook": (
        {"product_url": "https://a.test/b", "webhook_url": LONG},
        {"webhook_url": ["Ensure this field has no more than 200 characters."]},
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_complaints_stand_under_their_fields_and_nothing_is_billed(desk: Desk, name: str) -> None:
    body, complaints = REFUSED[name]

    assert await desk.refused("gen_image/", **body) == (400, complaints)
    assert desk.jobs() == []


async def test_an_address_of_two_hundred_characters_is_taken(desk: Desk) -> None:
    assert (await desk.image(product_url=LONG[:200]))["product_url"] == LONG[:200]


async def test_a_body_must_be_a_json_object(desk: Desk) -> None:
    path = f"{TASKS}/gen_image/"

    broken, _, _ = await desk.call(
        "POST", path, data="{", headers={**desk.keys, "Content-Type": "application/json"}
    )
    listed, answer, _ = await desk.call("POST", path, json=[1])
    form, _, _ = await desk.call("POST", path, data={"product_url": desk.photo})

    assert (broken, listed, form) == (400, 400, 415)
    assert answer == {"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}


async def test_an_avatar_may_be_spelled_without_dashes(desk: Desk) -> None:
    _, personas, _ = await desk.call("GET", "/api/personas/")
    avatar = personas[0]["id"]

    answer = await desk.image(type="product_avatar", override_avatar=avatar.replace("-", ""))

    assert answer["override_avatar"] == avatar


async def test_an_avatar_that_nobody_is_is_refused_for_avatars_and_ignored_for_anyshot(desk: Desk) -> None:
    nobody = str(uuid4())

    status, answer = await desk.refused(
        "gen_image/", product_url=desk.photo, type="product_avatar", override_avatar=nobody
    )

    assert status == 400
    assert "override_avatar" in answer
    assert not (await desk.image(override_avatar=nobody))["override_avatar"]


@pytest.mark.parametrize("job", ["nonsense", "5d0c7a52-7d5d-4c2f-8a39-2a6f4b0a9001"])
async def test_an_unknown_job_is_not_found(desk: Desk, job: str) -> None:
    status, answer, _ = await desk.call("GET", f"{TASKS}/{job}/")

    assert (status, answer) == (404, {"detail": "Not found."})


async def test_many_jobs_are_read_at_once_without_those_that_nobody_knows(desk: Desk) -> None:
    first, second, third = [(await desk.image())["id"] for _ in range(3)]

    _, some, _ = await desk.call("GET", f"{TASKS}/?ids={first},{third},{uuid4()}")
    _, everything, _ = await desk.call("GET", f"{TASKS}/")

    assert {job["id"] for job in some} == {first, third}
    assert [job["id"] for job in everything] == [third, second, first]


async def test_a_read_of_many_has_limits(desk: Desk) -> None:
    hundred = ",".join(str(uuid4()) for _ in range(100))

    fits, listed, _ = await desk.call("GET", f"{TASKS}/?ids={hundred}")
    too_many, _, _ = await desk.call("GET", f"{TASKS}/?ids={hundred},{uuid4()}")
    none, _, _ = await desk.call("GET", f"{TASKS}/?ids=")
    nonsense, _, _ = await desk.call("GET", f"{TASKS}/?ids=me")

    assert (fits, listed) == (200, [])
    assert (too_many, none, nonsense) == (400, 400, 400)


async def test_personas_come_as_a_list_and_by_page_and_one_by_one(desk: Desk) -> None:
    _, everyone, _ = await desk.call("GET", "/api/personas/")
    _, first, _ = await desk.call("GET", "/api/personas/paginated/")
    _, second, _ = await desk.call("GET", first["next"].removeprefix(desk.url))
    _, one, _ = await desk.call("GET", f"/api/personas/{everyone[3]['id']}/")

    assert first["results"] + second["results"] == everyone
    assert (first["count"], first["previous"], second["next"]) == (len(everyone), None, None)
    assert one == everyone[3]
    assert "name" not in one


async def test_personas_can_be_filtered_and_pages_end(desk: Desk) -> None:
    _, women, _ = await desk.call("GET", "/api/personas_v2/?gender=f&age_range=teen,senior")
    beyond, answer, _ = await desk.call("GET", "/api/personas/paginated/?page=9")

    assert {(each["gender"], each["age_range"]) for each in women} == {("f", "teen"), ("f", "senior")}
    assert (beyond, answer) == (404, {"detail": "Invalid page."})


async def test_a_persona_has_a_picture(desk: Desk) -> None:
    _, everyone, _ = await desk.call("GET", "/api/personas/")

    status, content, _ = await desk.call("GET", everyone[0]["preview_image_1_1"].removeprefix(desk.url))

    assert status == 200
    assert content.startswith(b"\x89PNG")


async def test_credits_are_a_double_and_go_down_by_what_was_billed(desk: Desk) -> None:
    video = await desk.finished_video()
    await desk.post(f"{video['id']}/regen_image/")
    await desk.post(f"{video['id']}/regen_video/")

    _, answer, _ = await desk.call("GET", "/api/remaining_credits/")

    assert answer == {"remaining_credits": 494.0}
    assert isinstance(answer["remaining_credits"], float)
    assert [(job["call"], job["billed"]) for job in desk.jobs()] == [
        ("gen_image", 1.0),
        ("gen_video", 3.0),
        ("regen_image", 1.0),
        ("regen_video", 1.0),
    ]
