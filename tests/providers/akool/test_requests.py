"""What leaves for Akool, byte for byte."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.generation import JobId
from bot.providers.akool import requests
from bot.providers.provider import Provider, Request
from tests.providers.akool.examples import AKOOL, GIVEN, HOOK, JOB, NEW_JOB, film, sound

CREATE = "/api/open/v4/image2Video/createBySourcePrompt"


def body(request: Request) -> dict[str, Any]:
    fields = json.loads(request.body)
    assert isinstance(fields, dict)
    return fields


def test_a_film_is_ordered_with_all_that_was_given() -> None:
    given = film(
        extend_prompt=True,
        resolution="4k",
        audio_type=2,
        audio_url="https://s.example.com/a.mp3",
        video_length=10,
        is_premium_model=True,
        effect_code="squish_89244231312",
        effect_name="Squish",
    )

    request = AKOOL.submit(given, webhook_url=HOOK)

    assert (request.method, request.path) == ("POST", CREATE)
    assert body(request) == {
        "image_url": "https://img.example.com/bag.jpg",
        "prompt": "slow pan",
        "negative_prompt": "blurry",
        "extend_prompt": True,
        "resolution": "4k",
        "audio_type": 2,
        "audio_url": "https://s.example.com/a.mp3",
        "video_length": 10,
        "is_premium_model": True,
        "effect_code": "squish_89244231312",
        "webhookurl": HOOK,
    }


def test_a_plain_film_is_ordered_with_the_fields_that_are_required() -> None:
    inputs = {"image_url": "https://img.example.com/bag.jpg", "prompt": "slow pan"}

    assert body(AKOOL.submit(replace(film(), inputs=inputs), webhook_url=None)) == {
        **inputs,
        "negative_prompt": "blurry, distorted",
        "resolution": "720p",
        "audio_type": 3,
        "audio_url": "",
        "video_length": 5,
    }


def test_whole_numbers_leave_as_numbers_and_flags_as_flags() -> None:
    sent = body(
        AKOOL.submit(film(video_length="10", audio_type="1", extend_prompt="false"), webhook_url=None)
    )

    assert (sent["video_length"], sent["audio_type"], sent["extend_prompt"]) == (10, 1, False)


def test_an_address_of_audio_is_left_out_unless_the_audio_is_ones_own() -> None:
    sent = body(AKOOL.submit(film(audio_type=1, audio_url="https://s.example.com/a.mp3"), webhook_url=None))

    assert sent["audio_url"] == ""


@pytest.mark.parametrize(("name", "prompt"), [("Squish", "Squish"), (None, "squish_1")])
def test_an_effect_stands_in_for_the_prompt_that_it_makes_useless(name: str | None, prompt: str) -> None:
    sent = body(AKOOL.submit(film(prompt="", effect_code="squish_1", effect_name=name), webhook_url=None))

    assert (sent["prompt"], sent["effect_code"]) == (prompt, "squish_1")


def test_audio_is_added_to_a_job_and_names_no_webhook() -> None:
    request = AKOOL.submit(sound(audio_type="2", audio_url="https://s.example.com/a.mp3"), webhook_url=HOOK)

    assert request.path == "/api/open/v4/image2Video/updateVideoAudio"
    assert body(request) == {
        "pre_video_id": JOB,
        "audio_url": "https://s.example.com/a.mp3",
        "audio_type": 2,
    }


def test_added_audio_is_made_by_ai_unless_told_otherwise() -> None:
    assert body(AKOOL.submit(sound(), webhook_url=None)) == {
        "pre_video_id": JOB,
        "audio_url": "",
        "audio_type": 1,
    }


def test_a_call_that_akool_has_not_or_that_lacks_its_job_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="starts from a job"):
        AKOOL.submit(replace(sound(), source_job=None), webhook_url=None)
    with pytest.raises(ValueError, match="no call 'gen_image'"):
        AKOOL.submit(replace(film(), call="gen_image"), webhook_url=None)


def test_equal_wishes_are_equal_bytes_whatever_the_order_of_inputs() -> None:
    turned = replace(film(), inputs=dict(reversed([*GIVEN.items()])))

    assert AKOOL.submit(turned, webhook_url=HOOK) == AKOOL.submit(film(), webhook_url=HOOK)


def test_a_kept_request_comes_back_byte_for_byte() -> None:
    request = AKOOL.submit(film(prompt="Ünïcödé 👜 \ud83d"), webhook_url=HOOK)

    assert Request.from_json(json.loads(json.dumps(request.to_json()))) == request


@pytest.mark.parametrize(
    ("call", "path"),
    [(AKOOL.read, "resultsByIds"), (AKOOL.delete, "delbyids")],
)
def test_ids_go_as_one_text_with_commas(call: Any, path: str) -> None:
    request = call([JOB, NEW_JOB])

    assert (request.method, request.path) == ("POST", f"/api/open/v4/image2Video/{path}")
    assert body(request) == {"_ids": f"{JOB},{NEW_JOB}"}


@pytest.mark.parametrize("count", [0, 51])
def test_a_read_of_none_or_too_many_is_a_fault_of_ours(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 50"):
        AKOOL.read([JobId(str(number)) for number in range(count)])


def test_an_id_with_a_comma_is_never_sent() -> None:
    with pytest.raises(ValueError, match="comma"):
        AKOOL.read([JobId("a,b")])


def test_the_free_reads_have_the_documented_paths() -> None:
    assert AKOOL.list_of("effects") == Request(method="GET", path="/api/open/v4/image2Video/effects")
    assert AKOOL.balance() == Request(method="GET", path="/api/open/v3/faceswap/quota/info")


def test_a_token_is_asked_for_with_both_credentials() -> None:
    request = requests.token("an-id", "a-secret")

    assert (request.method, request.path) == ("POST", "/api/open/v3/getToken")
    assert body(request) == {"clientId": "an-id", "clientSecret": "a-secret"}


def test_the_key_is_in_the_headers_and_never_beside_an_authorization() -> None:
    assert AKOOL.headers() == {"x-api-key": "an-api-key", "Accept": "application/json"}


def test_what_akool_cannot_do_is_a_fault_of_ours() -> None:
    provider: Provider = AKOOL

    assert not provider.can.finds_lost
    with pytest.raises(ValueError, match="no list of avatars"):
        provider.list_of("avatars")
