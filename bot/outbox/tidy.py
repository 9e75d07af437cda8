"""Retention: media after the days that were set, raw webhooks and dead tokens after seven."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from bot.outbox.tools import Tools

EVERY: Final = timedelta(hours=1)
RAW_DAYS: Final = timedelta(days=7)
LENT_FOR: Final = timedelta(days=1)
"""Pictures of others that were passed on: their links end within the hour."""

AT_ONCE: Final = 100


async def tidy(tools: Tools, *, keep: timedelta) -> int:
    """Remove what is past its time and say how many media that were. Ledger and history stay."""
    now, removed = tools.clock.now(), 0
    while old := await tools.store.media_before(now - keep, AT_ONCE):
        for task in old:
            tools.archive.remove(task)
        await tools.store.media_tidied([task.id for task in old])
        removed += len(old)
    await asyncio.to_thread(tools.archive.give_back, before=now - LENT_FOR)
    await _drop_copies(tools, before=now - keep)
    await tools.store.tidy(hooks_before=now - RAW_DAYS, tokens_before=now - RAW_DAYS)
    return removed


async def _drop_copies(tools: Tools, *, before: datetime) -> None:
    """What came back from Slack, or was deleted or tidied away by a process that has another folder."""
    await asyncio.to_thread(tools.archive.expire, before=before)
    here = await asyncio.to_thread(tools.archive.tasks)
    for start in range(0, len(here), AT_ONCE):
        for task in await tools.store.deleted_among(here[start : start + AT_ONCE]):
            await asyncio.to_thread(tools.archive.forget, task)
