"""Files that people put into Slack, brought here with our own token."""

import asyncio
from pathlib import Path

from bot.errors import SlackError
from bot.media.sink import Sink
from bot.slack import Slack


async def bring(slack: Slack, file_id: str, into: Path, *, most_bytes: int) -> None:
    """Bring the file to `into`, which it reaches whole or not at all.

    Raises SlackError: `missing_scope` where Slack shows its login page, `file_not_found` for what is gone.
    """
    file = await slack.file(file_id)
    if not file.exists or not file.url:
        raise SlackError("files.info", "file_not_found")
    with await asyncio.to_thread(Sink, into) as sink:
        async for chunk in slack.content(file, most_bytes=most_bytes):
            await asyncio.to_thread(sink.write, chunk)
        await asyncio.to_thread(sink.finish)
