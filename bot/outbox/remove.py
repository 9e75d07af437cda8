"""Delete: out of Slack, the archive and the provider; what stays anywhere is said."""

from datetime import timedelta
from typing import Final

from bot.domain.events import Removed
from bot.domain.task import Status, Task
from bot.errors import SlackError
from bot.outbox.copies import delete_copy
from bot.outbox.tools import Later, Tools, backoff
from bot.outbox.troubles import comes_back
from bot.views import text
from storage.store import Claim

PATIENCE: Final = timedelta(hours=1)
"""How long a provider that will not delete yet, or does not answer, is asked again."""


async def remove(tools: Tools, claim: Claim) -> None:
    """Remove what can be removed. Gone already is as good as removed.

    For people the task is deleted at once; what a provider may let go of later is tried again after that.
    """
    task = await tools.claimed_task(claim)
    if task is None or task.status not in {Status.DELETING, Status.DELETED}:
        return
    kept_in_slack = await _remove_from_slack(tools, claim, task)
    if task.media is not None:
        tools.archive.remove(task)
    copy = await delete_copy(tools, task)
    tries_on = copy.passes and tools.clock.now() - claim.armed < tools.clock.paced(PATIENCE)
    leftovers = text.leftovers(copy.stays, slack=kept_in_slack, tries_on=tries_on)
    await tools.service.hear(task.id, Removed(leftovers=leftovers))
    if tries_on:
        raise Later(max(backoff(claim.attempts, tools.clock), copy.wait or timedelta()), copy.stays)


async def _remove_from_slack(tools: Tools, claim: Claim, task: Task) -> bool:
    """Whether Slack keeps the file because it does not let us delete it, or never answers."""
    if task.media is None or task.media.slack_file is None:
        return False
    try:
        await tools.slack.delete_file(task.media.slack_file)
    except SlackError as error:
        if comes_back(error, claim):
            raise
        return error.code not in {"file_not_found", "file_deleted"}
    return False
