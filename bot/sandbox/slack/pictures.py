"""Slack's own look at the pictures a message points to: it downloads each `image_url` when it is posted."""

import asyncio
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.slack.wire import Json

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif"})


def sniff(content: bytes) -> str:
    """The media type that the first bytes say, or an empty string."""
    signatures = (
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"%PDF", "application/pdf"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
        (b"ID3", "audio/mpeg"),
    )
    for start, kind in signatures:
        if content.startswith(start):
            return kind
    if content[4:8] == b"ftyp":
        return "video/quicktime" if content[8:10] == b"qt" else "video/mp4"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def found_in(value: object, pointer: str = "/blocks") -> Iterator[tuple[str, Json]]:
    """Every image block or element beneath `value`, with the JSON pointer to it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from found_in(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        if value.get("type") == "image":
            yield pointer, value
        for key, item in value.items():
            yield from found_in(item, f"{pointer}/{key}")


class PictureFetcher:
    """Downloads pictures from https or this machine, like Slack's image proxy."""

    def __init__(self, within: float) -> None:
        self._within = within
        self._session: aiohttp.ClientSession | None = None

    async def can_show(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _LOOPBACK):
            return False
        try:
            async with asyncio.timeout(self._within):
                return await self._is_picture(url)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return False

    async def _is_picture(self, url: str) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        async with self._session.get(url, max_redirects=3) as reply:
            return reply.status == 200 and sniff(await reply.content.read(64)) in _SHOWN

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
