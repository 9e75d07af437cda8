"""What a form is told before anything is sent."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.generation import Generation
from bot.errors import FormError
from bot.providers.creatify import Creatify
from tests.providers.recordings import AVATAR, GIVEN, wish

CREATIFY = Creatify("an-id", "a-key")


def faults(generation: Generation) -> dict[str, str]:
    with pytest.raises(FormError) as caught:
        CREATIFY.check(generation)
    return caught.value.faults


@pytest.mark.parametrize("avatar", [AVATAR, AVATAR.replace("-", ""), AVATAR.upper()])
def test_an_avatar_may_be_spelled_with_and_without_dashes(avatar: str) -> None:
    checked = CREATIFY.check(wish(**{**GIVEN, "type": "product_avatar", "avatar": avatar}))

    assert checked.text("avatar") == avatar


def test_a_product_image_alone_is_enough() -> None:
    CREATIFY.check(wish(product_url="http://a.example.com/b.jpg"))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("product_url", "", "web address of the product's image"),
        ("product_url", "bag.jpg", "beginning with https://"),
        ("product_url", "ftp://a.example.com/b.jpg", "beginning with https://"),
        ("product_url", "https://", "beginning with https://"),
        ("product_url", "https://a.example.com/b c.jpg", "without spaces"),
        (
            "product_url",
            "https://a.example.com/" + "b" * 179,
            "has 201 characters; Creatify takes at most 200",
        ),
        ("scene_url", "see above", "beginning with https://"),
        ("scene_url", "https://a.example.com/" + "b" * 2048, "at most 2048"),
        ("type", "product_other", "Choose one of Product AnyShot, Product Avatar."),
        ("aspect_ratio", "1:1", "Choose one of 1:1, 16:9, 9:16."),
        ("avatar", "Anna", "I do not know this avatar"),
        ("avatar", AVATAR + "0", "I do not know this avatar"),
        ("avatar", AVATAR, "needs the type Product Avatar"),
    ],
)
def test_a_fault_of_an_image_order_names_its_field(name: str, value: str, words: str) -> None:
    found = faults(wish(**{**GIVEN, name: value}))

    assert list(found) == [name]
    assert words in found[name]


def test_two_hundred_characters_are_not_too_long() -> None:
    CREATIFY.check(wish(product_url="https://a.example.com/" + "b" * 178))


def test_all_faults_are_told_at_once() -> None:
    assert set(faults(wish(product_url="no", type="no", aspect_ratio="no", avatar="no"))) == {
        "product_url",
        "type",
        "aspect_ratio",
        "avatar",
    }


@pytest.mark.parametrize("call", ["gen_video", "regen_video"])
@pytest.mark.parametrize("image", [GIVEN, {"product_url": GIVEN["product_url"]}, {"type": "product_anyshot"}])
def test_talking_needs_an_image_with_an_avatar(call: str, image: dict[str, Any]) -> None:
    assert (
        "Talking needs an image with an avatar"
        in faults(wish(call, **image, motion_style="talking"))["motion_style"]
    )
    CREATIFY.check(wish(call, **image, motion_style="display"))


@pytest.mark.parametrize(
    "image", [{"type": "product_avatar"}, {"prompt": "about whose image nothing is known"}]
)
def test_an_image_that_may_have_an_avatar_may_talk(image: dict[str, Any]) -> None:
    CREATIFY.check(wish("gen_video", **image, motion_style="talking"))


def test_the_motion_of_a_video_is_checked_before_its_image_is_paid() -> None:
    assert "Talking needs" in faults(wish(**GIVEN, motion_style="talking"))["motion_style"]
    assert "Choose one of" in faults(wish(**GIVEN, motion_style="dancing"))["motion_style"]
    CREATIFY.check(wish(**{**GIVEN, "type": "product_avatar"}, motion_style="talking"))


def test_an_unknown_motion_style_is_a_fault() -> None:
    assert faults(wish("gen_video", motion_style="dancing")) == {
        "motion_style": "Choose one of Talking, Display."
    }


def test_a_video_is_not_refused_for_what_its_image_was_made_from() -> None:
    CREATIFY.check(wish("regen_image", product_url="gone", avatar="gone", motion_style="gone", prompt="warm"))


def test_texts_are_trimmed_and_lose_what_is_no_text() -> None:
    checked = CREATIFY.check(wish(product_url=" https://a.example.com/b ", prompt=" a\x00b\ud800\nc\t"))

    assert checked.text("product_url") == "https://a.example.com/b"
    assert checked.prompt == "ab\nc"


def test_a_call_that_creatify_does_not_have_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="no call"):
        CREATIFY.check(wish("gen_sound"))
    with pytest.raises(ValueError, match="starts from a job"):
        CREATIFY.check(replace(wish("gen_video"), source_job=None))
