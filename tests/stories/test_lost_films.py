"""Answers of Akool and HeyGen that never came, over real HTTP: each ends as its provider allows."""

from pathlib import Path

import pytest

from tests.hunting import few
from tests.stories.films import animation, order, speech
from tests.stories.stage import Stage, is_result, labels, open_stage, spoken


@pytest.mark.parametrize("mode", few(["cut_after", "garbage", "cut_before"], 1))
async def test_heygen_is_asked_again_with_the_same_key(stage: Stage, mode: str) -> None:
    await stage.fault("heygen:create", mode)
    await order(stage, speech())

    await stage.message(is_result)

    assert len(await stage.paid("heygen")) == 1


async def test_the_webhook_of_akool_brings_the_job_whose_answer_was_lost(stage: Stage) -> None:
    await stage.fault("akool:create", "cut_after")
    await order(stage, animation(stage))

    await stage.message(is_result)

    assert len(await stage.paid("akool")) == 1


async def test_without_webhooks_a_person_decides_about_akool(tmp_path: Path) -> None:
    async with open_stage(tmp_path, public=False) as stage:
        await stage.fault("akool:create", "cut_before")
        await order(stage, animation(stage))

        asked = await stage.message(lambda message: "Send again" in labels(message))
        await stage.press("Send again")
        await stage.message(is_result)

        assert "20 credits may be spent" in spoken(asked)
        assert len(await stage.paid("akool")) == 1
