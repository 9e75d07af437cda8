"""Who may look at what: asked anew each time, denied when Slack does not say (R24, R25)."""

from bot.domain.policy import Action, ChannelPolicy, can
from bot.domain.presets import bound_to_another
from bot.domain.task import ChannelId, Task, UserId
from bot.errors import NotAllowed
from bot.views import text
from bot.views.text.presets import provider_locked
from bot.views.text.wishes import OURS
from handlers.desk import Desk


async def check_may(desk: Desk, person: UserId, action: Action, channel: ChannelId) -> None:
    """For what hangs on no task and on no setting. Raises NotAllowed."""
    actor = await desk.told(desk.people.actor(desk.team, person))
    ruling = can(actor, action, None, ChannelPolicy(channel=channel, team=desk.team))
    if not ruling.allowed:
        raise NotAllowed(ruling.why)


async def check_provider(desk: Desk, channel: ChannelId, provider: str) -> None:
    """A channel may be bound to one provider by its standard preset. What is put together here is nobody's.

    Raises NotAllowed.
    """
    if provider == OURS:
        return
    bound = bound_to_another(await desk.service.store.presets(desk.team, channel), provider)
    if bound is not None:
        raise NotAllowed(provider_locked(bound, provider))


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
