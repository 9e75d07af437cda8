"""How the simulated Akool answers: keys and tokens, fields, envelopes, reads, effects, credits."""

from typing import Any

import pytest

from tests.sandbox.akool.conftest import CLIENT_ID, OPEN, SECRET, VIDEOS, Desk

CREATED_KEYS = {
    *("create_time", "uid", "team_id", "status", "webhookUrl", "resolution", "file_name", "effect_name"),
    *("_id", "image_url", "prompt", "negative_prompt", "extend_prompt", "audio_type", "audio_url"),
    *("deduction_credit", "effect_code"),
}
RESULT_KEYS = {
    *("_id", "create_time", "uid", "team_id", "update_time", "video_duration", "webhookUrl", "file_name"),
    *("effect_name", "image_url", "prompt", "resolution", "audio_type", "audio_url", "deduction_credit"),
    *("effect_code", "status", "only_add_audio", "sub_type"),
}
AUDIO_KEYS = CREATED_KEYS | {"update_time", "video_duration", "pre_video_id", "only_add_audio"}


async def token(desk: Desk) -> str:
    _, answer, _ = await desk.call(
        "POST", f"{OPEN}/v3/getToken", json={"clientId": CLIENT_ID, "clientSecret": SECRET}, headers={}
    )
    assert set(answer) == {"code", "token"}
    issued: str = answer["token"]
    return issued


async def code_with(desk: Desk, headers: dict[str, str]) -> int:
    status, answer, _ = await desk.call("GET", f"{VIDEOS}/effects", headers=headers)
    assert status == 200
    code: int = answer["code"]
    return code


async def test_a_key_or_a_token_opens_the_door(desk: Desk) -> None:
    assert await code_with(desk, {"x-api-key": "sim-key"}) == 1000
    assert await code_with(desk, {"Authorization": f"Bearer {await token(desk)}"}) == 1000


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 1102),
        ({"Authorization": ""}, 1102),
        ({"Authorization": "Bearer "}, 1102),
        ({"Authorization": "Bearer nonsense"}, 1101),
        ({"Authorization": "sandbox-token-1"}, 1102),
        ({"x-api-key": "wrong"}, 1109),
        ({"x-api-key": ""}, 1109),
    ],
)
async def test_whoever_has_neither_is_told_so_with_status_200(
    desk: Desk, headers: dict[str, str], code: int
) -> None:
    assert await code_with(desk, headers) == code


async def test_beside_an_authorization_the_key_is_not_looked_at(desk: Desk) -> None:
    assert await code_with(desk, {"Authorization": "Bearer nonsense", "x-api-key": "sim-key"}) == 1101
    good = {"Authorization": f"Bearer {await token(desk)}", "x-api-key": "wrong"}
    assert await code_with(desk, good) == 1000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"clientId": CLIENT_ID, "clientSecret": "wrong"}, 1109),
        ({"clientId": "wrong", "clientSecret": SECRET}, 1109),
        ({"clientId": CLIENT_ID}, 1003),
        ({"clientId": 7, "clientSecret": SECRET}, 1003),
        ([], 1003),
    ],
)
async def test_a_token_is_issued_for_both_credentials_alone(desk: Desk, body: Any, code: int) -> None:
    _, answer, _ = await desk.call("POST", f"{OPEN}/v3/getToken", json=body, headers={})

    assert answer["code"] == code
    assert "token" not in answer


async def test_tokens_expire_when_it_is_ordered_and_others_are_issued(desk: Desk) -> None:
    old = {"Authorization": f"Bearer {await token(desk)}"}
    desk.faults.add("akool:token", "expire")

    assert [await code_with(desk, old), await code_with(desk, old)] == [1101, 1101]
    assert await code_with(desk, {"Authorization": f"Bearer {await token(desk)}"}) == 1000
    assert desk.akool.ledger()["tokens"] == 2


async def test_nobody_is_billed_at_the_door(desk: Desk) -> None:
    desk.keys = {"x-api-key": "wrong"}

    code, _ = await desk.refused("createBySourcePrompt", **desk.wish())

    assert (code, desk.jobs()) == (1109, [])


async def test_an_accepted_video_has_the_documented_keys(desk: Desk) -> None:
    answer = await desk.said(
        "createBySourcePrompt", desk.wish(webhookurl="https://bot.test/hook", extend_prompt=True)
    )
    data = answer["data"]

    assert (answer["code"], set(data)) == (1000, CREATED_KEYS)
    assert (data["status"], data["deduction_credit"]) == (1, 20)
    assert (data["webhookUrl"], data["extend_prompt"]) == ("https://bot.test/hook", True)
    assert data["file_name"] == "Image2Video_slow pan over the bag by.mp4"
    assert (len(data["_id"]), int(data["_id"], 16) > 0) == (24, True)


async def test_only_the_lower_case_spelling_of_the_webhook_is_known(desk: Desk) -> None:
    assert (await desk.create(webhookUrl=desk.hook, webhook_url=desk.hook))["webhookUrl"] == ""
    assert (await desk.create(webhookurl=""))["webhookUrl"] == ""


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"image_url": ...}, "image_url"),
        ({"image_url": "bag.png"}, "image_url"),
        ({"image_url": "https://a b"}, "image_url"),
        ({"image_url": "https://[x"}, "image_url"),
        ({"prompt": ...}, "prompt"),
        ({"prompt": " "}, "prompt"),
        ({"negative_prompt": ...}, "negative_prompt"),
        ({"negative_prompt": 7}, "negative_prompt"),
        ({"resolution": "480p"}, "resolution"),
        ({"resolution": ...}, "resolution"),
        ({"audio_type": ...}, "audio_type"),
        ({"audio_type": 4}, "audio_type"),
        ({"audio_type": True}, "audio_type"),
        ({"audio_type": 2}, "audio_url"),
        ({"audio_type": 2, "audio_url": ""}, "audio_url"),
        ({"video_length": 7}, "video_length"),
        ({"video_length": ...}, "video_length"),
        ({"extend_prompt": "true"}, "extend_prompt"),
        ({"is_premium_model": 1}, "is_premium_model"),
        ({"webhookurl": "bot"}, "webhookurl"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_billed(
    desk: Desk, wrong: dict[str, Any], word: str
) -> None:
    code, msg = await desk.refused("createBySourcePrompt", **desk.wish(**wrong))

    assert code == 1003
    assert word in msg
    assert desk.jobs() == []


async def test_an_effect_that_nobody_knows_is_refused(desk: Desk) -> None:
    assert (await desk.refused("createBySourcePrompt", **desk.wish(effect_code="nope")))[0] == 1008


SAMPLE = {
    "image_url": "https://drz0f01yeq1cx.cloudfront.net/1753772478686-9524-b6e4169bb1b44d5d8361936b3f6eddb8.png",
    "prompt": "Animate this image with smooth camera movement and subtle object motion.",
    "negative_prompt": "blurry, distorted hands, missing fingers, unnatural pose, double hands, extra limbs",
    "extend_prompt": True,
    "resolution": "4k",
    "audio_url": "https://drz0f01yeq1cx.cloudfront.net/1753772497950-9213-1749809724426audio.mp3",
    "audio_type": 2,
    "video_length": 10,
    "is_premium_model": True,
    "effect_code": "squish_89244231312",
    "webhookurl": "",
}
"""https://docs.akool.com/ai-tools-suite/image2video/create-video"""


async def test_the_sample_request_of_the_vendors_page_gets_the_answer_of_its_sample(desk: Desk) -> None:
    desk.keys = {"Authorization": f"Bearer {await token(desk)}"}

    data = await desk.post("createBySourcePrompt", **SAMPLE)

    assert (data["status"], data["deduction_credit"], data["effect_name"]) == (1, 60, "Squish")
    assert data["file_name"] == "Image2Video_Animate this image with .mp4"
    assert data["effect_code"] == "squish_89244231312"


async def test_the_type_of_audio_may_be_a_text_as_in_the_vendors_demo(desk: Desk) -> None:
    assert (await desk.create(audio_type="1"))["audio_type"] == 1


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"'])
async def test_a_body_must_be_a_json_object(desk: Desk, body: bytes) -> None:
    _, answer, _ = await desk.call(
        "POST",
        f"{VIDEOS}/createBySourcePrompt",
        data=body,
        headers={**desk.keys, "Content-Type": "application/json"},
    )

    assert answer["code"] == 1003


@pytest.mark.parametrize(
    ("resolution", "length", "price"),
    [("720p", 5, 20), ("1080p", 5, 25), ("4k", 5, 30), ("720p", 10, 40), ("1080p", 10, 50), ("4k", 10, 60)],
)
async def test_prices_are_those_of_the_page(desk: Desk, resolution: str, length: int, price: int) -> None:
    answer = await desk.create(resolution=resolution, video_length=length, audio_type=1)

    assert answer["deduction_credit"] == price
    assert desk.akool.ledger()["credits"] == 500 - price
    _, quota, _ = await desk.call("GET", f"{OPEN}/v3/faceswap/quota/info")
    assert quota == {"code": 1000, "msg": "OK", "data": {"credit": 500 - price}}


@pytest.mark.parametrize("balance", [30])
async def test_an_empty_account_is_told_so_and_not_billed(desk: Desk) -> None:
    await desk.create()

    assert (await desk.refused("createBySourcePrompt", **desk.wish()))[0] == 1104
    assert len(desk.jobs()) == 1


@pytest.mark.parametrize("is_pro", [False])
@pytest.mark.parametrize("more", [{"video_length": 10}, {"is_premium_model": True}])
async def test_some_things_need_a_plan(desk: Desk, more: dict[str, Any]) -> None:
    assert (await desk.refused("createBySourcePrompt", **desk.wish(**more)))[0] == 1213


async def test_results_come_in_any_order_without_those_that_nobody_knows(desk: Desk) -> None:
    jobs = [(await desk.create())["_id"] for _ in range(5)]

    orders = {tuple(record["_id"] for record in await desk.read(*jobs, "f" * 24)) for _ in range(10)}

    assert all(set(order) == set(jobs) for order in orders)
    assert len(orders) > 1


async def test_when_nobody_knows_any_of_them_that_is_an_error(desk: Desk) -> None:
    assert (await desk.refused("resultsByIds", _ids="f" * 24))[0] == 1008


@pytest.mark.parametrize("path", ["resultsByIds", "delbyids"])
@pytest.mark.parametrize("body", [{"_ids": ["a"]}, {"ids": "a"}, {"_ids": ""}, {}, {"_ids": 7}])
async def test_ids_are_one_text_and_nothing_else(desk: Desk, path: str, body: dict[str, Any]) -> None:
    assert await desk.refused(path, **body) == (1003, "Parameter error: Failed to get results")


async def test_a_result_has_no_film_until_it_is_done(desk: Desk) -> None:
    desk.pace.speed = 0.01
    (waiting,) = await desk.read((await desk.create())["_id"])
    desk.pace.speed = 2000
    done = await desk.finished()

    assert (set(waiting), waiting["status"]) == (RESULT_KEYS, 1)
    assert set(done) == RESULT_KEYS | {"video_url"}
    assert (done["video_duration"], done["only_add_audio"]) == (5.063, False)


async def test_the_effects_are_listed_with_pictures_and_a_count_that_is_none(desk: Desk) -> None:
    _, answer, _ = await desk.call("GET", f"{VIDEOS}/effects")
    data = answer["data"]
    first = data["result"][0]

    assert set(first) == {"_id", "create_time", "logo", "name", "video_url", "effect_code"}
    assert data["count"] != len(data["result"])
    _, logo, _ = await desk.call("GET", first["logo"].removeprefix(desk.url))
    assert logo.startswith(b"\x89PNG")
    missing, _, _ = await desk.call("GET", "/effects/nope.png")
    assert missing == 404


async def test_a_batch_makes_several_with_a_model(desk: Desk) -> None:
    wish = desk.wish(negative_prompt=..., model_name="AkoolImage2VideoFastV1", count=2)

    data = await desk.post("createBySourcePrompt/batch", **wish)

    assert len({made["_id"] for made in data["successList"]}) == 2
    assert data["errorList"] == []
    assert len(desk.jobs()) == 2
    assert (await desk.refused("createBySourcePrompt/batch", **{**wish, "count": 11}))[0] == 1003
    _, models, _ = await desk.call("GET", f"{OPEN}/v4/aigModel/list?types[]=1501")
    assert wish["model_name"] in {model["value"] for model in models["data"]}


async def test_added_audio_has_the_documented_keys_and_is_a_record_of_its_own(desk: Desk) -> None:
    done = await desk.finished()

    data = await desk.post("updateVideoAudio", pre_video_id=done["_id"], audio_type=1, audio_url="")

    assert set(data) == AUDIO_KEYS
    assert (data["status"], data["only_add_audio"], data["deduction_credit"]) == (1, True, 5)
    assert data["pre_video_id"] == done["_id"] != data["_id"]
    assert (await desk.reaches(data["_id"], 3))["only_add_audio"] is True
    assert [job["call"] for job in desk.jobs()] == ["create", "audio"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"audio_type": 3}, 1003),
        ({"audio_type": 2}, 1003),
        ({"audio_type": 2, "audio_url": "a.mp3"}, 1003),
        ({"audio_type": 1, "pre_video_id": "f" * 24}, 1008),
        ({"audio_type": 1, "pre_video_id": None}, 1003),
    ],
)
async def test_audio_that_cannot_be_added_is_refused(desk: Desk, body: dict[str, Any], code: int) -> None:
    done = await desk.finished()

    assert (await desk.refused("updateVideoAudio", **{"pre_video_id": done["_id"], **body}))[0] == code
    assert len(desk.jobs()) == 1


async def test_audio_is_added_to_a_video_that_is_done(desk: Desk) -> None:
    desk.pace.speed = 0.01
    job = (await desk.create())["_id"]

    assert (await desk.refused("updateVideoAudio", pre_video_id=job, audio_type=1))[0] == 1010
