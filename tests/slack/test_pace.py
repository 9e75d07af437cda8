"""Rate limits: Slack's pace in a channel, and its Retry-After."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.task import ChannelId
from bot.errors import SlackBusy
from bot.slack import Slack
from bot.slack.pace import POST, Pace
from tests.slack.conftest import ScriptedSlack, StillClock


@dataclass
class Ticks:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def pace(clock: StillClock, ticks: Ticks) -> Pace:
    return Pace(clock, ticks=ticks)


def seconds(clock: StillClock) -> list[float]:
    return [wait.total_seconds() for wait in clock.slept]


async def test_posts_in_a_channel_go_out_one_a_second_after_a_small_burst(
    pace: Pace, clock: StillClock
) -> None:
    for _ in range(6):
        await pace.turn(POST, "C1")

    assert seconds(clock) == [1.0, 2.0, 3.0]


async def test_a_quiet_while_allows_the_burst_again(pace: Pace, clock: StillClock, ticks: Ticks) -> None:
    for _ in range(3):
        await pace.turn(POST, "C1")
    ticks.now += 3

    for _ in range(3):
        await pace.turn(POST, "C1")

    assert clock.slept == []


async def test_a_flood_in_one_channel_does_not_hold_up_another(pace: Pace, clock: StillClock) -> None:
    for _ in range(8):
        await pace.turn(POST, "C1")
    clock.slept.clear()

    await pace.turn(POST, "C2")

    assert clock.slept == []


async def test_a_queue_of_more_than_five_seconds_is_told_at_once(pace: Pace) -> None:
    for _ in range(8):
        await pace.turn(POST, "C1")

    with pytest.raises(SlackBusy) as caught:
        await pace.turn(POST, "C1")

    assert caught.value.wait == timedelta(seconds=6)


async def test_being_told_so_does_not_lengthen_the_queue(pace: Pace) -> None:
    for _ in range(8):
        await pace.turn(POST, "C1")

    waits = []
    for _ in range(2):
        with pytest.raises(SlackBusy) as caught:
            await pace.turn(POST, "C1")
        waits.append(caught.value.wait)

    assert waits[0] == waits[1]


async def test_redraws_have_no_pace_of_their_own(pace: Pace, clock: StillClock) -> None:
    for _ in range(50):
        await pace.turn("chat.update", "C1")

    assert clock.slept == []


async def test_a_short_retry_after_is_waited_for(pace: Pace, clock: StillClock) -> None:
    await pace.hold("chat.update", "C1", timedelta(seconds=4))

    await pace.turn("chat.update", "C1")

    assert seconds(clock) == [4.0]


async def test_a_long_retry_after_sends_callers_away_until_it_is_over(pace: Pace, ticks: Ticks) -> None:
    await pace.hold("chat.update", "C1", timedelta(seconds=30))
    with pytest.raises(SlackBusy):
        await pace.turn("chat.update", "C1")

    ticks.now += 30

    await pace.turn("chat.update", "C1")


async def test_a_retry_after_holds_one_method_in_one_channel(pace: Pace, clock: StillClock) -> None:
    await pace.hold("chat.update", "C1", timedelta(seconds=30))

    await pace.turn("chat.update", "C2")
    await pace.turn(POST, "C1")

    assert clock.slept == []


async def test_lanes_that_are_over_are_forgotten(pace: Pace, ticks: Ticks) -> None:
    for number in range(2_500):
        await pace.turn(POST, f"C{number}")
        ticks.now += 1

    assert len(pace._next_post) <= 2_000


async def test_a_call_after_a_long_retry_after_does_not_reach_slack(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.answer("chat.postMessage", status=429, headers={"Retry-After": "60"}, ok=False)
    channel = ChannelId("C1")

    for _ in range(3):
        with pytest.raises(SlackBusy):
            await slack.post(channel, "hello", [], key="k")

    assert len(server.said("chat.postMessage")) == 1
