"""What leaves for Creatify, byte for byte."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.generation import JobId
from bot.providers.creatify import Creatify
from bot.providers.provider import Request
from tests.providers.recordings import AVATAR, GIVEN, HOOK, JOB, NEW_JOB, wish

CREATIFY = Creatify("an-id", "a-key")


def body(request: Request) -> dict[str, Any]:
    fields = json.loads(request.body)
    assert isinstance(fields, dict)
    return fields


def test_an_image_is_ordered_with_all_that_was_given() -> None:
    given: dict[str, Any] = {
        **GIVEN,
        "type": "product_avatar",
        "avatar": AVATAR,
        "avatar_name": "Anna",
        "scene_url": "https://s.example.com/1",
    }

    request = CREATIFY.submit(wish(**given), webhook_url=HOOK)

    assert (request.method, request.path) == ("POST", "/api/product_to_videos/gen_image/")
    assert body(request) == {
        "type": "product_avatar",
        "product_url": "https://img.example.com/bag.jpg",
        "aspect_ratio": "1x1",
        "image_prompt": "clean background with natural shadows",
        "override_avatar": AVATAR,
        "product_showcase_url": "https://s.example.com/1",
        "webhook_url": HOOK,
    }


def test_the_name_of_an_avatar_is_never_sent() -> None:
    request = CREATIFY.submit(wish(**GIVEN, avatar_name="Anna"), webhook_url=None)

    assert b"Anna" not in request.body


@pytest.mark.parametrize(
    ("call", "inputs", "fields"),
    [
        (
            "gen_image",
            {"product_url": "https://a.example.com/b.jpg"},
            {"product_url": "https://a.example.com/b.jpg"},
        ),
        (
            "gen_video",
            {"prompt": "turn", "motion_style": "display"},
            {"motion_style": "display", "video_prompt": "turn"},
        ),
        ("gen_video", {"prompt": "", "motion_style": None}, {}),
        ("regen_image", {**GIVEN, "prompt": "warmer"}, {"image_prompt": "warmer"}),
        ("regen_video", {**GIVEN, "prompt": "faster"}, {"video_prompt": "faster"}),
        ("regen_video", {"prompt": "  "}, {}),
    ],
)
def test_only_what_is_given_is_sent(call: str, inputs: dict[str, Any], fields: dict[str, str]) -> None:
    assert body(CREATIFY.submit(wish(call, **inputs), webhook_url=None)) == fields


@pytest.mark.parametrize("call", ["gen_video", "regen_image", "regen_video"])
def test_a_call_on_a_job_goes_to_that_job(call: str) -> None:
    request = CREATIFY.submit(wish(call), webhook_url=HOOK)

    assert request.path == f"/api/product_to_videos/{JOB}/{call}/"
    assert body(request)["webhook_url"] == HOOK


def test_a_call_on_a_job_without_a_job_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="starts from a job"):
        CREATIFY.submit(replace(wish("gen_video"), source_job=None), webhook_url=None)


def test_a_webhook_address_over_the_limit_is_left_out() -> None:
    exact = f"https://{'a' * 149}.example/{HOOK[-43:]}"[:200]

    assert body(CREATIFY.submit(wish(), webhook_url=exact))["webhook_url"] == exact
    assert "webhook_url" not in body(CREATIFY.submit(wish(), webhook_url=exact + "a"))


def test_equal_wishes_are_equal_bytes_whatever_the_order_of_inputs() -> None:
    turned: dict[str, Any] = dict(reversed([*GIVEN.items()]))

    assert CREATIFY.submit(wish(**turned), webhook_url=HOOK) == CREATIFY.submit(wish(), webhook_url=HOOK)


def test_a_kept_request_comes_back_byte_for_byte() -> None:
    request = CREATIFY.submit(wish(**{**GIVEN, "prompt": "Ünïcödé 👜 \ud83d"}), webhook_url=HOOK)

    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_one_job_is_read_by_its_own_path_and_several_by_a_list() -> None:
    assert CREATIFY.read([JOB]) == Request(method="GET", path=f"/api/product_to_videos/{JOB}/")
    assert CREATIFY.read([JOB, NEW_JOB]) == Request(
        method="GET", path="/api/product_to_videos/", query={"ids": f"{JOB},{NEW_JOB}"}
    )


def test_an_id_cannot_lead_out_of_its_path() -> None:
    assert CREATIFY.read([JobId("../../x?y")]).path == "/api/product_to_videos/..%2F..%2Fx%3Fy/"


@pytest.mark.parametrize("count", [0, 101])
def test_a_read_of_none_or_too_many_is_a_fault_of_ours(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        CREATIFY.read([JobId(str(number)) for number in range(count)])


def test_the_free_reads_have_paths_that_end_in_a_slash() -> None:
    assert CREATIFY.balance() == Request(method="GET", path="/api/remaining_credits/")
    assert CREATIFY.list_of("avatars") == Request(method="GET", path="/api/personas/")


def test_both_keys_are_in_the_headers() -> None:
    assert CREATIFY.headers() == {"X-API-ID": "an-id", "X-API-KEY": "a-key", "Accept": "application/json"}
