"""A short film of a product shot: H.264 in MP4, slowly moving in, with a caption and perhaps a tone."""

import io
import math
from array import array
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import av
from av.container import OutputContainer
from PIL import Image, ImageOps

from bot.sandbox.pictures.lettering import badge as draw_badge
from bot.sandbox.pictures.lettering import caption
from bot.sandbox.pictures.shots import draw_scene

SECONDS: Final = 4
FPS: Final = 10
_RATE: Final = 16_000
_CHORD: Final = (220.0, 277.18, 329.63)
_ZOOM: Final = 1.16


def make_film(
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
    """An MP4 of this (even) size that starts to play before all of it is there.

    It moves over `still`, a picture in any common format, or else over a scene that is drawn for it.
    """
    larger = (round(width * 1.3), round(height * 1.3))
    if still is None:
        scene = draw_scene(
            prompt=prompt, seed=seed, width=larger[0], height=larger[1], badge=badge, product=product
        )
    else:
        scene = ImageOps.fit(Image.open(io.BytesIO(still)).convert("RGB"), larger)
    words = (prompt, badge if still is not None else "")
    frames = _frames(scene, (width, height), words, seed, FPS * seconds)
    with TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
            _encode(container, frames, (width, height), seconds if sound else 0)
        return path.read_bytes()


def _encode(
    container: OutputContainer, frames: Iterator[Image.Image], size: tuple[int, int], sound_seconds: int
) -> None:
    video = container.add_stream("libx264", rate=FPS)
    video.width, video.height = size
    video.pix_fmt = "yuv420p"
    video.options = {"preset": "veryfast", "crf": "27"}
    audio = container.add_stream("aac", rate=_RATE, layout="mono") if sound_seconds else None
    for number, image in enumerate(frames):
        frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]  # PyAV has no types for it
        frame.pts = number
        container.mux(video.encode(frame))
    container.mux(video.encode(None))
    if audio is not None:
        for block in _tone(sound_seconds):
            container.mux(audio.encode(block))
        container.mux(audio.encode(None))


def _frames(
    still: Image.Image, size: tuple[int, int], words: tuple[str, str], seed: int, count: int
) -> Iterator[Image.Image]:
    """The camera moves in or out and a little to one side, and comes softly to rest; caption and badge,
    which are the `words`, do not move with it."""
    chance = Random(seed)  # noqa: S311 - decides looks
    inwards, side = chance.random() < 0.6, chance.choice((-1, 1))
    for number in range(count):
        way = (1 - math.cos(math.pi * number / max(1, count - 1))) / 2
        zoom = 1 + (_ZOOM - 1) * (way if inwards else 1 - way)
        wide, tall = still.width / zoom, still.height / zoom
        left = (still.width - wide) * (0.5 + side * (way - 0.5) * 0.8)
        top = (still.height - tall) * 0.55
        frame = still.resize(size, Image.Resampling.BILINEAR, (left, top, left + wide, top + tall))
        caption(frame, words[0])
        draw_badge(frame, words[1])
        yield frame


def _tone(seconds: int) -> Iterator[av.AudioFrame]:
    """A quiet chord that swells and fades."""
    whole, block = _samples(seconds), 1024
    for start in range(0, len(whole), block):
        samples = whole[start : start + block]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts = _RATE, start
        yield frame


@cache
def _samples(seconds: int) -> "array[int]":
    return array("h", (_loudness(at / _RATE, seconds) for at in range(_RATE * seconds)))


def _loudness(at: float, seconds: int) -> int:
    swell = math.pow(math.sin(math.pi * at / seconds), 0.7)
    wave = sum(math.sin(2 * math.pi * tone * at) for tone in _CHORD) / len(_CHORD)
    return round(6000 * swell * wave)
