"""Pictures and films that really can be opened, and that differ when they should."""

import io
from typing import Final

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from bot.sandbox.pictures import film, make_film, make_picture, picture, portrait, sample
from bot.sandbox.pictures.lettering import readable, shortened

WIDE: Final = (320, 180)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def drawn(
    prompt: str = "soft light", seed: int = 1, product: str = "", size: tuple[int, int] = WIDE
) -> bytes:
    return make_picture(prompt=prompt, seed=seed, width=size[0], height=size[1], product=product)


def difference(first: bytes, second: bytes) -> float:
    """How much two pictures differ, 0 to 255 on average."""
    means = ImageStat.Stat(ImageChops.difference(opened(first), opened(second))).mean
    return sum(means) / len(means)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200)])
@pytest.mark.parametrize("badge", ["", "avatar"])
def test_a_picture_is_a_png_of_the_size_asked_for(size: tuple[int, int], badge: str) -> None:
    content = make_picture(prompt="soft light", seed=1, width=size[0], height=size[1], badge=badge)

    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert opened(content).size == size


def test_the_same_order_makes_the_same_picture() -> None:
    assert drawn() == drawn()


@pytest.mark.parametrize(("prompt", "seed"), [("dark night", 1), ("soft light", 2)])
def test_another_prompt_or_seed_looks_visibly_different(prompt: str, seed: int) -> None:
    assert difference(drawn(product="bag"), drawn(prompt, seed, product="bag")) > 8


def test_a_product_in_the_name_of_a_file_is_the_one_that_is_drawn() -> None:
    assert drawn(product="red-bag-42") == drawn(product="bag") != drawn(product="lamp")


@pytest.mark.parametrize("prompt", ["", "👟👟", "日本語の靴", "x" * 50_000, "line\nline", "“quoted” — so…"])
def test_any_prompt_can_be_drawn(prompt: str) -> None:
    assert opened(drawn(prompt)).size == WIDE


def test_a_caption_says_what_the_font_knows_and_is_cut_at_a_word() -> None:
    assert readable("“soft”  light 👟…") == '"soft" light ...'
    assert shortened("soft morning light", 20, 130) == "soft morning..."
    assert shortened("x" * 400, 20, 60).endswith("x...")


@pytest.mark.parametrize("name", ["bag", "mug", "shoe", "bottle", "lamp", "chair"])
def test_a_sample_is_a_catalogue_photograph(name: str) -> None:
    image = Image.open(io.BytesIO(sample(name)))

    assert (image.format, image.size) == ("JPEG", (900, 900))


def test_there_is_no_sample_of_anything_else() -> None:
    with pytest.raises(KeyError):
        sample("car")


@pytest.mark.parametrize("sound", [False, True])
def test_a_film_is_an_mp4_that_moves(sound: bool) -> None:
    content = make_film(prompt="slow turn", seed=1, width=160, height=90, sound=sound, seconds=1)

    with av.open(io.BytesIO(content), "r") as container:
        codecs = [stream.codec_context.name for stream in container.streams]
        frames = [frame.to_image() for frame in container.decode(video=0)]  # type: ignore[no-untyped-call]  # PyAV
    assert codecs == (["h264", "aac"] if sound else ["h264"])
    assert (len(frames), frames[0].size) == (10, (160, 90))
    assert frames[0].tobytes() != frames[-1].tobytes()


def test_a_film_can_be_played_before_all_of_it_is_there() -> None:
    content = make_film(prompt="", seed=1, width=160, height=90, seconds=1)

    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"mdat")


async def test_what_was_drawn_once_is_not_drawn_again() -> None:
    first = await picture(prompt="soft light", seed=9, width=64, height=64)
    second = await picture(prompt="soft light", seed=9, width=64, height=64)
    one = await film(prompt="soft light", seed=9, width=64, height=64)
    two = await film(prompt="soft light", seed=9, width=64, height=64)

    assert first is second
    assert one is two


async def test_people_have_a_face_of_their_own() -> None:
    maya, oliver = await portrait(name="maya", ratio="1x1"), await portrait(name="oliver", ratio="1x1")

    assert opened(maya).size == (480, 480)
    assert difference(maya, oliver) > 4
