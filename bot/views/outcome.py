"""The new message that tells the requester how it went without a result: edits notify nobody."""

from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task
from bot.views.blocks import message, section
from bot.views.escape import mention
from bot.views.message import Message
from bot.views.text import states


def outcome_message(task: Task, *, prices: PriceList, provider_label: str) -> Message:
    """A mention and a sentence; the buttons stand on the task's status message."""
    said = f"{mention(task.requester)} {ended_words(task, prices, provider_label)}"
    return message([said], [section(said)])


def ended_words(task: Task, prices: PriceList, provider_label: str) -> str:
    """How it went, after the name of whom it is said to."""
    if task.status is Status.STALLED:
        late = f"{provider_label} has not finished your {task.kind.word} in its time."
        return f"{late} I go on asking every ten minutes."
    if task.status.is_open and task.status is not Status.UNKNOWN:
        return f"your {task.kind.word} is {states.word(task)}."
    if task.status in {Status.DELIVERED, Status.APPROVED}:
        return f"your {task.kind.word} is ready."
    return states.ended(task, prices=prices, provider_label=provider_label)
