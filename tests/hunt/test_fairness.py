"""A flood does not starve other channels: counted in effects carried out, not in seconds."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.caps import Caps, Most
from bot.domain.task import ChannelId, Status
from bot.outbox import Tools
from bot.outbox.worker import SLOTS, SLOTS_A_CHANNEL, Performer
from storage.store import Claim, NewEffect, RowState
from tests.domain.examples import BEN, CHANNEL
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunting import count

OTHER = ChannelId("C0OTHER001")
WAITING = 2_000
FLOOD = 10_000
LET_IN = Caps(queued=Most(person=FLOOD, channel=FLOOD, provider=2 * FLOOD))
"""The usual caps would refuse most of it."""

MOST_FLOODS = SLOTS // SLOTS_A_CHANNEL - 1


@pytest.mark.parametrize("share", [1, 3, 10], ids=lambda share: f"{share} of another channel")
@pytest.mark.parametrize("floods", [1, 3, MOST_FLOODS], ids=lambda floods: f"{floods} floods")
def test_thousands_of_waiting_effects_let_another_channel_pass(
    tmp_path: Path, floods: int, share: int
) -> None:
    order = leap(_served(tmp_path, floods=floods, waiting=count(WAITING), share=share))

    last = max(place for place, channel in enumerate(order) if channel == OTHER)
    assert order.count(OTHER) == share
    assert last <= SLOTS + SLOTS * share


@pytest.mark.parametrize("floods", [1, 3, 40])
def test_floods_are_carried_out_whole(tmp_path: Path, floods: int) -> None:
    waiting = count(WAITING)

    order = leap(_served(tmp_path, floods=floods, waiting=waiting, share=0))

    assert sorted(order) == sorted(channel for channel in _names(floods) for _ in range(waiting))


def test_a_flood_of_orders_delays_another_channel_by_two_seconds_at_most(tmp_path: Path) -> None:
    """With the flood's share of the provider used up, and most of it waiting in line."""
    calm, _ = leap(_start_of_another(tmp_path / "calm", flood=0))
    flooded, waiting = leap(_start_of_another(tmp_path / "flood", flood=count(FLOOD)))

    assert waiting > count(FLOOD) // 2
    assert flooded - calm <= timedelta(seconds=2)


async def _start_of_another(folder: Path, *, flood: int) -> tuple[timedelta, int]:
    """How long an order of another person elsewhere takes to be sent, and how much waits by then."""
    async with bench(folder, dice(1), caps=LET_IN) as stage:
        for _ in range(flood):
            await stage.order(channel=CHANNEL)
        await asyncio.sleep(30)
        asked = stage.clock.now()
        task = await stage.order(channel=OTHER, person=BEN)
        await asyncio.sleep(20)
        sent = await stage.service.task(task.id)
        open_now = await stage.store.count_open()
        assert sent.submitted_at is not None
        return sent.submitted_at - asked, open_now[Status.QUEUED] + open_now[Status.REQUESTED]


async def _served(folder: Path, *, floods: int, waiting: int, share: int) -> list[str]:
    """In which order channels are served when some were there first with very many."""
    order: list[str] = []
    async with bench(folder, dice(1), performers={"Click": _noting(order)}) as stage:
        flood = [_effect(stage, name, number) for name in _names(floods) for number in range(waiting)]
        await stage.service.add(flood)
        await asyncio.sleep(0.01)
        await stage.service.add([_effect(stage, OTHER, number) for number in range(share)])
        if share:
            await asyncio.sleep(5)
        else:
            await stage.at_rest()
    return order


def _names(floods: int) -> list[ChannelId]:
    return [ChannelId(f"C0FLOOD{number:03d}") for number in range(floods)]


def _noting(order: list[str]) -> Performer:
    async def perform(_tools: Tools, claim: Claim) -> RowState | None:
        order.append(claim.channel)
        await asyncio.sleep(0.02)
        return None

    return perform


def _effect(stage: Bench, channel: ChannelId, number: int) -> NewEffect:
    return NewEffect(
        key=f"click:{channel}:{number}",
        name="Click",
        task=None,
        channel=channel,
        due=stage.clock.now(),
        payload={},
    )
