"""The digest of a channel. It mentions nobody: it is read when there is time."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.domain.policy import Digest
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task
from bot.views.blocks import message, section
from bot.views.message import Message
from bot.views.text import money, states

_MOST_NAMED: Final = 15
_PERIODS: Final = {Digest.DAILY: "day", Digest.WEEKLY: "week"}
_WAITING: Final = frozenset({Status.DELIVERED, Status.AWAITING_APPROVAL})


def digest_message(tasks: Sequence[Task], *, rhythm: Digest, prices: PriceList) -> Message:
    """`tasks` are those of the period, newest first."""
    people = len({task.requester for task in tasks})
    counted = Counter(states.word(task) for task in tasks)
    lines = [
        f"*Digest of the last {_PERIODS.get(rhythm, 'day')}*",
        f"{_number(len(tasks), 'order')} by {_number(people, 'person', 'people')} · "
        f"{money.total(tasks, prices) or 'nothing spent'}",
        " · ".join(f"{count} {word}" for word, count in counted.most_common()),
    ]
    waiting = [str(task.id) for task in tasks if task.status in _WAITING]
    if waiting:
        more = f" and {len(waiting) - _MOST_NAMED} more" if len(waiting) > _MOST_NAMED else ""
        lines.append(f"Waiting for a decision: {', '.join(waiting[:_MOST_NAMED])}{more}")
    return message(lines, [section("\n".join(lines))])


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"
