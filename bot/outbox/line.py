"""The line of tasks that wait because enough is running: the further behind, the later the next try."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from bot.domain.task import Task
from bot.errors import NoSlot, SlackError
from bot.outbox.draw import redraw_status
from bot.outbox.tools import Later, Tools

A_PLACE: Final = timedelta(milliseconds=250)
SHORTEST: Final = timedelta(seconds=2)
LONGEST: Final = timedelta(seconds=30)
"""A line of a thousand asks about forty times a second altogether, and its head every two seconds."""

MOST_SHOWN: Final = 20
"""Further behind nobody watches the line move; the first message says the place all the same."""


async def in_line(tools: Tools, task: Task, full: NoSlot) -> Later:
    """When to try again. The message says the new place, when there is one."""
    if tools.line.moved(task.id, full.ahead, tools.clock.now()) and full.ahead < MOST_SHOWN:
        with suppress(SlackError):  # the next move of the line draws it again
            await redraw_status(tools, task)
    wait = min(max(SHORTEST, A_PLACE * full.ahead), LONGEST)
    return Later(tools.clock.paced(wait), str(full))
