"""Processes that call Slack with one token keep its limits together."""

from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.errors import SlackBusy, SlackQueued, StorageError
from bot.slack.pace import POST, SharedPace
from storage.postgres import PostgresStore
from storage.store import Turn, Turns
from tests.storage.test_postgres_leases import other, store

__all__ = ["other", "store"]

SECOND = timedelta(seconds=1)


class Sleeper(SystemClock):
    """Notes how long it was to sleep, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[int] = []

    async def sleep(self, wait: timedelta) -> None:
        self.slept.append(round(wait.total_seconds()))


@pytest.fixture
def clock() -> Sleeper:
    return Sleeper()


@pytest.fixture
def paces(store: PostgresStore, other: PostgresStore, clock: Sleeper) -> tuple[SharedPace, SharedPace]:
    return SharedPace(clock, of(store)), SharedPace(clock, of(other))


def of(store: PostgresStore) -> Turns:
    assert store.turns is not None
    return store.turns


async def test_posts_of_two_processes_in_a_channel_go_out_one_a_second_altogether(
    paces: tuple[SharedPace, SharedPace], clock: Sleeper
) -> None:
    for number in range(6):
        await paces[number % 2].turn(POST, "C1")
    await paces[0].turn(POST, "C2")

    assert clock.slept == [1, 2, 3]


async def test_what_has_to_wait_long_goes_back_and_takes_no_turn(
    paces: tuple[SharedPace, SharedPace], clock: Sleeper
) -> None:
    for _ in range(8):
        await paces[0].turn(POST, "C1")
    for pace in paces * 3:
        with pytest.raises(SlackQueued) as busy:
            await pace.turn(POST, "C1")
        assert timedelta(seconds=5) < busy.value.wait <= timedelta(seconds=6)

    assert clock.slept == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("method", [POST, "users.info"])
async def test_a_retry_after_of_one_process_holds_the_others(
    paces: tuple[SharedPace, SharedPace], clock: Sleeper, method: str
) -> None:
    await paces[0].hold(method, "C1", timedelta(seconds=30))
    await paces[1].hold(method, "C1", timedelta(seconds=3))

    with pytest.raises(SlackBusy) as busy:
        await paces[1].turn(method, "C1")

    assert type(busy.value) is SlackBusy
    assert timedelta(seconds=28) < busy.value.wait <= timedelta(seconds=30)
    await paces[1].turn(method, "C2")
    assert clock.slept == []


async def test_a_short_hold_is_waited_for(paces: tuple[SharedPace, SharedPace], clock: Sleeper) -> None:
    await paces[0].hold("users.info", "", 2 * SECOND)

    await paces[1].turn("users.info", "")

    assert clock.slept == [2]


async def test_without_the_database_each_keeps_the_pace_for_itself(clock: Sleeper) -> None:
    pace = SharedPace(clock, Away())

    for _ in range(4):
        await pace.turn(POST, "C1")
    await pace.hold("users.info", "", timedelta(seconds=30))
    with pytest.raises(SlackBusy):
        await pace.turn("users.info", "")

    assert clock.slept == [1]


class Away:
    async def look(self, method: str, channel: str) -> Turn:
        raise StorageError(f"away: {method} {channel}")

    async def take(
        self, method: str, channel: str, *, apart: timedelta, burst: int, longest: timedelta
    ) -> Turn:
        raise StorageError(f"away: {method} {channel} {apart} {burst} {longest}")

    async def hold(self, method: str, channel: str, wait: timedelta) -> None:
        raise StorageError(f"away: {method} {channel} {wait}")
