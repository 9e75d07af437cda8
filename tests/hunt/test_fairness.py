"""One channel's flood does not starve another: counted in effects carried out, not in seconds."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from bot.domain.task import ChannelId
from bot.outbox import Tools
from bot.outbox.worker import SLOTS, SLOTS_A_CHANNEL, Performer
from storage.store import Claim, NewEffect, RowState
from tests.hunt.bench import Bench, bench
from tests.hunt.leaping import leap
from tests.hunting import count

FLOOD = ChannelId("C0FLOOD001")
OTHER = ChannelId("C0OTHER001")
WAITING = 2_000


@pytest.mark.parametrize("share", [1, 3, 10], ids=lambda share: f"{share} of another channel")
def test_two_thousand_waiting_effects_let_another_channel_pass(tmp_path: Path, share: int) -> None:
    order = leap(_flooded(tmp_path, waiting=WAITING, share=share))

    before = order[: max(place for place, channel in enumerate(order) if channel == OTHER)]
    assert before.count(FLOOD) <= SLOTS + SLOTS_A_CHANNEL * share


def test_a_flood_alone_is_carried_out_whole_and_never_crowds_the_slots(tmp_path: Path) -> None:
    order = leap(_flooded(tmp_path, waiting=count(WAITING), share=0))

    assert order == [FLOOD] * count(WAITING)


@pytest.mark.parametrize("channels", [40])
def test_many_flooding_channels_take_turns(tmp_path: Path, channels: int) -> None:
    order = leap(_many(tmp_path, channels, each=count(50)))

    for start in range(0, len(order) - 2 * channels, channels):
        window = order[start : start + 2 * channels]
        assert max(window.count(name) for name in set(window)) <= 2 * SLOTS_A_CHANNEL


async def _flooded(folder: Path, *, waiting: int, share: int) -> list[str]:
    """In which order channels are served when one of them was there first with very many."""
    order: list[str] = []
    async with bench(folder, Random(1), performers={"Click": _noting(order)}) as stage:
        await stage.service.add([_effect(stage, FLOOD, number) for number in range(waiting)])
        await asyncio.sleep(0.01)
        await stage.service.add([_effect(stage, OTHER, number) for number in range(share)])
        await stage.at_rest()
    return order


async def _many(folder: Path, channels: int, *, each: int) -> list[str]:
    order: list[str] = []
    names = [ChannelId(f"C0FLOOD{number:03d}") for number in range(channels)]
    async with bench(folder, Random(1), performers={"Click": _noting(order)}) as stage:
        for name in names:
            await stage.service.add([_effect(stage, name, number) for number in range(each)])
        await stage.at_rest()
    return order


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
