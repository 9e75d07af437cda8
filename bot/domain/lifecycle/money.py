"""What becomes of the money when a task is stopped."""

from collections.abc import Callable
from typing import Final

from bot.domain.effects import Effect, MarkUnknown, Release, Settle
from bot.domain.task import Status, Task


def unsent_money(task: Task) -> Effect:
    """Of what is not sent now: a first try whose answer was lost may have been charged all the same."""
    return MarkUnknown() if task.resends else Release()


def give_up_money(task: Task) -> tuple[Effect, ...]:
    return (Settle(),) if task.status is Status.STALLED else ()


CANCEL_MONEY: Final[dict[Status, Callable[[Task], tuple[Effect, ...]]]] = {
    Status.REQUESTED: lambda _: (),
    Status.AWAITING_APPROVAL: lambda _: (),
    Status.QUEUED: lambda task: (unsent_money(task),),
    Status.RENDERING: lambda _: (Settle(),),
    Status.STALLED: lambda _: (Settle(),),
}
