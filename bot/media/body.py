"""Judges an answer while it comes: its head, its size, its type, its pace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.generation import Kind
from bot.errors import MediaCut, MediaExpired, MediaRefused
from bot.media.sniff import ENOUGH, fits, sniff

_MIB: Final = 1024 * 1024
_PASSING: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much and how long. Less than `slowest` bytes a second over `window` is a cut."""

    image_bytes: int = 25 * _MIB
    video_bytes: int = 1024 * _MIB
    image_time: timedelta = timedelta(seconds=60)
    video_time: timedelta = timedelta(minutes=10)
    slowest: int = 16 * 1024
    window: timedelta = timedelta(seconds=10)
    connect: timedelta = timedelta(seconds=10)
    head: timedelta = timedelta(seconds=20)

    def most_bytes(self, kind: Kind) -> int:
        return self.image_bytes if kind is Kind.IMAGE else self.video_bytes

    def longest(self, kind: Kind) -> timedelta:
        return self.image_time if kind is Kind.IMAGE else self.video_time


def check_head(status: int, headers: Mapping[str, str], most_bytes: int) -> None:
    """Raises MediaExpired, MediaCut or MediaRefused for an answer that is not worth reading.

    Content networks say 400 as well as 403 and 404 when a signature has run out:
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    if status >= 500 or status in _PASSING:
        raise MediaCut(f"The host of the result answered {status}.")
    if 400 <= status < 500:
        raise MediaExpired(f"The link to the result is no longer good ({status}).")
    if status != 200:
        raise MediaRefused(f"The host of the result answered {status} instead of the file.")
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise MediaRefused("The result came packed, though it was asked for as it is.")
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most_bytes:
        raise _too_big(most_bytes)


class Body:
    """Takes the bytes of one answer and keeps them until they are handed over."""

    def __init__(
        self, kind: Kind, *, most_bytes: int, slowest: int, window: float, ticks: Callable[[], float]
    ) -> None:
        self._kind = kind
        self._most_bytes = most_bytes
        self._slowest = slowest
        self._window = window
        self._ticks = ticks
        self._kept = bytearray()
        self._total = 0
        self._mime: str | None = None
        self._since = ticks()
        self._since_total = 0

    @property
    def waiting(self) -> int:
        """How many bytes can be handed over; none before their type is known."""
        return len(self._kept) if self._mime else 0

    def take(self, chunk: bytes) -> None:
        """Raises MediaRefused for too much or the wrong type, MediaCut for too slow."""
        self._kept += chunk
        self._total += len(chunk)
        if self._total > self._most_bytes:
            raise _too_big(self._most_bytes)
        if self._mime is None and self._total >= ENOUGH:
            self._mime = self._checked_type()
        self._check_pace()

    def hand_over(self) -> bytes:
        kept = bytes(self._kept)
        self._kept.clear()
        return kept

    def end(self) -> str:
        """The type of the whole. Raises MediaRefused when there is nothing, or the wrong thing."""
        if not self._total:
            raise MediaRefused("The result is an empty file.")
        return self._mime or self._checked_type()

    def _checked_type(self) -> str:
        mime = sniff(bytes(self._kept[:ENOUGH]))
        if mime is None or not fits(mime, self._kind):
            found = f"a file of type {mime}" if mime else "a file of unknown type"
            raise MediaRefused(f"The result should be {_article(self._kind)}, but it is {found}.")
        return mime

    def _check_pace(self) -> None:
        passed = self._ticks() - self._since
        if passed < self._window:
            return
        if self._total - self._since_total < self._slowest * passed:
            raise MediaCut("The download became too slow.")
        self._since, self._since_total = self._ticks(), self._total


def _article(kind: Kind) -> str:
    return "an image" if kind is Kind.IMAGE else "a video"


def _too_big(most_bytes: int) -> MediaRefused:
    return MediaRefused(f"The result is larger than {most_bytes / _MIB:,.0f} MiB.")
