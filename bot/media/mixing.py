"""Puts the sound of a file under a film: the pictures stay byte for byte, the sound becomes AAC.

PyAV comes with an extra; without it nothing here may be called. https://pyav.basswood-io.com/docs/stable/
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack
from errno import EINVAL
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import MediaRefused
from bot.media.sink import disk_room

if TYPE_CHECKING:
    from av import AudioFrame, AudioStream, Packet, VideoStream
    from av.container import InputContainer

NO_SOUND: Final = "I find no sound in this file. Please add an MP3, M4A, WAV, OGG or FLAC file."
NO_FILM: Final = "I cannot read the pictures of this video."

_RATE: Final = 48_000
_STARTS: Final = ((b"ID3", "mp3"), (b"OggS", "ogg"), (b"fLaC", "flac"))
_ADTS: Final = frozenset({0xF0, 0xF1, 0xF8, 0xF9})


def can_mix() -> bool:
    """Whether PyAV is installed."""
    return importlib.util.find_spec("av") is not None


def mix(film: Path, sound: Path, into: Path) -> None:
    """Write `film` with `sound` under it; the sound begins with it and is cut where it ends. Blocks.

    Raises MediaRefused with a sentence for what cannot be read, StorageFull when the disk takes no more.
    """
    import av

    part = into.with_name(f"{into.name}.part")
    try:
        with disk_room(), ExitStack() as opened:
            pictures = opened.enter_context(_film(film, opened))
            heard = opened.enter_context(_sound(sound, opened))
            _write(pictures, heard, part)
        part.replace(into)
    except (av.FFmpegError, ValueError) as error:  # the binding itself trips over what changes half-way
        raise MediaRefused(NO_SOUND) from error
    except OSError as error:
        if error.errno != EINVAL:
            raise
        raise MediaRefused(NO_SOUND) from error
    finally:
        part.unlink(missing_ok=True)


def _film(path: Path, opened: ExitStack) -> InputContainer:
    """Opened like the sound, by the format that its ending names: that was told by its bytes."""
    import av

    content = opened.enter_context(path.open("rb"))
    kind = "matroska" if path.suffix == ".webm" else "mov"
    try:
        film = av.open(content, "r", format=kind, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError) as error:  # led to a place before the file's beginning
        raise MediaRefused(NO_FILM) from error
    if not film.streams.video:
        film.close()
        raise MediaRefused(NO_FILM)
    return film


def _sound(path: Path, opened: ExitStack) -> InputContainer:
    """Opened by the one format that its first bytes name, and as a stream of bytes: what somebody uploaded
    may be a playlist that names other files, and other machines."""
    import av

    content = opened.enter_context(path.open("rb"))
    kind = sound_format(content.read(12))
    content.seek(0)
    if kind is None:
        raise MediaRefused(NO_SOUND)
    try:
        sound = av.open(content, "r", format=kind, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError) as error:
        raise MediaRefused(NO_SOUND) from error
    if not sound.streams.audio:
        sound.close()
        raise MediaRefused(NO_SOUND)
    return sound


def sound_format(start: bytes) -> str | None:
    """The container of a sound that starts so, by FFmpeg's name for it."""
    for magic, kind in _STARTS:
        if start.startswith(magic):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return "wav"
    if start[4:8] == b"ftyp":
        return "mov"
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0:
        return "aac" if start[1] in _ADTS else "mp3"
    return None


def _write(film: InputContainer, sound: InputContainer, into: Path) -> None:
    """Pictures and sound by turns, as they are played, so that neither has to be held back."""
    import av

    seen = film.streams.video[0]
    with av.open(str(into), "w", format="mp4", options={"movflags": "faststart"}) as out:
        shown: VideoStream = out.add_stream_from_template(seen)
        heard: AudioStream = out.add_stream("aac", rate=_RATE)
        frames = _frames(sound, until=_length(film, seen))
        played = Fraction(0)
        for packet in film.demux(seen):
            if packet.dts is None:  # the empty one that ends a stream
                continue
            now = packet.dts * seen.time_base if seen.time_base else Fraction(0)
            while played <= now and (frame := next(frames, None)) is not None:
                out.mux(heard.encode(frame))
                played += Fraction(frame.samples, _RATE)
            out.mux(_moved(packet, shown))
        for frame in frames:
            out.mux(heard.encode(frame))
        out.mux(heard.encode(None))


def _moved(packet: Packet[VideoStream], to: VideoStream) -> Packet[VideoStream]:
    packet.stream = to
    return packet


def _length(film: InputContainer, seen: VideoStream) -> Fraction:
    """Of the pictures, in seconds."""
    if seen.duration and seen.time_base:
        return seen.duration * seen.time_base
    return Fraction(film.duration or 0, 1_000_000)


def _frames(sound: InputContainer, *, until: Fraction) -> Iterator[AudioFrame]:
    """The sound at one rate, in frames that follow each other without a gap."""
    from av.audio.resampler import AudioResampler

    resampler = AudioResampler(format="fltp", layout="stereo", rate=_RATE, frame_size=1024)
    left, at = round(until * _RATE), 0
    for decoded in sound.decode(audio=0):
        decoded.pts = None
        for frame in resampler.resample(decoded):
            if left <= 0:
                return
            frame.pts, frame.time_base = at, Fraction(1, _RATE)
            at, left = at + frame.samples, left - frame.samples
            yield frame
    for frame in resampler.resample(None) if left > 0 else ():
        frame.pts, frame.time_base = at, Fraction(1, _RATE)
        yield frame
