"""Private answers to a click or a command: what became of it, and what to do instead. Sentences."""

from bot.domain.task import Task, TaskId
from bot.views.escape import inert, mention
from bot.views.text.labels import TRY_AGAIN
from bot.views.text.states import word

ANOTHER = "another version, please"
"""What an empty Request changes form asks for."""


def moved_on(task: Task) -> str:
    """A click that came too late."""
    by = f" by {mention(task.decided_by)}" if task.decided_by else ""
    return f"Too late: {task.id} is {word(task)} now{by}. Nothing was changed."


def done_late(task: Task) -> str:
    """A click on a message from long ago, which may be too old to show what it did."""
    return f"Done: {task.id} is {word(task)} now."


def closed_meanwhile(how: str) -> str:
    """The spend was to be approved, and the channel is no longer there to show what it buys."""
    return (
        f"This channel is {how} now: the result could not be shown. I've left it waiting, nothing was spent."
    )


def unknown_task(task: str) -> str:
    return f"I know no {inert(task, 40)}. Try /greenlight tasks."


def started_already(task: Task) -> str:
    return f"{mention(task.requester)} has started that again already, as {task.id}."


def video_running(video: Task) -> str:
    """Make video was pressed while one is on its way."""
    return f"A video of this image is on its way already: {video.id} is {word(video)}."


def video_made(video: Task) -> str:
    """Make video was pressed on an old message, and there is a video by now."""
    return f"There is a video of this image already: {video.id}. Press Regenerate video to make another."


def cannot_do(label: str, what: str) -> str:
    """The provider has no such call."""
    return f"{label} cannot {what}."


def line_full(whose: str) -> str:
    """Too many tasks wait already: of the person, in the channel, or at the provider."""
    of = {"person": "of yours", "channel": "in this channel", "provider": "for this provider"}[whose]
    return f"Too many tasks {of} are waiting already. Wait until some have started, then press {TRY_AGAIN}."


def batch_over_limit(limit: str) -> str:
    """The whole table is dearer than the price above which somebody has to approve."""
    return (
        f"This batch costs more than {limit}, the price above which somebody has to approve the spend here. "
        "Ask an approver to order it, or order less at once. Nothing was spent."
    )


def too_many_presets(most: int) -> str:
    return f"A channel has at most {most} presets. Remove one first."


def preset_saved(name: str, *, is_removed: bool) -> str:
    shown = inert(name, 60)
    if is_removed:
        return f"Removed. The preset “{shown}” is offered no more."
    return f"Saved. The forms of this channel offer the preset “{shown}”."


def settings_saved() -> str:
    return "Saved. These settings hold for this channel."


def cancelling(task: TaskId) -> str:
    """The order to cancel is written down; whether it still could be is said by the task's message."""
    return f"Cancelling {task}. Its message in the thread says how it ended."


def order_gone() -> str:
    """A form whose task or channel cannot be read any more."""
    return "I lost track of what this form was for. Please open it once more."


def not_your_channel() -> str:
    return "That belongs to a channel that you are not in."


def not_checked() -> str:
    """Slack did not say in time who asks, or whether they are in a channel."""
    return "Slack did not tell me in time whether you may see that. Please try again in a minute."


def unknown_command(command: str) -> str:
    return f"I do not know {inert(command, 40)}. Try /greenlight help."
