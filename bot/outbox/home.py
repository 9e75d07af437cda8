"""Draws App Home: only what the viewer may see now, in a time that does not grow with what was ever made."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.domain.budgets import MonthlySpend, month_of
from bot.domain.generation import Json
from bot.domain.policy import Action, Actor, ChannelPolicy, can
from bot.domain.rounds import agreed, agreed_to_spend
from bot.domain.task import ChannelId, Status, Task, TeamId, UserId, Verdict
from bot.errors import SlackError
from bot.outbox.draw import live_buttons
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views.home import Home, Waiting, has_pictures, home_view
from storage.store import Claim, NewEffect, TaskFilter

MOST_WAITING: Final = 8
MOST_LOOKED_AT: Final = 60
"""The newest results that anybody could decide about; what is older is found in its thread."""

MOST_CHANNELS: Final = 6
MOST_RUNNING: Final = 10
MOST_RECENT: Final = 10
SOON: Final = timedelta(milliseconds=300)

_OPEN: Final = tuple(status for status in Status if status.is_open)
_MADE: Final = (Status.DELIVERED, Status.APPROVED, Status.UNDELIVERED, Status.FAILED)


async def draw_home(tools: Tools, team: TeamId, person: UserId) -> None:
    """Publish the page. A picture that Slack does not take must not cost the rest."""
    home = await _home(tools, team, person)
    try:
        await tools.slack.publish_home(person, home_view(home, prices=tools.prices))
    except SlackError as error:
        if is_passing(error) or not has_pictures(home):
            raise
        plain = home_view(home, prices=tools.prices, with_pictures=False)
        await tools.slack.publish_home(person, plain)


async def draw_home_again(tools: Tools, claim: Claim) -> None:
    """After a click on it."""
    said = claim.payload
    try:
        await draw_home(tools, TeamId(str(said["team"])), UserId(str(said["person"])))
    except SlackError as error:
        if is_passing(error):
            raise


def drawing(tools: Tools, team: TeamId, person: UserId) -> NewEffect:
    return NewEffect(
        key=f"home:{team}:{person}",
        name="DrawHome",
        task=None,
        channel="",
        due=tools.clock.now() + tools.clock.paced(SOON),
        payload={"team": team, "person": person},
        repeats=True,
    )


async def _home(tools: Tools, team: TeamId, person: UserId) -> Home:
    store, month = tools.store, month_of(tools.clock.now())
    running = await store.tasks(TaskFilter(requester=person, statuses=_OPEN, limit=MOST_RUNNING))
    recent = await store.tasks(TaskFilter(requester=person, statuses=_MADE, limit=MOST_RECENT))
    undecided = await store.undecided(MOST_LOOKED_AT)
    channels = await _channels(tools, person, [*undecided, *running, *recent])
    return Home(
        month=month,
        waiting=await _waiting(tools, team, person, [it for it in undecided if it.channel in channels]),
        running=running,
        recent=recent,
        spends=await store.monthly_spends(team, month, person=person),
        budgets=[await _budget(tools, team, channel, month) for channel in channels],
    )


async def _channels(tools: Tools, person: UserId, tasks: Sequence[Task]) -> Sequence[ChannelId]:
    """Those that the person is in now; one that nobody can tell of is not shown."""
    found: list[ChannelId] = []
    for channel in dict.fromkeys(task.channel for task in tasks):
        if len(found) < MOST_CHANNELS and await tools.people.is_inside(channel, person):
            found.append(channel)
    return found


async def _waiting(tools: Tools, team: TeamId, person: UserId, tasks: Sequence[Task]) -> Sequence[Waiting]:
    try:
        actor = await tools.people.actor(team, person)
        policies = {it: await tools.people.policy(team, it) for it in {task.channel for task in tasks}}
    except SlackError:
        return ()
    grown = {task.parent for task in tasks}
    theirs = [
        task for task in tasks if task.id not in grown and _may_decide(actor, task, policies[task.channel])
    ]
    return [Waiting(task=task, buttons=await _first_row(tools, task)) for task in theirs[:MOST_WAITING]]


def _may_decide(actor: Actor, task: Task, policy: ChannelPolicy) -> bool:
    """Whether their word is still missing: not what they agreed to, nor what changes were asked of."""
    is_spend = task.status is Status.AWAITING_APPROVAL
    has_said = actor.id in (agreed_to_spend(task) if is_spend else agreed(task))
    wants_changes = bool(task.reviews) and task.reviews[-1].verdict is Verdict.CHANGES
    if has_said or wants_changes:
        return False
    return can(actor, Action.APPROVE_SPEND if is_spend else Action.APPROVE, task, policy).allowed


async def _first_row(tools: Tools, task: Task) -> Sequence[Json]:
    rows = await live_buttons(tools, task)
    buttons = rows[0]["elements"] if rows else []
    return buttons if isinstance(buttons, list) else []


async def _budget(
    tools: Tools, team: TeamId, channel: ChannelId, month: str
) -> tuple[ChannelPolicy, Sequence[MonthlySpend]]:
    spends = await tools.store.monthly_spends(team, month, channel=channel)
    return await tools.store.policy(team, channel), spends
