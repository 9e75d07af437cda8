"""What is said of a form before anything is sent."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import FormError
from bot.providers.heygen.limits import V1, V3
from tests.providers.heygen.wishes import HEYGEN, OLD_HEYGEN, SPOKEN, old_wish, wish

MP3 = "https://a.example.com/s.mp3"


def faults(**inputs: Any) -> dict[str, str]:
    with pytest.raises(FormError) as caught:
        HEYGEN.check(wish(**inputs))
    return caught.value.faults


def old_faults(**inputs: Any) -> dict[str, str]:
    with pytest.raises(FormError) as caught:
        OLD_HEYGEN.check(old_wish(**inputs))
    return caught.value.faults


def test_a_good_wish_comes_back_trimmed_down_to_its_clips() -> None:
    given = {
        **SPOKEN,
        "prompt": " Hi\x00 there ",
        "clips": [{"avatar": " look_2 ", "script": " You too\x07 "}],
    }

    checked = HEYGEN.check(wish(**given))

    assert checked.prompt == "Hi there"
    assert checked.inputs["clips"] == [{"avatar": "look_2", "script": "You too"}]


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ({"prompt": "Hi"}, {"avatar"}),
        ({"prompt": "Hi", "avatar": "a", "image_url": "https://a.example.com/b.png"}, {"avatar"}),
        ({"prompt": "", "avatar": "a"}, {"prompt"}),
        ({"prompt": "Hi", "avatar": "a", "audio_url": MP3}, {"audio_url"}),
        ({"prompt": "", "avatar": "a", "audio_url": "s.mp3"}, {"audio_url"}),
        ({"prompt": "x" * 5001, "avatar": "a"}, {"prompt"}),
        ({"prompt": "Hi", "image_url": "https://a.example.com/b.png"}, {"voice"}),
        ({"prompt": "Hi", "image_url": "b.png", "voice": "v"}, {"image_url"}),
        ({**SPOKEN, "aspect_ratio": "2:1", "resolution": "8k"}, {"aspect_ratio", "resolution"}),
        ({**SPOKEN, "background": "#FFF"}, {"background"}),
        ({**SPOKEN, "background": "blue"}, {"background"}),
        ({**SPOKEN, "clips": [{}, "no clip"]}, {"clips.0.avatar", "clips.1.avatar"}),
        ({**SPOKEN, "clips": [{"avatar": "b"}]}, {"clips.0.script"}),
        ({**SPOKEN, "clips": [{"video_url": "clip.mp4"}]}, {"clips.0.video_url"}),
        (
            {**SPOKEN, "clips": [{"picture_url": "https://a.example.com/b.png", "duration": "301"}]},
            {"clips.0.duration"},
        ),
        (
            {**SPOKEN, "clips": [{"picture_url": "https://a.example.com/b.png", "script": "Hi"}]},
            {"clips.0.voice"},
        ),
        (
            {
                **SPOKEN,
                "background": "https://a.example.com/b.png",
                "clips": [{"video_url": "https://a.example.com/b.mp4"}],
            },
            {"background"},
        ),
        ({**SPOKEN, "clips": [{"video_url": "https://a.example.com/" + "b" * 2048}]}, {"clips.0.video_url"}),
        ({**SPOKEN, "clips": [{"avatar": "b", "script": "Hi"}] * 50}, {"clips"}),
    ],
)
def test_each_fault_stands_under_its_input(inputs: dict[str, Any], names: set[str]) -> None:
    said = faults(**inputs)

    assert set(said) == names
    assert all(sentence.endswith(".") for sentence in said.values())


@pytest.mark.parametrize(
    "inputs",
    [
        {"prompt": "Hi", "avatar": "a"},
        {"prompt": "", "avatar": "a", "audio_url": MP3},
        {**SPOKEN, "background": "https://a.example.com/b.png", "aspect_ratio": "auto"},
        {**SPOKEN, "clips": [{"picture_url": "https://a.example.com/b.png"}]},
        {**SPOKEN, "background": "#0a0b0c", "clips": [{"avatar": "b", "script": "Hi"}] * 49},
        {"prompt": "", "video_url": "https://a.example.com/b.mp4"},
        {"prompt": "x" * 5000, "avatar": "a"},
    ],
)
def test_what_v3_takes_is_let_through(inputs: dict[str, Any]) -> None:
    assert HEYGEN.check(wish(**inputs)).inputs == inputs


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        ({"prompt": "Hi", "avatar": "a"}, {"voice"}),
        ({"prompt": "Hi", "image_url": "https://a.example.com/b.png", "voice": "v"}, {"image_url"}),
        ({**SPOKEN, "clips": [{"video_url": "https://a.example.com/b.mp4"}]}, {"clips.0.video_url"}),
        ({**SPOKEN, "aspect_ratio": "1:1"}, {"aspect_ratio"}),
        ({**SPOKEN, "prompt": "x" * 1501}, {"prompt"}),
        ({**SPOKEN, "style": "closeUp", "scale": "0", "offset_x": "2"}, {"style", "scale", "offset_x"}),
        ({**SPOKEN, "offset_y": "top"}, {"offset_y"}),
        ({"prompt": "", "avatar": "a", "audio_url": MP3, "captions": "true"}, {"captions"}),
    ],
)
def test_v1_takes_less(inputs: dict[str, Any], names: set[str]) -> None:
    assert set(old_faults(**inputs)) == names


def test_v1_takes_places_styles_and_videos_behind_the_speaker() -> None:
    given = {**SPOKEN, "style": "circle", "scale": "0.5", "offset_x": "-0.5", "background": "https://a/b.mp4"}

    assert OLD_HEYGEN.check(old_wish(**given)).inputs == given


def test_a_call_of_the_other_release_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match=r"video\.generate"):
        HEYGEN.check(old_wish())


def test_each_release_says_what_a_form_may_offer() -> None:
    assert OLD_HEYGEN.can.inputs == V1.inputs > {"test", "scale", "style", "background_video"}
    assert HEYGEN.can.inputs == V3.inputs > {"picture_url", "video_url"}
    assert (HEYGEN.can.speaks, OLD_HEYGEN.can.speaks) == ("create_video", "video.generate")
    assert (HEYGEN.can.replays_for, OLD_HEYGEN.can.replays_for) == (timedelta(days=1), timedelta())
    assert (HEYGEN.can.finds_lost, OLD_HEYGEN.can.finds_lost) == (True, False)
