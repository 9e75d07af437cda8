"""The photo studio behind a product: wall, floor, light, and something simple to stand on."""

from random import Random
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageFilter

from bot.sandbox.pictures.palette import Colour, Palette, darker, lighter

Size: TypeAlias = tuple[int, int]

_DAYLIGHT: Final[Colour] = (255, 250, 232)


def gradient(size: Size, top: Colour, bottom: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


def studio(size: Size, horizon: int, palette: Palette) -> Image.Image:
    """Wall and floor, with the soft bend between them that photographers use."""
    width, height = size
    scene = gradient(size, *palette.wall)
    floor = gradient((width, height - horizon), *palette.floor)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rectangle((0, horizon, width, height), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(max(2, height // 60)))
    whole_floor = Image.new("RGB", size, palette.floor[0])
    whole_floor.paste(floor, (0, horizon))
    scene.paste(whole_floor, mask=mask)
    return scene


def spotlight(scene: Image.Image, centre: tuple[int, int], radius: int, *, dark: bool) -> None:
    """A pool of light on the wall."""
    glow = Image.radial_gradient("L").resize((radius * 2, radius * 2), Image.Resampling.BICUBIC)
    glow = glow.point(lambda v: max(0, 255 - round(v * 1.45)) * (110 if dark else 150) // 255)
    scene.paste((255, 252, 240), (centre[0] - radius, centre[1] - radius), mask=glow)


def vignette(scene: Image.Image, strength: int) -> None:
    edge = Image.radial_gradient("L").resize(scene.size, Image.Resampling.BICUBIC)
    scene.paste((10, 12, 24), mask=edge.point(lambda v: max(0, v - 110) * strength // 145))


def prop(scene: Image.Image, kind: str, centre: int, ground: int, reach: int, palette: Palette) -> None:
    """A simple form that gives the picture depth; drawn large and reduced, so its edges are soft."""
    scale = 2
    layer = Image.new("RGBA", (scene.width * scale, scene.height * scale), (*_DAYLIGHT, 0))
    draw = ImageDraw.Draw(layer)
    match kind:
        case "sun":
            _sun(draw, centre, ground, reach, scale, palette)
        case "arch":
            _arch(draw, centre, ground, reach, scale, palette)
        case "window":
            _window(draw, scene.size, scale, palette)
            layer = layer.filter(ImageFilter.GaussianBlur(scene.height / 40))
        case _:
            return
    layer = layer.resize(scene.size, Image.Resampling.LANCZOS)
    scene.paste(layer, mask=layer.getchannel("A"))


def _sun(
    draw: ImageDraw.ImageDraw, centre: int, ground: int, reach: int, scale: int, palette: Palette
) -> None:
    radius, middle = round(reach * 0.62), ground - round(reach * 0.62)
    box = [centre - radius, middle - radius, centre + radius, middle + radius]
    draw.ellipse([edge * scale for edge in box], fill=(*palette.prop, 235))


def _arch(
    draw: ImageDraw.ImageDraw, centre: int, ground: int, reach: int, scale: int, palette: Palette
) -> None:
    for share, colour in ((0.66, palette.prop), (0.5, lighter(palette.prop, 0.3))):
        half, top = reach * share, ground - reach * (share + 0.55)
        left, right = (centre - half) * scale, (centre + half) * scale
        draw.ellipse((left, top * scale, right, (top + 2 * half) * scale), fill=(*colour, 255))
        draw.rectangle((left, (top + half) * scale, right, ground * scale), fill=(*colour, 255))


def _window(draw: ImageDraw.ImageDraw, size: Size, scale: int, palette: Palette) -> None:
    """Slanted light as through a window."""
    width, height = size
    strength = 60 if palette.dark else 130
    for index in range(4):
        left = width * (0.06 + index * 0.16)
        slant = height * 0.55
        points = [
            (left + slant, 0),
            (left + slant + width * 0.1, 0),
            (left + width * 0.1, height),
            (left, height),
        ]
        draw.polygon([(x * scale, y * scale) for x, y in points], fill=(*_DAYLIGHT, strength))


def podium(scene: Image.Image, centre: int, ground: int, half: int, palette: Palette) -> None:
    """A round pedestal whose upper side lies at `ground`."""
    scale, depth, rise = 2, round(half * 0.2), round(half * 0.34)
    layer = Image.new("RGBA", (scene.width * scale, scene.height * scale))
    draw = ImageDraw.Draw(layer)
    side, top = darker(palette.prop, 0.12), lighter(palette.prop, 0.28)
    for step in range(rise, -1, -1):
        shade = darker(side, 0.25 * step / rise)
        box = [centre - half, ground - depth + step, centre + half, ground + depth + step]
        draw.ellipse([edge * scale for edge in box], fill=(*shade, 255))
    box = [centre - half, ground - depth, centre + half, ground + depth]
    draw.ellipse([edge * scale for edge in box], fill=(*top, 255))
    layer = layer.resize(scene.size, Image.Resampling.LANCZOS)
    scene.paste(layer, mask=layer.getchannel("A"))


def shadow(scene: Image.Image, box: tuple[int, int, int, int], strength: int) -> None:
    """A soft shadow on the floor."""
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).ellipse(box, fill=strength)
    mask = mask.filter(ImageFilter.GaussianBlur(max(2, (box[3] - box[1]) * 0.42)))
    scene.paste((14, 14, 28), mask=mask)


def any_prop(chance: Random) -> str:
    return chance.choice(("sun", "arch", "window", "none"))
