"""A transparent sheet to draw a product on, in units of 0 to 100, with rounded light on every part."""

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.sandbox.pictures.palette import Colour

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
Paint: TypeAlias = Callable[[ImageDraw.ImageDraw], None]

_STRIP: Final = 256


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 14) -> list[Point]:
    """A soft curve through the points (Catmull-Rom)."""
    count = len(points)
    spans = count if closed else count - 1
    curve: list[Point] = []
    for index in range(spans):
        around = [_at(points, index + offset, closed=closed) for offset in (-1, 0, 1, 2)]
        curve.extend(_between(around, step / steps) for step in range(steps))
    return curve if closed else [*curve, points[-1]]


def softened(points: Sequence[Point], radius: float, steps: int = 8) -> list[Point]:
    """The same polygon with its corners rounded."""
    outline: list[Point] = []
    for index, corner in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % len(points)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(steps + 1):
            t = step / steps
            x, y = (
                (1 - t) ** 2 * s + 2 * (1 - t) * t * c + t**2 * e
                for s, c, e in zip(start, corner, end, strict=True)
            )
            outline.append((x, y))
    return outline


def _towards(corner: Point, other: Point, radius: float) -> Point:
    length = math.dist(corner, other) or 1.0
    return _along(corner, other, min(radius / length, 0.5))


def _at(points: Sequence[Point], index: int, *, closed: bool) -> Point:
    return points[index % len(points)] if closed else points[max(0, min(index, len(points) - 1))]


def _between(around: Sequence[Point], t: float) -> Point:
    before, start, end, after = around
    x, y = (
        0.5
        * (2 * s + (e - b) * t + (2 * b - 5 * s + 4 * e - a) * t * t + (3 * s - b - 3 * e + a) * t * t * t)
        for b, s, e, a in zip(before, start, end, after, strict=True)
    )
    return x, y


class Sheet:
    """What is drawn later lies on top."""

    def __init__(self, pixels: int) -> None:
        self._scale = pixels / 100
        self._size = (pixels, pixels)
        self.image = Image.new("RGBA", self._size)

    def polygon(self, points: Sequence[Point], colour: Colour, *, round_: float = 0.5) -> None:
        scaled = [self._point(point) for point in points]
        self._solid(lambda draw: draw.polygon(scaled, fill=255), colour, round_)

    def curve(self, points: Sequence[Point], colour: Colour, *, round_: float = 0.5) -> None:
        self.polygon(smooth(points), colour, round_=round_)

    def ellipse(self, box: Box, colour: Colour, *, round_: float = 0.5) -> None:
        scaled = self._box(box)
        self._solid(lambda draw: draw.ellipse(scaled, fill=255), colour, round_)

    def rectangle(self, box: Box, radius: float, colour: Colour, *, round_: float = 0.5) -> None:
        scaled, corner = self._box(box), radius * self._scale
        self._solid(lambda draw: draw.rounded_rectangle(scaled, corner, fill=255), colour, round_)

    def line(self, points: Sequence[Point], width: float, colour: Colour, *, round_: float = 0.25) -> None:
        """A cord with round ends."""
        scaled = [self._point(point) for point in points]
        thick = max(1, round(width * self._scale))

        def paint(draw: ImageDraw.ImageDraw) -> None:
            draw.line(scaled, fill=255, width=thick, joint="curve")
            for x, y in scaled:
                draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)

        self._solid(paint, colour, round_)

    def dashes(
        self, start: Point, end: Point, colour: Colour, *, count: int = 24, width: float = 0.5
    ) -> None:
        """A seam."""
        thick = max(1, round(width * self._scale))

        def paint(draw: ImageDraw.ImageDraw) -> None:
            for index in range(count):
                ends = [self._point(_along(start, end, (index + part) / count)) for part in (0.0, 0.55)]
                draw.line(ends, fill=255, width=thick)

        self._solid(paint, colour, 0)

    def haze(self, line: Sequence[Point], width: float, colour: Colour, strength: int) -> None:
        """Something as thin as steam."""
        mask = Image.new("L", self._size)
        thick = max(1, round(width * self._scale))
        ends = [self._point(point) for point in line]
        ImageDraw.Draw(mask).line(ends, fill=strength, width=thick, joint="curve")
        self._cover(colour, mask.filter(ImageFilter.GaussianBlur(thick * 0.45)))

    def glow(self, box: Box, colour: Colour, strength: int) -> None:
        """Soft light inside the box, over what is there and around it."""
        mask = Image.new("L", self._size)
        ImageDraw.Draw(mask).ellipse(self._box(box), fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur((box[2] - box[0]) * self._scale / 6))
        self._cover(colour, mask)

    def gleam(self, points: Sequence[Point], width: float, strength: int = 120) -> None:
        """A soft highlight that stays inside what is drawn."""
        mask = Image.new("L", self._size)
        thick = max(1, round(width * self._scale))
        ImageDraw.Draw(mask).line(
            [self._point(point) for point in points], fill=strength, width=thick, joint="curve"
        )
        mask = mask.filter(ImageFilter.GaussianBlur(thick * 0.4))
        self._cover((255, 255, 255), ImageChops.multiply(mask, self.image.getchannel("A")))

    def _cover(self, colour: Colour, mask: Image.Image) -> None:
        layer = Image.new("RGBA", self._size, (*colour, 255))
        layer.putalpha(mask)
        self.image.alpha_composite(layer)

    def _solid(self, paint: Paint, colour: Colour, round_: float) -> None:
        mask = Image.new("L", self._size)
        paint(ImageDraw.Draw(mask))
        box = mask.getbbox()
        if box is None:
            return
        part = mask.crop(box)
        body = Image.new("RGBA", part.size, (*colour, 255))
        if round_:
            body = _rounded(body, round_)
        body.putalpha(part)
        self.image.alpha_composite(body, box[:2])

    def _point(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale

    def _box(self, box: Box) -> Box:
        left, top, right, bottom = (edge * self._scale for edge in box)
        return left, top, right, bottom


def _rounded(body: Image.Image, strength: float) -> Image.Image:
    """Light from the upper left: bright at a third of the width, dark at the right edge and below."""
    dark = Image.merge("L", [_strip(_darkness).resize(body.size)]).point(lambda v: round(v * strength))
    low = Image.linear_gradient("L").resize(body.size).point(lambda v: round(v * 0.28 * strength))
    bright = _strip(_brightness).resize(body.size).point(lambda v: round(v * strength))
    body.paste((10, 12, 30, 255), mask=dark)
    body.paste((10, 12, 30, 255), mask=low)
    body.paste((255, 255, 255, 255), mask=bright)
    return body


def _strip(value: Callable[[float], float]) -> Image.Image:
    strip = Image.new("L", (_STRIP, 1))
    strip.putdata([round(255 * max(0.0, min(1.0, value(x / (_STRIP - 1))))) for x in range(_STRIP)])
    return strip


def _darkness(x: float) -> float:
    right, left = max(0.0, (x - 0.45) / 0.55), max(0.0, (0.16 - x) / 0.16)
    return 0.62 * math.pow(right, 1.7) + 0.22 * left * left


def _brightness(x: float) -> float:
    return 0.34 * math.exp(-(((x - 0.3) / 0.16) ** 2))


def _along(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
