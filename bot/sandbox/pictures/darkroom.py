"""Where drawing is done: off the event loop, one picture at a time, each drawn once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Final

from bot.sandbox.pictures.films import SECONDS, make_film
from bot.sandbox.pictures.people import draw_portrait
from bot.sandbox.pictures.shots import draw_scene, make_picture, make_sample, png

_PORTRAITS: Final = {"16x9": (640, 360), "9x16": (360, 640), "1x1": (480, 480)}
_worker: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="darkroom")
_picture: Final = lru_cache(maxsize=32)(make_picture)
_film: Final = lru_cache(maxsize=32)(make_film)


async def picture(
    *, prompt: str, seed: int, width: int, height: int, badge: str = "", product: str = ""
) -> bytes:
    """`make_picture`, without holding up anybody."""
    return await _develop(
        partial(_picture, prompt=prompt, seed=seed, width=width, height=height, badge=badge, product=product)
    )


async def scene(
    *, prompt: str, seed: int, width: int, height: int, badge: str = "", product: str = ""
) -> bytes:
    """The same picture as PNG without the prompt written on it, for a film to move over."""
    return await _develop(
        partial(_scene, prompt=prompt, seed=seed, width=width, height=height, badge=badge, product=product)
    )


@lru_cache(maxsize=8)
def _scene(*, prompt: str, seed: int, width: int, height: int, badge: str, product: str) -> bytes:
    drawn = draw_scene(prompt=prompt, seed=seed, width=width, height=height, badge=badge, product=product)
    return png(drawn)


async def film(
    *,
    prompt: str,
    seed: int,
    width: int,
    height: int,
    badge: str = "",
    product: str = "",
    sound: bool = False,
    seconds: int = SECONDS,
    still: bytes | None = None,
) -> bytes:
    """`make_film`, without holding up anybody."""
    return await _develop(
        partial(
            _film,
            prompt=prompt,
            seed=seed,
            width=width,
            height=height,
            badge=badge,
            product=product,
            sound=sound,
            seconds=seconds,
            still=still,
        )
    )


async def portrait(*, name: str, ratio: str) -> bytes:
    """A persona's preview as PNG, always the same for the same name."""
    return await _develop(partial(_portrait, name, _PORTRAITS.get(ratio, _PORTRAITS["1x1"])))


@lru_cache(maxsize=64)
def _portrait(name: str, size: tuple[int, int]) -> bytes:
    return png(draw_portrait(name, size))


@lru_cache(maxsize=8)
def sample(name: str) -> bytes:
    """A catalogue photograph as JPEG: bag, mug, shoe, bottle, lamp or chair. Raises KeyError."""
    return make_sample(name)


async def _develop(draw: Callable[[], bytes]) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(_worker, draw)
