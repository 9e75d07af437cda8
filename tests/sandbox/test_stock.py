"""Prints from stock: real media, each of them its own bytes."""

import io

import av
from PIL import Image

from bot.sandbox.pictures import film, picture
from bot.sandbox.stock import Stock


async def test_prints_of_a_picture_are_pictures_and_differ() -> None:
    stock = Stock()
    one, other = stock.instead_of(_picture, "png"), stock.instead_of(_picture, "png")

    prints = [await one(), await other()]

    assert prints[0] != prints[1]
    assert await one() == prints[0]
    for each in prints:
        Image.open(io.BytesIO(each)).verify()


async def test_a_print_of_a_film_can_be_played() -> None:
    shown = await Stock().instead_of(_film, "mp4")()

    with av.open(io.BytesIO(shown), "r") as container:
        assert len(list(container.decode(video=0))) > 1


async def _picture() -> bytes:
    return await picture(prompt="a bag", seed=1, width=64, height=64)


async def _film() -> bytes:
    return await film(prompt="a bag", seed=1, width=64, height=64, seconds=1)
