"""`kill -9` at every numbered point between the order of a film and its delivery, at Akool and at HeyGen.

What was charged is counted by the sandbox, in this process. HeyGen answers a lost call again, so its film is
always delivered; Akool cannot, so there a person may be asked, unless its webhook brings the film first.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.domain.generation import Generation
from tests.faults.left_orders import leave_order
from tests.faults.processes import beside_a_process
from tests.hunting import few
from tests.stories.films import animation, speech
from tests.stories.stage import Stage, is_result, labels, spoken

POINTS = 85
"""About how many points either story passes; `test_the_points_reach_…` holds it against the truth."""


def wish(stage: Stage, provider: str) -> Generation:
    return animation(stage) if provider == "akool" else speech()


@pytest.mark.parametrize("point", few(range(1, POINTS + 1), 1))
@pytest.mark.parametrize("provider", ["akool", "heygen"])
async def test_killed_anywhere_on_the_way_to_a_film(tmp_path: Path, provider: str, point: int) -> None:
    async with beside_a_process(tmp_path, kill_at=point) as (stage, bot):
        await leave_order(stage, wish(stage, provider))
        async with bot.kept_alive():
            await _shown_or_asked(stage, provider)

            assert bot.lives == 2, f"never got to point {point}"
            await _check(stage, provider)


@pytest.mark.parametrize("provider", few(["akool", "heygen"], 1))
async def test_the_points_reach_from_the_order_to_the_delivery(tmp_path: Path, provider: str) -> None:
    async with beside_a_process(tmp_path) as (stage, bot):
        await leave_order(stage, wish(stage, provider))
        async with bot.kept_alive():
            await stage.message(is_result)
            points = bot.points()

    passed = {point.split(" ", 1)[1] for point in points}
    path = "/api/open/v4/image2Video/createBySourcePrompt" if provider == "akool" else "/v3/videos"
    assert len(points) >= POINTS
    assert {"before store.save", f"before POST {path}", f"after POST {path}"} <= passed
    assert "after slack /api/files.completeUploadExternal" in passed


async def _shown_or_asked(stage: Stage, provider: str) -> None:
    """The end that this provider allows."""

    def has_ended(message: Any) -> bool:
        return is_result(message) or (provider == "akool" and "Send again" in labels(message))

    await stage.message(has_ended)


async def _check(stage: Stage, provider: str) -> None:
    """Nothing lost, nothing paid twice, nothing posted twice."""
    messages = await stage.messages()
    paid = len(await stage.paid(provider))
    results = Counter(m["thread_ts"] for m in messages if "your video is ready" in spoken(m))
    roots = [m for m in messages if not m.get("thread_ts") or m["thread_ts"] == m["ts"]]
    assert paid <= 1
    assert len(roots) == 1
    assert max(results.values(), default=0) <= 1
    if provider == "heygen":
        assert (paid, len(results)) == (1, 1)
