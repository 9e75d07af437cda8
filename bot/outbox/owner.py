"""Tells the bot's admins what only they can mend."""

from bot.domain.task import Task, UserId
from bot.errors import OutOfCredit, ProviderError
from bot.outbox.tools import Tools
from bot.views import text
from storage.store import Claim, NewEffect


async def tell_owner(tools: Tools, task: Task, error: ProviderError) -> None:
    """Write down one message an hour and cause for each admin, however many tasks meet it."""
    label = tools.service.provider_of(task).label
    words = (
        text.owner_out_of_credit(label) if isinstance(error, OutOfCredit) else text.owner_keys_refused(label)
    )
    now = tools.clock.now()
    await tools.service.add(
        [
            NewEffect(
                key=f"owner:{admin}:{type(error).__name__}:{task.generation.provider}:{now:%Y%m%d%H}",
                name="TellOwner",
                task=None,
                channel=admin,
                due=now,
                payload={"person": admin, "words": words},
            )
            for admin in sorted(tools.admins)
        ]
    )


async def say_to_owner(tools: Tools, claim: Claim) -> None:
    """The direct message itself."""
    message = text.plain(str(claim.payload["words"]))
    await tools.slack.direct(UserId(str(claim.payload["person"])), message.text, message.blocks)
