"""Brings archived files back from Slack: another process has them in a folder of its own."""

import asyncio
from asyncio import Lock
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

from bot.domain.task import Status, Task, TaskId
from bot.errors import SlackError, StorageFull
from bot.logs import get_logger
from bot.media import Archive
from bot.media.archive import LENT, media_name
from bot.outbox.borrowed import MOST_PICTURE, bring
from bot.outbox.troubles import is_passing
from bot.slack import Slack
from storage.store import Store

_ASIDE: Final = "back-"
"""Begins the place where a file arrives, apart from what is downloaded for the same task just now."""

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    store: Store
    slack: Slack
    archive: Archive
    _locks: WeakValueDictionary[str, Lock] = field(default_factory=WeakValueDictionary)

    async def bring(self, name: str) -> Path:
        """The archived file of this name, fetched with our own token when it does not lie here.

        Only the very bytes that were archived count. Raises FileNotFoundError where they cannot be had,
        SlackError where they may be had later.
        """
        path = self.archive.file(name)
        if not path.is_file():
            async with self._locks.setdefault(name, Lock()):
                if not path.is_file():
                    await self._fetch(name)
        return path

    async def has(self, task: Task) -> bool:
        """Whether the archived file of a task lies here whole, by now."""
        if await asyncio.to_thread(self.archive.holds, task):
            return True
        try:
            await self.bring(task.media.path if task.media else "")
        except FileNotFoundError:
            return False
        return True

    async def _fetch(self, name: str) -> None:
        place = TaskId(Path(name).parts[0] if name else "")
        file_id, most_bytes = await self._in_slack(place, name)
        into = self.archive.arriving(TaskId(f"{_ASIDE}{place}"))
        try:
            brought = await bring(self.slack, file_id, into, most_bytes=most_bytes)
        except StorageFull as error:
            raise FileNotFoundError(f"{name}: no room") from error
        except SlackError as error:
            if is_passing(error):
                raise
            raise FileNotFoundError(f"{name}: {error}") from error
        if not brought.mime or media_name(place, brought.sha256, brought.mime) != name:
            brought.path.unlink(missing_ok=True)
            raise FileNotFoundError(f"{name}: Slack has other bytes")
        await asyncio.to_thread(self.archive.take_back, name, brought)
        log.info("brought back from Slack", task=place)

    async def _in_slack(self, place: TaskId, name: str) -> tuple[str, int]:
        """Under which id the file lies there, and how large it may be."""
        if place.startswith(LENT):
            return place.removeprefix(LENT), MOST_PICTURE
        task = await self.store.load(place)
        media = task.media if task is not None and task.status not in _REMOVED else None
        if media is None or media.path != name or media.slack_file is None:
            raise FileNotFoundError(name)
        return media.slack_file, media.size


_REMOVED: Final = frozenset({Status.DELETING, Status.DELETED})
