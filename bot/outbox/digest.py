"""The digest of a channel: what was made since the last one, what it cost, and what waits for a word."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.clock import Clock
from bot.domain.policy import ChannelPolicy, Digest
from bot.domain.task import ChannelId, TeamId
from bot.errors import SlackError
from bot.logs import get_logger
from bot.outbox.posts import post_alone
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.views.digest import digest_message
from bot.views.message import Message
from storage.store import Claim, NewEffect, TaskFilter

MORNING: Final = time(9, tzinfo=UTC)
MOST_TASKS: Final = 1_000
DAYS: Final = {Digest.DAILY: 1, Digest.WEEKLY: 7}

log = get_logger()


def next_digest(policy: ChannelPolicy, clock: Clock) -> list[NewEffect]:
    """The next one of this channel, none where it wants none. Asked for twice it comes once."""
    if policy.digest is Digest.NEVER:
        return []
    now = clock.now()
    day = _next_morning(policy.digest, now)
    return [
        NewEffect(
            key=f"digest:{policy.team}:{policy.channel}:{policy.digest}:{day:%Y%m%d}",
            name="Digest",
            task=None,
            channel=policy.channel,
            due=now + clock.paced(day - now),
            payload={"team": policy.team, "rhythm": policy.digest},
        )
    ]


async def say_digest(tools: Tools, claim: Claim) -> None:
    """Post it, and arrange for the next. What was switched off or changed meanwhile ends here."""
    team, channel = TeamId(str(claim.payload["team"])), ChannelId(claim.channel)
    policy = await tools.store.policy(team, channel)
    if policy.digest != claim.payload["rhythm"]:
        return
    since = tools.clock.now() - timedelta(days=DAYS[policy.digest])
    tasks = await tools.store.tasks(TaskFilter(channels=[channel], since=since, limit=MOST_TASKS))
    if tasks:
        await _post(tools, claim, digest_message(tasks, rhythm=policy.digest, prices=tools.prices))
    await tools.service.add(next_digest(policy, tools.clock))


async def _post(tools: Tools, claim: Claim, message: Message) -> None:
    channel = ChannelId(claim.channel)
    try:
        await post_alone(tools, claim, channel, message)
    except SlackError as error:
        if is_passing(error):
            raise
        log.warning("slack refused a message", error=str(error))


def _next_morning(rhythm: Digest, now: datetime) -> datetime:
    """The next 9 o'clock (UTC); the next Monday's for a week."""
    morning = datetime.combine(now.date(), MORNING)
    if morning <= now:
        morning += timedelta(days=1)
    return morning + timedelta(days=-morning.weekday() % 7) if rhythm is Digest.WEEKLY else morning
