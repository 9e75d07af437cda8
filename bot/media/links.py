"""Signed links to one archived file each, good for an hour."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Final

from bot.clock import Clock, SystemClock
from bot.domain.task import Media, TaskId
from bot.media.archive import media_name
from bot.media.sniff import EXTENSIONS

GOOD_FOR: Final = timedelta(hours=1)
LONGEST_TOKEN: Final = 128

_MIMES: Final = tuple(EXTENSIONS)
_PURPOSE: Final = b"greenlight media link\0"  # one key serves several kinds of token
_PROOF_SIZE: Final = 16
_HEAD: Final = struct.Struct(">IB32s")
"""When it ends in seconds since 1970, the type's place in our table, the SHA-256; the task's id follows."""


class MediaLinks:
    """Makes and reads the last part of `/media/<token>`. A token that is wrong in any way reads as None."""

    def __init__(self, key: bytes, *, clock: Clock | None = None) -> None:
        self._key = key
        self._clock = clock or SystemClock()

    def token(self, task: TaskId, media: Media) -> str:
        """About 80 characters, bound to this file of this task and to the next hour."""
        until = int((self._clock.now() + GOOD_FOR).timestamp())
        head = _HEAD.pack(until, _MIMES.index(media.mime), bytes.fromhex(media.sha256))
        spoken = head + task.encode()
        return urlsafe_b64encode(self._proof(spoken) + spoken).rstrip(b"=").decode()

    def path(self, token: str) -> str | None:
        """Which file of the archive the link is for, below its root."""
        raw = _decoded(token)
        proof, spoken = raw[:_PROOF_SIZE], raw[_PROOF_SIZE:]
        if not hmac.compare_digest(proof, self._proof(spoken)):
            return None
        until, mime, sha256 = _HEAD.unpack_from(spoken)
        if self._clock.now().timestamp() >= until:
            return None
        task = TaskId(spoken[_HEAD.size :].decode())
        return media_name(task, sha256.hex(), _MIMES[mime])

    def _proof(self, spoken: bytes) -> bytes:
        return hmac.digest(self._key, _PURPOSE + spoken, "sha256")[:_PROOF_SIZE]


class PublicLinks:
    """Whole links to archived files, for a provider to fetch them by."""

    def __init__(self, links: MediaLinks, *, public_url: str | None) -> None:
        self._links = links
        self._public_url = public_url.rstrip("/") if public_url else None

    @property
    def are_public(self) -> bool:
        """Whether there is a public address."""
        return self._public_url is not None

    def to(self, task: TaskId, media: Media) -> str | None:
        """None without a public address: nobody else could follow it."""
        return f"{self._public_url}/media/{self._links.token(task, media)}" if self._public_url else None


def _decoded(token: str) -> bytes:
    """The bytes of a token, none when it is not one in its only spelling."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return b""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return b""
    return raw if urlsafe_b64encode(raw).rstrip(b"=").decode() == token else b""
