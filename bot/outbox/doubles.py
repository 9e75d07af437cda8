"""Takes back the second copy of a message: a post that was not there when it was looked for may still come.

It can be on its way for as long as a call may take, and its process may have been stopped just as it left.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.task import BatchId, ChannelId, Ts
from bot.errors import SlackError
from bot.outbox.tools import Tools
from bot.outbox.troubles import is_passing
from bot.slack.client import CALL_TIMEOUT
from storage.store import Claim, NewEffect

LOOK_AGAIN: Final = timedelta(seconds=2 * (CALL_TIMEOUT.total or 0))
"""By then whatever left before the second copy was posted has come."""


async def expect_double(
    tools: Tools, claim: Claim, channel: ChannelId, *, thread_ts: Ts | None, around: datetime
) -> None:
    """Written down before a post is made that may have been made already, at or after `around`."""
    effect = NewEffect(
        key=f"double:{claim.key}",
        name="TakeBackDouble",
        task=claim.task,
        channel=channel,
        due=tools.clock.now() + tools.clock.paced(LOOK_AGAIN),
        payload={
            "key": claim.key,
            "thread": thread_ts,
            "since": around.isoformat(),
            "batch": claim.payload.get("batch"),
        },
        repeats=True,
    )
    await tools.service.add([effect])


async def take_back_double(tools: Tools, claim: Claim) -> None:
    """Delete all copies but the one that is known, else the oldest. Where Slack does not let us look, both
    stay."""
    channel, told = ChannelId(claim.channel), claim.payload
    thread = Ts(str(told["thread"])) if told["thread"] else None
    since = datetime.fromisoformat(str(told["since"]))
    try:
        copies = await tools.slack.find_posts(channel, str(told["key"]), thread_ts=thread, around=since)
        for ts in _superfluous(copies, await _known(tools, claim)):
            await tools.slack.delete(channel, ts)
    except SlackError as error:
        if is_passing(error):
            raise


def _superfluous(copies: tuple[Ts, ...], known: frozenset[Ts]) -> tuple[Ts, ...]:
    kept = next((ts for ts in copies if ts in known), min(copies, default=None))
    return tuple(ts for ts in copies if ts != kept and ts not in known)


async def _known(tools: Tools, claim: Claim) -> frozenset[Ts]:
    """The messages that the bot goes on drawing."""
    task = await tools.claimed_task(claim)
    drawn = {task.shown.status_ts, task.shown.result_ts} if task else set()
    number = claim.payload["batch"] or (task and task.batch)
    batch = await tools.store.batch(BatchId(str(number))) if number else None
    if batch:
        drawn.add(batch.ts)
    return frozenset(ts for ts in drawn if ts is not None)
