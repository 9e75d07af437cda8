"""Six products, each drawn on a sheet of its own, standing on the line y = 92."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from PIL import Image

from bot.sandbox.pictures.palette import Colour, darker, lighter
from bot.sandbox.pictures.sheet import Sheet, smooth, softened

_BRASS: Final = (214, 172, 92)
_WOOD: Final = (176, 120, 74)
_CREAM: Final = (250, 246, 238)

Draw: TypeAlias = Callable[[Sheet, Colour, Colour], None]


def _bag(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    back, front = darker(colour, 0.35), darker(colour, 0.12)
    sheet.line(smooth([(36, 46), (38, 20), (50, 10), (62, 20), (64, 46)], closed=False), 2.8, back)
    sheet.polygon(softened([(22.6, 39), (77.4, 39), (86.4, 92), (13.6, 92)], 5), colour)
    sheet.polygon(softened([(22.6, 39), (77.4, 39), (79.3, 50), (20.7, 50)], 3), front)
    sheet.dashes((21.4, 52), (78.6, 52), lighter(colour, 0.45), count=34)
    sheet.polygon(softened([(15.3, 82), (84.7, 82), (86.4, 92), (13.6, 92)], 4), front)
    sheet.dashes((15.8, 80.5), (84.2, 80.5), lighter(colour, 0.45), count=40)
    sheet.line(
        smooth([(32, 49), (34, 25), (50, 15), (66, 25), (68, 49)], closed=False), 3.2, front, round_=0.5
    )
    for x in (32, 68):
        sheet.ellipse((x - 2.4, 46.6, x + 2.4, 51.4), _BRASS)
    sheet.rectangle((40, 58, 60, 70), 2, accent, round_=0.3)
    sheet.rectangle((44, 63, 56, 65), 0.9, darker(accent, 0.45), round_=0)
    sheet.gleam([(27, 44), (22, 86)], 3, 60)


def _mug(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    handle = smooth([(70, 42), (84, 42), (90, 56), (84, 71), (68, 74)], closed=False)
    sheet.line(handle, 6.4, darker(colour, 0.14), round_=0.5)
    body = [(22, 30), (74, 30), (74, 92), (22, 92)]
    sheet.polygon(softened(body, 12), colour, round_=0.8)
    sheet.rectangle((22, 30, 74, 60), 0, colour, round_=0.8)
    sheet.rectangle((22, 56, 74, 68), 0, accent, round_=0.8)
    sheet.ellipse((22, 24.5, 74, 35.5), lighter(colour, 0.3), round_=0.2)
    sheet.ellipse((24.6, 26, 71.4, 34.4), darker(colour, 0.35), round_=0)
    sheet.ellipse((27, 28.2, 69, 34.2), (74, 44, 28), round_=0.3)
    sheet.ellipse((34, 29.4, 50, 32), (128, 84, 54), round_=0)
    sheet.gleam([(31, 40), (31, 84)], 3.4, 130)
    for x in (40, 48, 56):
        steam = smooth([(x, 22), (x + 2.4, 17), (x - 2, 12), (x + 1, 5)], closed=False)
        sheet.haze(steam, 2.2, (255, 255, 255), 170)


def _shoe(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    upper = [
        (9, 84),
        (7.5, 64),
        (10, 48),
        (17, 44),
        (28, 49),
        (41, 46),
        (53, 57),
        (68, 66),
        (84, 70),
        (93, 78),
        (90, 86),
        (50, 87),
    ]
    sheet.curve([(11, 50), (13, 42), (22, 40), (38, 42), (40, 50), (26, 54)], darker(colour, 0.5), round_=0.2)
    sheet.curve([(30, 46), (37, 37), (43, 39), (56, 57), (46, 60)], darker(colour, 0.2))
    sheet.polygon(smooth(upper), colour)
    sheet.curve(
        [(72, 70), (84, 69), (93, 77), (92, 84), (74, 84), (68, 76)], lighter(colour, 0.22), round_=0.4
    )
    sheet.curve(
        [(7.8, 66), (10, 52), (16, 53), (21, 66), (22, 82), (9, 84)], darker(colour, 0.24), round_=0.4
    )
    sheet.curve([(24, 76), (36, 72), (52, 62), (60, 64), (48, 76), (36, 80)], accent, round_=0.2)
    for index in range(5):
        x, y = 38 + index * 6.2, 49.5 + index * 4.4
        sheet.line([(x - 3.6, y + 4.6), (x + 3, y - 0.6)], 1.9, _CREAM, round_=0)
    sole = [(7, 81), (50, 83), (96, 79), (97, 86), (90, 92), (8, 92)]
    sheet.polygon(softened(sole, 4), _CREAM, round_=0.45)
    tread = [(7, 88.6), (95, 88.6), (91, 92), (8, 92)]
    sheet.polygon(softened(tread, 2), darker(colour, 0.3), round_=0.2)
    sheet.dashes((10, 86), (92, 85.6), (206, 200, 190), count=36, width=0.45)
    sheet.gleam(smooth([(25, 50), (40, 54), (58, 66), (80, 73)], closed=False), 2.4, 70)


def _bottle(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    body = [(43, 22), (57, 22), (57, 31), (67, 42), (67, 92), (33, 92), (33, 42), (43, 31)]
    sheet.polygon(softened(body, 6), colour, round_=0.95)
    sheet.rectangle((41.4, 8, 58.6, 23), 2, darker(accent, 0.55), round_=0.8)
    sheet.rectangle((40.6, 20.6, 59.4, 24), 1.2, _BRASS, round_=0.8)
    sheet.rectangle((33, 54, 67, 78), 0.6, accent, round_=0.75)
    sheet.rectangle((40, 59, 60, 61.6), 1, darker(accent, 0.6), round_=0)
    sheet.rectangle((43, 65, 57, 66.4), 0.7, darker(accent, 0.4), round_=0)
    sheet.rectangle((45, 69, 55, 70.4), 0.7, darker(accent, 0.4), round_=0)
    sheet.gleam([(39, 42), (38.4, 52)], 2.6, 190)
    sheet.gleam([(38.4, 80), (38.4, 88)], 2.6, 150)


def _lamp(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    sheet.glow((24, 18, 76, 66), (255, 226, 160), 120)
    sheet.rectangle((48.4, 46, 51.6, 86), 1.2, _BRASS, round_=0.9)
    sheet.ellipse((34, 84, 66, 92), darker(_BRASS, 0.1), round_=0.7)
    sheet.ellipse((35, 83, 65, 89.6), _BRASS, round_=0.6)
    sheet.ellipse((43, 60, 57, 76), colour, round_=0.9)
    shade = [(35, 14), (65, 14), (79, 51), (21, 51)]
    sheet.polygon(shade, lighter(accent, 0.2), round_=0.42)
    sheet.ellipse((21, 47.6, 79, 54.4), (255, 236, 186), round_=0)
    sheet.ellipse((35, 12.6, 65, 15.6), lighter(accent, 0.5), round_=0.2)
    sheet.polygon([(22.6, 46.6), (77.4, 46.6), (79, 51), (21, 51)], colour, round_=0.5)
    sheet.glow((34, 26, 66, 56), (255, 240, 200), 120)


def _chair(sheet: Sheet, colour: Colour, accent: Colour) -> None:
    for start, end in (((34, 70), (29, 90)), ((66, 70), (71, 90))):
        sheet.line([start, end], 2.6, darker(_WOOD, 0.3), round_=0.4)
    back = [(24, 62), (22, 32), (27, 18), (40, 13), (60, 13), (73, 18), (78, 32), (76, 62)]
    sheet.polygon(smooth(back), colour, round_=0.55)
    for x in (38, 50, 62):
        sheet.line([(x, 18), (x, 58)], 0.7, darker(colour, 0.25), round_=0)
    sheet.curve([(34, 44), (50, 38), (66, 44), (66, 60), (50, 64), (34, 60)], accent, round_=0.4)
    for left in (True, False):
        arm = [(12, 46), (20, 42), (26, 48), (26, 72), (13, 72)]
        sheet.curve(arm if left else [(100 - x, y) for x, y in arm], darker(colour, 0.08), round_=0.5)
    sheet.rectangle((17, 58, 83, 75), 7, lighter(colour, 0.07), round_=0.45)
    sheet.rectangle((18, 70, 82, 77), 3, darker(colour, 0.22), round_=0.4)
    for start, end in (((24, 76), (18, 92)), ((76, 76), (82, 92))):
        sheet.line([start, end], 3, _WOOD, round_=0.4)
    sheet.gleam(smooth([(28, 32), (32, 20), (46, 16)], closed=False), 2.4, 90)


WIDTHS: Final[Mapping[str, float]] = {
    "bag": 0.38,
    "mug": 0.31,
    "shoe": 0.46,
    "bottle": 0.2,
    "lamp": 0.2,
    "chair": 0.38,
}
"""Half of what each covers of the floor, for its shadow."""

PRODUCTS: Final[Mapping[str, Draw]] = {
    "bag": _bag,
    "mug": _mug,
    "shoe": _shoe,
    "bottle": _bottle,
    "lamp": _lamp,
    "chair": _chair,
}


def draw_product(name: str, colour: Colour, accent: Colour, pixels: int) -> Image.Image:
    """The product on a transparent square of this many pixels, drawn twice as large and reduced."""
    sheet = Sheet(pixels * 2)
    PRODUCTS[name](sheet, colour, accent)
    return sheet.image.resize((pixels, pixels), Image.Resampling.LANCZOS)
