"""Delete: out of Slack and out of the archive; what a provider keeps is said."""

from bot.domain.events import Removed
from bot.domain.task import Status, Task
from bot.errors import SlackError
from bot.outbox.tools import Tools
from bot.outbox.troubles import comes_back
from bot.views import text
from storage.store import Claim


async def remove(tools: Tools, claim: Claim) -> None:
    """Remove what can be removed. Gone already is as good as removed."""
    task = await tools.claimed_task(claim)
    if task is None or task.status is not Status.DELETING:
        return
    kept_in_slack = await _remove_from_slack(tools, claim, task)
    if task.media is not None:
        tools.archive.remove(task)
    provider = tools.service.provider_of(task)
    keeper = provider.label if not provider.can.deletes else ""
    leftovers = text.leftovers(provider=keeper, slack=kept_in_slack)
    await tools.service.hear(task.id, Removed(leftovers=leftovers))


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
