"""What the stories of trouble share: a clock without Slack's own pace, and short ways to look."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from bot.app import CLIENT_TIMEOUT, Seams
from bot.clock import LONGEST_SLEEP, SystemClock
from tests.stories.stage import ANN, LAUNCH, SPEED, Message, Stage, is_result, labels, spoken

BRISK: Final = 20
LEAST_SLEEP: Final = timedelta(seconds=0.05)
CLEAR: Final = "clean background"


class BriskClock(SystemClock):
    """Also shortens the sleeps that no speed divides in the product: the simulated Slack is fast anyway."""

    async def sleep(self, wait: timedelta) -> None:
        wait = min(max(wait, timedelta()), LONGEST_SLEEP)
        short = max(wait / BRISK, min(wait, LEAST_SLEEP))
        await asyncio.sleep(short.total_seconds())


def brisk(*, client_timeout: timedelta = CLIENT_TIMEOUT, speed: float = SPEED) -> Seams:
    """The product as it is, but for its shortest waits."""
    return Seams(clock=BriskClock(speed), client_timeout=client_timeout)


async def order(stage: Stage, *, channel: str = LAUNCH) -> None:
    await stage.type(f"/product-image {stage.bag} {CLEAR}", channel=channel)


async def refuse(stage: Stage, method: str, code: str, *, times: int = 1, after: int = 0) -> None:
    """Let the method fail so, once `after` calls of it have gone through."""
    if after:
        await stage.fault(f"slack:{method}", "slow", seconds=0, times=after)
    needed = {"needed": "chat:write"} if code == "missing_scope" else {}
    await stage.fault(f"slack:{method}", "error", error=code, times=times, **needed)


async def heal(stage: Stage) -> None:
    async with stage.http.delete("/sandbox/faults") as answer:
        assert answer.status == 200


async def whispered(stage: Stage, words: str = "", *, channel: str = LAUNCH, to: str = ANN) -> Message:
    """The newest message in the channel that only this person sees."""

    def fits(message: Message) -> bool:
        return bool(message.get("is_ephemeral")) and words in spoken(message)

    return await stage.message(fits, channel=channel, seen_by=to)


async def direct_channel(stage: Stage, person: str = ANN) -> str:
    """The person's direct messages with the bot, once there are any."""

    async def found() -> str | None:
        channels = (await stage.state(person))["channels"]
        return next((channel["id"] for channel in channels if channel["is_im"]), None)

    return str(await stage.eventually(found, what="direct messages"))


async def results(stage: Stage, channel: str = LAUNCH) -> Sequence[Message]:
    return [message for message in await stage.messages(channel) if is_result(message)]


async def roots(stage: Stage, channel: str = LAUNCH) -> Sequence[Message]:
    """Messages of the channel itself that speak of a task."""
    return [
        message
        for message in await stage.messages(channel)
        if message.get("thread_ts") in (None, message["ts"])
        and not message.get("is_ephemeral")
        and "*GL-" in spoken(message)
    ]


async def calls(stage: Stage, method: str) -> Sequence[dict[str, Any]]:
    """What the bot asked of Slack by this method."""
    return [call for call in (await stage.ledger())["slack"]["calls"] if call["method"] == method]


async def undelivered(stage: Stage, words: str) -> Message:
    """The message that says so: what happened, that it is paid, and what to do."""
    said = await stage.message(
        lambda message: (
            f"<@{ANN}>" in str(message["text"]) and "is made and paid (1 credit)" in spoken(message)
        )
    )
    assert words in spoken(said)
    assert "Try again is free." in spoken(said)
    return said


async def delivered_for_free(stage: Stage) -> None:
    """Press Try again once the cause is gone: one result, paid once."""
    status = await stage.message(lambda message: "Try again" in labels(message))
    assert labels(status) == {"Try again", "Delete"}
    await stage.press("Try again")
    await delivered_once(stage)


async def delivered_once(stage: Stage, *, channel: str = LAUNCH) -> Message:
    found = await stage.message(is_result, channel=channel)
    await stage.quiet()
    assert len(await results(stage, channel)) == 1
    assert len(await stage.paid()) == 1
    return found
