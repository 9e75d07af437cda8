"""Words on pictures: a caption and a badge, readable on any background."""

from bisect import bisect_right
from functools import cache

from PIL import Image, ImageDraw, ImageFont

_LONGEST = 400
_LAST_LETTER = 0x24F
"""The font that Pillow brings along knows Latin letters; what it does not know is left out."""

_PLAIN = str.maketrans(
    {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2013: "-", 0x2014: "-", 0x2026: "..."}
)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def readable(words: str) -> str:
    """One line of letters that the font has, no longer than any caption can be."""
    typographic = words[:_LONGEST].translate(_PLAIN)
    known = "".join(letter if ord(letter) <= _LAST_LETTER else " " for letter in typographic)
    return " ".join(known.split())


def shortened(words: str, size: int, room: float) -> str:
    """The words, cut with dots when they are too long for the room; at a word, if there is one to cut at."""
    if font(size).getlength(words) <= room:
        return words
    fits = bisect_right(range(len(words)), room, key=lambda end: font(size).getlength(words[:end] + "..."))
    cut = words[: max(0, fits - 1)]
    whole_words = words[:fits].rpartition(" ")[0]
    return (whole_words or cut).rstrip(" ,.;:") + "..."


def caption(scene: Image.Image, words: str) -> None:
    """The prompt, on a quiet band of its own at the lower left."""
    short = min(scene.size)
    size = max(13, short // 26)
    margin = short // 28
    line = shortened(readable(words), size, scene.width - 2 * margin - 2 * size)
    if line:
        _pill(scene, line, size, (margin, scene.height - margin), lower=True)


def badge(scene: Image.Image, words: str) -> None:
    """A small mark at the upper left."""
    short = min(scene.size)
    size, margin = max(11, short // 34), short // 28
    line = shortened(readable(words), size, scene.width - 4 * margin)
    if line:
        _pill(scene, line, size, (margin, margin), lower=False)


def _pill(scene: Image.Image, line: str, size: int, corner: tuple[int, int], *, lower: bool) -> None:
    width, height = round(font(size).getlength(line)) + round(size * 1.5), round(size * 1.9)
    left, edge = corner
    top = edge - height if lower else edge
    scale = 3
    mask = Image.new("L", (width * scale, height * scale))
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, width * scale - 1, height * scale - 1), height * scale // 2, fill=150
    )
    scene.paste((20, 22, 34), (left, top), mask=mask.resize((width, height), Image.Resampling.LANCZOS))
    ImageDraw.Draw(scene).text(
        (left + width / 2, top + height / 2), line, font=font(size), fill=(255, 255, 255), anchor="mm"
    )
