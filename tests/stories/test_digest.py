"""The digest: what was made, once, in the morning."""

from datetime import UTC, datetime
from pathlib import Path

from bot.app import Seams
from bot.clock import SystemClock
from tests.stories.stage import SPEED, is_result, open_stage, spoken
from tests.stories.test_settings import set_up


class EarlyClock(SystemClock):
    """Two minutes to nine, which are two seconds here, when it is first looked at."""

    def __init__(self, speed: float) -> None:
        super().__init__(speed)
        nine = datetime(2026, 12, 1, 8, 58, tzinfo=UTC)
        self._ahead = nine - super().now()

    def now(self) -> datetime:
        return super().now() + self._ahead


async def test_a_channel_reads_once_what_was_made_in_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path, seams=Seams(clock=EarlyClock(SPEED))) as stage:
        await set_up(stage, {"Approvals needed": "2"})
        await stage.type(f"/product-image {stage.bag} marble")
        await stage.message(is_result)
        await stage.quiet()

        await set_up(stage, {"Digest": "Daily"})
        said = await stage.message("Digest of the last day")

        words = spoken(said)
        assert "1 order by 1 person · 1 credit" in words
        assert "Waiting for a decision: GL-" in words
        assert "<@" not in words
        messages = await stage.messages()
        assert sum("Digest of the last day" in spoken(message) for message in messages) == 1
