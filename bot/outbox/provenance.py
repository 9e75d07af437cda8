"""Keeps what stands beside an archived file true after the file was written."""

import asyncio

from bot.outbox.tools import Tools
from storage.store import Claim


async def write_provenance(tools: Tools, claim: Claim) -> None:
    """Who approved it, and what it cost in the end. A file that is tidied away has no provenance any more."""
    task = await tools.claimed_task(claim)
    if task is not None:
        await asyncio.to_thread(tools.archive.write_provenance, task)
