"""The second look at a post that was made again: what came after all goes, what is drawn on stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.task import Task, Ts
from bot.outbox.doubles import LOOK_AGAIN, expect_double
from storage.store import Claim
from tests.domain.examples import CHANNEL, NOW
from tests.hunt.bench import Bench, bench
from tests.hunt.dice import dice
from tests.hunt.leaping import leap
from tests.hunt.workspace import Post

CLAIM = Claim(
    row=1,
    key="",
    name="",
    task=None,
    channel=CHANNEL,
    payload={},
    attempts=0,
    wanted=0,
    unsure=True,
    due=NOW,
    armed=NOW,
)


@pytest.mark.parametrize("is_drawn_on", [True, False])
def test_of_two_copies_the_one_that_is_drawn_on_stays_else_the_oldest(
    tmp_path: Path, is_drawn_on: bool
) -> None:
    async def story() -> None:
        async with bench(tmp_path, dice(1)) as stage:
            task, known = await _delivered(stage)
            key = known.key if is_drawn_on else "notify:1"
            first = replace(known, ts=Ts("1763733500.000001"), key=key)  # older than any
            second = known if is_drawn_on else replace(known, ts=Ts("1763733500.000002"), key=key)
            stage.slack.posts += [first] if is_drawn_on else [second, first]
            others = stage.slack.spoken()

            claim = replace(CLAIM, key=key, task=task.id)
            await expect_double(
                stage.tools, claim, task.channel, thread_ts=known.thread_ts, around=task.created_at
            )
            await stage.at_rest()

            stays, goes = (known, first) if is_drawn_on else (first, second)
            assert (stays.deleted, goes.deleted) == (False, True)
            assert len(stage.slack.spoken()) == len(others) - 1

    leap(story())


def test_nobody_looks_before_whatever_left_has_come(tmp_path: Path) -> None:
    async def story() -> None:
        async with bench(tmp_path, dice(1)) as stage:
            begun = stage.clock.now()

            await expect_double(stage.tools, CLAIM, CHANNEL, thread_ts=None, around=NOW)
            await stage.at_rest()

            assert stage.clock.now() - begun >= LOOK_AGAIN

    leap(story())


async def _delivered(stage: Bench) -> tuple[Task, Post]:
    """A task, and its result as it stands in Slack."""
    order = await stage.order()
    await stage.at_rest()
    task = await stage.service.task(order.id)
    (known,) = [post for post in stage.slack.posts if post.ts == task.shown.result_ts]
    return task, known
