"""What a form may hold before it costs anything, and what it is estimated to cost."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import FormError, SettingsError
from bot.providers.akool import Akool
from tests.providers.akool.examples import AKOOL, GIVEN, film, sound

LONG = "https://img.example.com/" + "x" * 2100


def test_good_inputs_pass_trimmed_and_with_their_choices_spelled_out() -> None:
    checked = AKOOL.check(film(prompt="  slow\x00 pan \ud83d", extend_prompt="true"))

    assert checked.inputs == {
        **GIVEN,
        "prompt": "slow pan",
        "video_length": 5,
        "audio_type": 3,
        "extend_prompt": True,
    }
    assert AKOOL.check(checked) == checked


def test_what_was_not_chosen_is_akools_cheapest() -> None:
    inputs = {"image_url": "https://img.example.com/bag.jpg", "prompt": "slow pan"}

    checked = AKOOL.check(replace(film(), inputs=inputs))

    assert checked.inputs == {**inputs, "resolution": "720p", "video_length": 5, "audio_type": 3}


def test_added_audio_is_made_by_ai_unless_told_otherwise() -> None:
    assert AKOOL.check(sound()).inputs["audio_type"] == 1


def test_an_effect_needs_no_prompt() -> None:
    assert AKOOL.check(film(prompt="", effect_code="squish_1")).text("effect_code") == "squish_1"


@pytest.mark.parametrize(
    ("inputs", "fields"),
    [
        ({"image_url": ""}, {"image_url"}),
        ({"image_url": "bag.jpg"}, {"image_url"}),
        ({"image_url": "https://a b"}, {"image_url"}),
        ({"image_url": "ftp://a.example/b"}, {"image_url"}),
        ({"image_url": LONG}, {"image_url"}),
        ({"prompt": " "}, {"prompt"}),
        ({"resolution": "480p"}, {"resolution"}),
        ({"video_length": "7"}, {"video_length"}),
        ({"video_length": "5.0"}, {"video_length"}),
        ({"audio_type": "4"}, {"audio_type"}),
        ({"audio_type": "2"}, {"audio_url"}),
        ({"audio_type": 2, "audio_url": "a.mp3"}, {"audio_url"}),
        ({"effect_code": "a b"}, {"effect_code"}),
        ({"prompt": "", "resolution": "8k"}, {"prompt", "resolution"}),
    ],
)
def test_a_fault_is_said_under_its_field(inputs: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(FormError) as caught:
        AKOOL.check(film(**inputs))

    assert set(caught.value.faults) == fields


@pytest.mark.parametrize(
    ("inputs", "field"),
    [({"audio_type": "3"}, "audio_type"), ({"audio_type": "2"}, "audio_url")],
)
def test_added_audio_has_to_be_audio(inputs: dict[str, Any], field: str) -> None:
    with pytest.raises(FormError) as caught:
        AKOOL.check(sound(**inputs))

    assert set(caught.value.faults) == {field}


def test_a_call_that_akool_has_not_or_that_lacks_its_job_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="starts from a job"):
        AKOOL.check(replace(sound(), source_job=None))
    with pytest.raises(ValueError, match="no call"):
        AKOOL.check(replace(film(), call="gen_image"))


@pytest.mark.parametrize(
    ("resolution", "length", "credit"),
    [
        ("720p", 5, 20),
        ("1080p", 5, 25),
        ("4k", 5, 30),
        ("720p", 10, 40),
        ("1080p", "10", 50),
        ("4k", 10, 60),
        (None, None, 20),
    ],
)
@pytest.mark.parametrize("audio", [1, 3])
def test_a_film_costs_by_resolution_and_length(
    resolution: str | None, length: int | str | None, credit: int, audio: int
) -> None:
    wish = film(resolution=resolution, video_length=length, audio_type=audio)

    assert AKOOL.estimate(wish) == Decimal(credit)


@pytest.mark.parametrize(("length", "credit"), [(5, 5), ("10", 10), (None, 10)])
def test_audio_that_is_added_costs_by_length(length: int | str | None, credit: int) -> None:
    assert AKOOL.estimate(sound(video_length=length, prompt="")) == Decimal(credit)


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_stops_the_start(key: str) -> None:
    with pytest.raises(SettingsError, match="AKOOL_CLIENT_ID"):
        Akool(key, "a-secret")
    with pytest.raises(SettingsError, match="AKOOL_CLIENT_SECRET"):
        Akool("an-id", key)
    if key:
        with pytest.raises(SettingsError, match="AKOOL_API_KEY"):
            Akool("an-id", "a-secret", key)
