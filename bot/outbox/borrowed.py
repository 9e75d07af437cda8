"""Files that people put into Slack, brought here with our own token."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.task import Media, TaskId
from bot.errors import MediaRefused, SlackError
from bot.media import Fetched, sniff
from bot.media.archive import LENT
from bot.media.sink import Sink
from bot.media.sniff import ENOUGH
from bot.slack import Slack
from bot.views import text

if TYPE_CHECKING:
    from bot.outbox.tools import Tools

MOST_PICTURE: Final = 25 * 1024 * 1024


async def picture_link(tools: Tools, file_id: str) -> str | None:
    """A link by which a provider fetches the picture, None where nobody could follow it.

    Raises MediaRefused for what is no picture, SlackError where Slack does not hand it out.
    """
    if not tools.links.are_public:
        return None
    place = TaskId(f"{LENT}{file_id}")
    media = await asyncio.to_thread(tools.archive.borrowed, place) or await _borrow(tools, file_id, place)
    return tools.links.to(place, media)


async def _borrow(tools: Tools, file_id: str, place: TaskId) -> Media:
    brought = await bring(tools.slack, file_id, tools.archive.arriving(place), most_bytes=MOST_PICTURE)
    if not brought.mime.startswith("image/"):
        brought.path.unlink(missing_ok=True)
        raise MediaRefused(text.no_picture())
    return await asyncio.to_thread(tools.archive.lend, place, brought)


async def bring(slack: Slack, file_id: str, into: Path, *, most_bytes: int) -> Fetched:
    """Bring the file to `into`, which it reaches whole or not at all. Its type is empty for what we do not
    keep.

    Raises SlackError: `missing_scope` where Slack shows its login page, `file_not_found` for what is gone.
    """
    file = await slack.file(file_id)
    if not file.exists or not file.url:
        raise SlackError("files.info", "file_not_found")
    start = b""
    with await asyncio.to_thread(Sink, into) as sink:
        async for chunk in slack.content(file, most_bytes=most_bytes):
            start = start if len(start) >= ENOUGH else (start + chunk)[:ENOUGH]
            await asyncio.to_thread(sink.write, chunk)
        digest = await asyncio.to_thread(sink.finish)
    return Fetched(path=into, sha256=digest, size=sink.size, mime=sniff(start) or "")
