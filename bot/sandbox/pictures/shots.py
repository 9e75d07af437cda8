"""A product shot: a real PNG that looks different for every prompt and seed."""

import io
from random import Random
from typing import Final

from PIL import Image, ImageOps

from bot.sandbox.pictures.backdrop import (
    any_prop,
    podium,
    prop,
    shadow,
    spotlight,
    studio,
    vignette,
)
from bot.sandbox.pictures.lettering import badge as draw_badge
from bot.sandbox.pictures.lettering import caption
from bot.sandbox.pictures.palette import PALETTES, Palette, choose
from bot.sandbox.pictures.people import draw_person
from bot.sandbox.pictures.products import PRODUCTS, WIDTHS, draw_product

AVATAR: Final = "avatar"


def make_picture(
    *, prompt: str, seed: int, width: int, height: int, badge: str = "", product: str = ""
) -> bytes:
    """A PNG of this size. `product` names one of the known products; any other is chosen by chance."""
    scene = draw_scene(prompt=prompt, seed=seed, width=width, height=height, badge=badge, product=product)
    caption(scene, prompt)
    return png(scene)


def draw_scene(*, prompt: str, seed: int, width: int, height: int, badge: str, product: str) -> Image.Image:
    """The picture without its caption."""
    chance = Random(f"{seed}:{prompt}")  # noqa: S311 - decides looks
    palette = choose(prompt, chance)
    horizon = round(height * chance.uniform(0.64, 0.7))
    reach = round(min(width * 0.8, height * 0.62) * chance.uniform(0.94, 1.06))
    centre = round(width * (0.5 + chance.uniform(-0.05, 0.05)))
    scene = studio((width, height), horizon, palette)
    light = round(width * chance.choice((0.22, 0.78)))
    spotlight(scene, (light, round(height * 0.22)), round(max(width, height) * 0.62), dark=palette.dark)
    ground = horizon + round(height * 0.1)
    prop(scene, any_prop(chance), centre, horizon + height // 24, reach, palette)
    name = known_product(product, chance)
    _place(scene, name, palette, chance, centre=centre, ground=ground, reach=reach, person=badge == AVATAR)
    vignette(scene, 70 if palette.dark else 42)
    if badge:
        draw_badge(scene, badge)
    return scene


def known_product(wanted: str, chance: Random) -> str:
    """A product named in the address of a photograph, else any."""
    drawn = chance.choice(tuple(PRODUCTS))
    spoken = wanted.lower()
    return next((name for name in PRODUCTS if name in spoken), drawn)


def _place(
    scene: Image.Image,
    name: str,
    palette: Palette,
    chance: Random,
    *,
    centre: int,
    ground: int,
    reach: int,
    person: bool,
) -> None:
    mirrored, raised = chance.random() < 0.5, chance.random() < 0.5
    look = chance.randrange(1000)
    if person:
        figure = draw_person(look, round(reach * 1.35))
        scene.paste(figure, (centre - figure.width // 2, scene.height - figure.height), mask=figure)
        centre, ground, reach = centre + round(reach * 0.3), round(scene.height * 0.93), round(reach * 0.62)
    elif raised:
        half = round(reach * 0.56)
        shadow(scene, _flat(centre, ground + round(half * 0.34), round(half * 1.2), 0.2), 120)
        podium(scene, centre, ground, half, palette)
    picture = draw_product(name, palette.product, palette.accent, reach)
    if mirrored:
        picture = ImageOps.mirror(picture)
    if not person:
        cast_shadow(scene, name, centre, ground, reach)
    scene.paste(picture, (centre - reach // 2, ground - round(reach * 0.92)), mask=picture)


def cast_shadow(scene: Image.Image, name: str, centre: int, ground: int, reach: int) -> None:
    """A wide soft shadow, and a narrow dark one where the product touches the floor."""
    half = reach * WIDTHS[name]
    shadow(scene, _flat(centre, ground, round(half * 1.2), 0.15), 120)
    shadow(scene, _flat(centre, ground - round(reach * 0.008), round(half * 0.98), 0.05), 150)


def _flat(centre: int, middle: int, half: int, flatness: float) -> tuple[int, int, int, int]:
    tall = max(2, round(half * flatness))
    return centre - half, middle - tall, centre + half, middle + tall


def png(scene: Image.Image) -> bytes:
    out = io.BytesIO()
    scene.save(out, "PNG", compress_level=3)
    return out.getvalue()


def make_sample(name: str) -> bytes:
    """A plain catalogue photograph, as a shop has it: JPEG, 900 by 900. Raises KeyError."""
    if name not in PRODUCTS:
        raise KeyError(name)
    palette = PALETTES[list(PRODUCTS).index(name) % len(PALETTES)]
    plain = next(each for each in PALETTES if "white" in each.words)
    scene = studio((900, 900), 640, plain)
    spotlight(scene, (300, 220), 520, dark=False)
    cast_shadow(scene, name, 450, 740, 640)
    picture = draw_product(name, palette.product, palette.accent, 640)
    scene.paste(picture, (130, 740 - round(640 * 0.92)), mask=picture)
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=90)
    return out.getvalue()
