"""Sound under a film: the pictures stay as they are, and what is no sound is said to be none."""

import io
import math
import struct
import wave
from pathlib import Path
from random import Random
from typing import Any

import av
import pytest

from bot.errors import MediaRefused
from bot.media.mixing import NO_FILM, NO_SOUND, can_mix, mix, sound_format
from tests.hunting import SEED, count

RATE = 8_000


def film(folder: Path, *, seconds: int = 2) -> Path:
    """A grey film without sound."""
    path = folder / "film.mp4"
    with av.open(str(path), "w") as out:
        shown = out.add_stream("libx264", rate=10)
        shown.width, shown.height, shown.pix_fmt = 64, 48, "yuv420p"
        for number in range(10 * seconds):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts = number
            out.mux(shown.encode(frame))
        out.mux(shown.encode(None))
    return path


def tone(seconds: float) -> bytes:
    """A WAV file."""
    samples = [round(9_000 * math.sin(at * 0.4)) for at in range(round(seconds * RATE))]
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return kept.getvalue()


def flac(seconds: float) -> bytes:
    """The same, packed."""
    kept = io.BytesIO()
    with av.open(io.BytesIO(tone(seconds)), "r") as given, av.open(kept, "w", format="flac") as out:
        packed = out.add_stream("flac", rate=RATE, layout="mono")
        for frame in given.decode(audio=0):
            out.mux(packed.encode(frame))
        out.mux(packed.encode(None))
    return kept.getvalue()


def put(folder: Path, content: bytes) -> Path:
    path = folder / "sound"
    path.write_bytes(content)
    return path


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as opened:
        stream: Any = next(stream for stream in opened.streams if stream.type == kind)
        return [bytes(packet) for packet in opened.demux(stream) if packet.size]


def seconds_of_sound(path: Path) -> float:
    with av.open(str(path)) as opened:
        return sum(frame.samples / frame.sample_rate for frame in opened.decode(audio=0))


def test_pyav_is_there() -> None:
    assert can_mix()


@pytest.mark.parametrize(("given", "heard"), [(5.0, 2.0), (1.0, 1.0)], ids=["longer", "shorter"])
def test_the_sound_begins_with_the_film_and_ends_with_it(tmp_path: Path, given: float, heard: float) -> None:
    silent, into = film(tmp_path), tmp_path / "mixed.mp4"

    mix(silent, put(tmp_path, tone(given)), into)

    assert packets(into, "video") == packets(silent, "video")
    assert seconds_of_sound(into) == pytest.approx(heard, abs=0.1)


def test_sound_that_was_there_makes_way(tmp_path: Path) -> None:
    into, again = tmp_path / "mixed.mp4", tmp_path / "again.mp4"
    mix(film(tmp_path), put(tmp_path, tone(2)), into)

    mix(into, put(tmp_path, tone(1)), again)

    with av.open(str(again)) as opened:
        assert len(opened.streams.audio) == 1
    assert seconds_of_sound(again) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        b"ID3" + bytes(200),
        b"RIFF\x00\x00\x00\x00WAVE" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
    ],
    ids=["empty", "text", "playlist", "broken MP3", "broken WAV", "picture"],
)
def test_what_is_no_sound_is_said_to_be_none_and_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    silent, into = film(tmp_path), tmp_path / "mixed.mp4"

    with pytest.raises(MediaRefused, match="no sound") as raised:
        mix(silent, put(tmp_path, content), into)

    assert str(raised.value) == NO_SOUND
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4", "sound"]


def test_a_broken_title_does_not_keep_a_sound_from_being_heard(tmp_path: Path) -> None:
    into = tmp_path / "mixed.mp4"
    title = b"LIST" + struct.pack("<I", 4 + 8 + 4) + b"INFOINAM" + struct.pack("<I", 4) + b"\xff\xfe\xdb\x00"
    head, rest = tone(1)[:36], tone(1)[36:]

    mix(film(tmp_path), put(tmp_path, head + title + rest), into)

    assert seconds_of_sound(into) == pytest.approx(1, abs=0.1)


def test_a_sound_with_any_bytes_changed_is_heard_or_refused(tmp_path: Path) -> None:
    chance = Random(SEED)  # noqa: S311 - breaks files, guards nothing
    silent, whole = film(tmp_path, seconds=1), flac(0.3)
    outcomes = set()
    for _ in range(count(150)):
        sound = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            sound[chance.randrange(len(sound))] = chance.randrange(256)
        try:
            mix(silent, put(tmp_path, bytes(sound)), tmp_path / "mixed.mp4")
            outcomes.add("heard")
        except MediaRefused as refusal:
            outcomes.add(str(refusal))

    assert outcomes <= {"heard", NO_SOUND}


@pytest.mark.parametrize("content", [b"", b"#EXTM3U\n", tone(1)], ids=["empty", "playlist", "sound"])
def test_what_is_no_film_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "film.mp4").write_bytes(content)
    with pytest.raises(MediaRefused) as raised:
        mix(tmp_path / "film.mp4", put(tmp_path, tone(1)), tmp_path / "mixed.mp4")
    assert str(raised.value) == NO_FILM


def test_a_film_without_sound_is_no_sound(tmp_path: Path) -> None:
    silent = film(tmp_path)
    with pytest.raises(MediaRefused, match="no sound"):
        mix(silent, silent, tmp_path / "mixed.mp4")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"OggS\x00", "ogg"),
        (b"fLaC\x00", "flac"),
        (b"RIFF\x24\x00\x00\x00WAVE", "wav"),
        (b"\x00\x00\x00\x20ftypM4A ", "mov"),
        (b"RIFF\x24\x00\x00\x00AVI ", None),
        (b"#EXTM3U\n", None),
    ],
)
def test_a_container_is_told_by_its_first_bytes(start: bytes, kind: str | None) -> None:
    assert sound_format(start) == kind
