"""Colours that go well together, chosen by the words of the prompt or by the seed."""

from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias

Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One mood: wall from top to horizon, floor from horizon to front, the product and its details."""

    wall: tuple[Colour, Colour]
    floor: tuple[Colour, Colour]
    product: Colour
    accent: Colour
    prop: Colour
    dark: bool = False
    words: tuple[str, ...] = ()


PALETTES: Final = (
    Palette(
        wall=((226, 232, 221), (243, 240, 228)),
        floor=((229, 224, 207), (205, 199, 180)),
        product=(190, 92, 63),
        accent=(247, 226, 199),
        prop=(178, 190, 166),
        words=("garden", "spring", "natural", "sage", "plant", "fresh"),
    ),
    Palette(
        wall=((243, 216, 212), (252, 236, 230)),
        floor=((242, 214, 206), (220, 180, 172)),
        product=(32, 110, 116),
        accent=(250, 224, 176),
        prop=(226, 170, 160),
        words=("pink", "rose", "soft", "beauty", "wedding"),
    ),
    Palette(
        wall=((238, 222, 196), (250, 241, 224)),
        floor=((231, 211, 180), (205, 178, 140)),
        product=(36, 56, 98),
        accent=(226, 178, 98),
        prop=(217, 184, 138),
        words=("warm", "sun", "sand", "beach", "desert", "morning", "summer"),
    ),
    Palette(
        wall=((196, 217, 232), (231, 240, 245)),
        floor=((206, 221, 230), (168, 190, 206)),
        product=(227, 164, 44),
        accent=(44, 70, 110),
        prop=(150, 182, 206),
        words=("blue", "sky", "sea", "ocean", "cool", "winter", "ice"),
    ),
    Palette(
        wall=((221, 212, 236), (241, 236, 247)),
        floor=((216, 206, 230), (186, 172, 208)),
        product=(104, 52, 110),
        accent=(246, 196, 170),
        prop=(188, 170, 216),
        words=("lavender", "purple", "violet", "dream", "luxury"),
    ),
    Palette(
        wall=((28, 31, 42), (58, 62, 78)),
        floor=((48, 51, 64), (22, 24, 32)),
        product=(232, 150, 58),
        accent=(250, 232, 200),
        prop=(74, 80, 100),
        dark=True,
        words=("dark", "night", "black", "moody", "dramatic", "neon", "cinematic"),
    ),
    Palette(
        wall=((203, 230, 218), (234, 246, 238)),
        floor=((202, 226, 214), (164, 198, 182)),
        product=(233, 102, 88),
        accent=(253, 241, 222),
        prop=(150, 204, 184),
        words=("mint", "green", "eco", "forest", "sport"),
    ),
    Palette(
        wall=((236, 238, 241), (253, 253, 252)),
        floor=((240, 240, 240), (214, 216, 220)),
        product=(44, 96, 78),
        accent=(226, 204, 160),
        prop=(222, 224, 228),
        words=("clean", "white", "minimal", "studio", "bright", "simple"),
    ),
    Palette(
        wall=((250, 206, 170), (254, 231, 208)),
        floor=((246, 204, 168), (222, 166, 124)),
        product=(142, 44, 58),
        accent=(255, 240, 220),
        prop=(238, 164, 118),
        words=("orange", "sunset", "peach", "autumn", "evening", "cosy", "cozy"),
    ),
)


def choose(prompt: str, chance: Random) -> Palette:
    """The mood the prompt speaks of, if any; else one by chance."""
    said = prompt.lower()
    fitting = [palette for palette in PALETTES if any(word in said for word in palette.words)]
    return chance.choice(fitting or PALETTES)


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """`first`, with so much of `second` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float) -> Colour:
    return blend(colour, (255, 255, 255), share)


def darker(colour: Colour, share: float) -> Colour:
    return blend(colour, (12, 14, 26), share)
