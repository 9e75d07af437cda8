"""A film of people who speak: each scene with its script as a caption, and a voice that hums."""

import asyncio
import math
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import av
from PIL import Image, ImageColor

from bot.sandbox.heygen.clips import Clip
from bot.sandbox.pictures.lettering import badge, caption
from bot.sandbox.pictures.people import draw_person
from bot.sandbox.pictures.shots import draw_scene

FPS: Final = 10
SECONDS: Final = 2
_RATE: Final = 16_000
_SIZES: Final = {
    "16:9": (640, 360),
    "9:16": (360, 640),
    "1:1": (480, 480),
    "4:5": (384, 480),
    "5:4": (480, 384),
}
_WALLS: Final = ("#dfe7ef", "#efe4d8", "#e2ecdf", "#eadfec")


async def film(clips: Sequence[Clip], *, ratio: str, seed: int, captions: bool) -> bytes:
    """An MP4 of all scenes, drawn off the event loop."""
    return await asyncio.to_thread(_film, tuple(clips), _SIZES.get(ratio, _SIZES["16:9"]), seed, captions)


@lru_cache(maxsize=16)
def _film(clips: tuple[Clip, ...], size: tuple[int, int], seed: int, captions: bool) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
            video = container.add_stream("libx264", rate=FPS)
            video.width, video.height = size
            video.pix_fmt = "yuv420p"
            video.options = {"preset": "veryfast", "crf": "28"}
            audio = container.add_stream("aac", rate=_RATE, layout="mono")
            for number, image in enumerate(_frames(clips, size, seed, captions)):
                frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]  # PyAV has no types for it
                frame.pts = number
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            for block in _voice(clips, seed):
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
        return path.read_bytes()


def _frames(clips: Sequence[Clip], size: tuple[int, int], seed: int, captions: bool) -> Iterator[Image.Image]:
    for number, clip in enumerate(clips):
        scene, figure = _scene(clip, size, seed + number)
        for at in range(FPS * SECONDS):
            frame = scene.copy()
            if figure is not None:
                nod = round(math.sin(at * 0.9) * size[1] * 0.008) if clip.speaks else 0
                frame.paste(
                    figure, ((size[0] - figure.width) // 2, size[1] - figure.height + nod), mask=figure
                )
            badge(frame, f"HeyGen{' captions' if captions else ''} {number + 1}/{len(clips)}")
            caption(frame, clip.script or _name(clip.heard or clip.shown))
            yield frame


def _scene(clip: Clip, size: tuple[int, int], seed: int) -> tuple[Image.Image, Image.Image | None]:
    """What stands behind, and who stands before it."""
    if clip.kind in {"picture", "video"}:
        product = _name(clip.shown)
        drawn = draw_scene(
            prompt=product, seed=seed, width=size[0], height=size[1], badge="", product=product
        )
        return drawn, None
    chance = Random(f"{clip.look or clip.shown}")  # noqa: S311 - decides looks
    wall = Image.new("RGB", size, ImageColor.getrgb(clip.colour or chance.choice(_WALLS)))
    return wall, draw_person(chance.randrange(1000), round(min(size) * 0.9))


def _name(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2].partition(".")[0]


def _voice(clips: Sequence[Clip], seed: int) -> Iterator[av.AudioFrame]:
    """A hum in syllables, of another pitch for each scene; silence where nobody speaks."""
    length, block = _RATE * SECONDS, 1024
    for start in range(0, length * len(clips), block):
        samples = array(
            "h",
            (
                _loudness(clips[at // length], at, seed + at // length)
                for at in range(start, start + block)
                if at < length * len(clips)
            ),
        )
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts = _RATE, start
        yield frame


def _loudness(clip: Clip, at: int, seed: int) -> int:
    if not clip.speaks:
        return 0
    second = at / _RATE
    pitch = 110 + seed % 7 * 18
    syllable = max(0.0, math.sin(2 * math.pi * 2.2 * second))
    return round(5000 * syllable * math.sin(2 * math.pi * pitch * second))
