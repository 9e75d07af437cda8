"""Who may look at what: asked anew each time, denied when Slack does not say (R24, R25)."""

from bot.domain.policy import Action, ChannelPolicy, can
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import NotAllowed
from bot.views import text
from handlers.desk import Desk


async def check_may(desk: Desk, person: UserId, action: Action, channel: ChannelId) -> None:
    """For what hangs on no task and on no setting. Raises NotAllowed."""
    actor = await desk.told(desk.people.actor(desk.team, person))
    ruling = can(actor, action, None, ChannelPolicy(channel=channel, team=desk.team))
    if not ruling.allowed:
        raise NotAllowed(ruling.why)


async def check_inside(desk: Desk, channel: ChannelId, person: UserId) -> None:
    """Raises NotAllowed when the person is not in the channel now."""
    if not await desk.told(desk.slack.in_channel(channel, person)):
        raise NotAllowed(text.not_your_channel())


async def check_visible(desk: Desk, *, here: ChannelId | None, person: UserId, task: Task) -> None:
    """A task is shown to its requester, and to its channel's people. `here` is a channel that the person
    typed something in just now, which proves that they are in it.

    Raises NotAllowed.
    """
    await check_may(desk, person, Action.LOOK, task.channel)
    if task.channel != here and task.requester != person:
        await check_inside(desk, task.channel, person)
