"""Friendly flat people, for avatars and for pictures with one."""

from random import Random
from typing import Final

from PIL import Image

from bot.sandbox.pictures.palette import Colour, darker, lighter
from bot.sandbox.pictures.sheet import Sheet, smooth

_SKIN: Final[tuple[Colour, ...]] = (
    (244, 208, 180),
    (226, 176, 140),
    (192, 136, 98),
    (142, 94, 66),
    (98, 64, 46),
)
_HAIR: Final[tuple[Colour, ...]] = (
    (48, 36, 34),
    (92, 58, 40),
    (176, 124, 70),
    (36, 36, 48),
    (70, 50, 40),
    (128, 50, 36),
)
_SHIRT: Final[tuple[Colour, ...]] = (
    (62, 96, 140),
    (206, 112, 84),
    (92, 132, 104),
    (236, 226, 208),
    (128, 88, 140),
    (222, 170, 72),
)


def draw_person(look: int, pixels: int) -> Image.Image:
    """Head and shoulders on a transparent square, the same for the same look."""
    chance = Random(f"person:{look}")  # noqa: S311 - decides looks
    skin, hair, shirt = chance.choice(_SKIN), chance.choice(_HAIR), chance.choice(_SHIRT)
    long_hair = chance.random() < 0.5
    sheet = Sheet(pixels * 2)
    if long_hair:
        sheet.curve(
            [(31, 30), (50, 12), (69, 30), (73, 62), (64, 72), (36, 72), (27, 62)],
            darker(hair, 0.12),
            round_=0.3,
        )
    sheet.polygon(
        smooth([(10, 104), (14, 82), (30, 73), (50, 71), (70, 73), (86, 82), (90, 104)]), shirt, round_=0.4
    )
    sheet.polygon([(43, 56), (57, 56), (58, 73), (50, 79), (42, 73)], darker(skin, 0.14), round_=0.2)
    sheet.curve(
        [(34, 36), (38, 22), (50, 17), (62, 22), (66, 36), (63, 52), (55, 62), (45, 62), (37, 52)],
        skin,
        round_=0.35,
    )
    _face(sheet, skin)
    fringe = [(33, 38), (34, 22), (48, 12), (62, 15), (68, 27), (66, 38), (61, 27), (50, 24), (40, 28)]
    sheet.polygon(smooth(fringe), lighter(hair, 0.04), round_=0.3)
    return sheet.image.resize((pixels, pixels), Image.Resampling.LANCZOS)


def _face(sheet: Sheet, skin: Colour) -> None:
    ink: Colour = (44, 32, 36)
    for x in (43, 57):
        sheet.ellipse((x - 1.5, 38.6, x + 1.5, 42), ink, round_=0)
        sheet.line(smooth([(x - 3.4, 35.6), (x, 34.4), (x + 3.4, 35.6)], closed=False), 0.9, ink, round_=0)
        sheet.glow((x - 5, 45, x + 5, 52), (232, 120, 110), 60)
    sheet.line(smooth([(50, 42), (51.4, 47), (49.6, 48)], closed=False), 0.8, darker(skin, 0.3), round_=0)
    sheet.line(smooth([(44.6, 52), (50, 55.4), (55.4, 52)], closed=False), 1.1, (178, 78, 76), round_=0)


def draw_portrait(name: str, size: tuple[int, int]) -> Image.Image:
    """A person before a plain wall."""
    chance = Random(f"portrait:{name}")  # noqa: S311 - decides looks
    wall = chance.choice(_SHIRT)
    scene = Image.new("RGB", size, lighter(wall, 0.72))
    side = round(min(size) * 0.92)
    figure = draw_person(chance.randrange(1000), side)
    scene.paste(figure, ((size[0] - side) // 2, size[1] - side), mask=figure)
    return scene
