"""Posts that seemed lost and come after all, when they have been made again: one of each stays."""

from typing import Final

import pytest

from tests.hunting import tenth
from tests.stories.seams import order, results, roots
from tests.stories.stage import Stage, is_result

HELD_UP: Final = 0.4
"""Seconds: longer than until it is posted again, shorter than until somebody looks for both."""


@pytest.mark.parametrize("what", tenth(["root", "result"]))
async def test_a_post_that_comes_after_its_second_copy_is_taken_back(stage: Stage, what: str) -> None:
    look = {"root": roots, "result": results}[what]
    if what == "result":
        await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", "late", seconds=HELD_UP)

    async def are(count: int) -> bool:
        return len(await look(stage)) == count

    await order(stage)
    await stage.eventually(lambda: are(2), what="both of them")
    await stage.eventually(lambda: are(1), what="one of them")

    await stage.message(is_result)
    (result,), (root,) = await results(stage), await roots(stage)
    assert result["thread_ts"] == root["ts"]
