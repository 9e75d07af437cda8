"""`kill -9` at every numbered point between command and delivery, then a restart.

The bot runs in a process of its own. What was paid and posted is counted by the sandbox, in this process.
"""

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.processes import BotProcess, beside_a_process
from tests.hunting import few
from tests.stories.stage import BEN, Stage, is_result, spoken

IMAGE_POINTS = 95
FILM_POINTS = 215
"""About how many points each story passes; `test_the_points_reach_…` holds them against the truth."""


@pytest.mark.parametrize("point", few(range(1, IMAGE_POINTS + 1), 5))
async def test_killed_anywhere_on_the_way_to_an_image(tmp_path: Path, point: int) -> None:
    async with beside_a_process(tmp_path, kill_at=point) as (stage, bot), bot.kept_alive():
        await _order_image(stage, bot)

        assert bot.lives == 2, f"never got to point {point}"
        await _check(stage, paid=["gen_image"])


@pytest.mark.parametrize("point", few(range(IMAGE_POINTS, FILM_POINTS + 1), 4))
async def test_killed_anywhere_on_the_way_to_a_film(tmp_path: Path, point: int) -> None:
    async with beside_a_process(tmp_path, kill_at=point) as (stage, bot), bot.kept_alive():
        await _order_image(stage, bot, command="/product-video")
        await _approve(stage, bot)
        await stage.message("your video is ready")

        await _check(stage, paid=["gen_image", "gen_video"])


async def test_the_points_reach_from_the_command_to_the_delivery(tmp_path: Path) -> None:
    async with beside_a_process(tmp_path) as (stage, bot), bot.kept_alive():
        await _order_image(stage, bot)
        points = bot.points()

    passed = [point.split(" ", 1)[1] for point in points]
    assert len(passed) >= IMAGE_POINTS
    assert {"before store.save", "after POST /api/product_to_videos/gen_image/"} <= set(passed)
    assert "after slack /api/files.completeUploadExternal" in passed


async def _order_image(stage: Stage, bot: BotProcess, *, command: str = "/product-image") -> None:
    """Whoever got no answer looks whether the order stands before typing it again."""
    answer = await stage.type(f"{command} {stage.bag} clean background")
    while not answer["ok"]:
        await _pause(bot)
        if await _stands(stage, "GL-"):
            break
        answer = await stage.type(f"{command} {stage.bag} clean background")
    await stage.message(is_result)
    await stage.message(lambda message: "delivered" in spoken(message))


async def _approve(stage: Stage, bot: BotProcess) -> None:
    """Pressed again by whoever got no answer; a second approval is refused in private."""
    while not (await stage.press("Approve", by=BEN))["ok"]:
        await _pause(bot)
        if await _stands(stage, "Approved by"):
            break


async def _pause(bot: BotProcess) -> None:
    await bot.ready()
    await asyncio.sleep(0.5)


async def _stands(stage: Stage, words: str) -> bool:
    return any(words in spoken(message) for message in await stage.messages())


async def _check(stage: Stage, *, paid: list[str]) -> None:
    """Nothing lost, nothing paid twice, nothing posted twice."""
    assert [job["call"] for job in await stage.paid()] == paid
    messages = await stage.messages()
    roots = [m for m in messages if not m.get("thread_ts") or m["thread_ts"] == m["ts"]]
    results = Counter(
        kind for m in messages for kind in re.findall(r"your (image|video) is ready", m["text"])
    )
    assert len(roots) == 1
    assert results == {call.removeprefix("gen_"): 1 for call in paid}
    assert len([m for m in messages if m.get("files")]) == len(paid) - 1
