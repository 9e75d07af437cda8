"""The screens that are open on the workspace, and how they hear of changes (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.sandbox.slack.wire import Json

_BACKLOG = 2000
"""A screen that is this far behind is cut off; it reloads the whole state when it comes back."""


class Screen:
    """One open page of one person."""

    def __init__(self, user: str) -> None:
        self.user = user
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue(_BACKLOG)

    def show(self, kind: str, data: Json) -> None:
        line = f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()
        try:
            self._lines.put_nowait(line)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        while not self._lines.empty():
            self._lines.get_nowait()
        self._lines.put_nowait(None)

    async def next_line(self) -> bytes | None:
        return await self._lines.get()


class Audience:
    """All open screens."""

    def __init__(self) -> None:
        self._screens: set[Screen] = set()

    def tell(self, users: Iterable[str], kind: str, data: Json) -> None:
        wanted = set(users)
        for screen in tuple(self._screens):
            if screen.user in wanted:
                screen.show(kind, data)

    def tell_all(self, kind: str, data: Json) -> None:
        for screen in tuple(self._screens):
            screen.show(kind, data)

    @asynccontextmanager
    async def screen(self, user: str) -> AsyncIterator[Screen]:
        screen = Screen(user)
        self._screens.add(screen)
        try:
            yield screen
        finally:
            self._screens.discard(screen)

    def close(self) -> None:
        for screen in tuple(self._screens):
            screen.end()
