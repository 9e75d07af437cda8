"""What whoever runs the bot sees: health, readiness, figures, and what is kept for how long."""

from pathlib import Path

from bot.app import Seams
from tests.stories.stage import SPEED, Stage, is_result, open_stage, spoken
from tests.stories.test_clicks import LaterClock
from tests.stories.test_from_results import task_of


async def test_all_parts_work_and_the_figures_count(stage: Stage) -> None:
    assert stage.app is not None
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)

    async with stage.http.get(f"{stage.app.url}/readyz") as answer:
        ready, parts = answer.status, await answer.json()
    async with stage.http.get(f"{stage.app.url}/metrics") as answer:
        figures = await answer.text()

    assert (ready, parts) == (200, {"database": True, "slack": True, "worker": True})
    assert (
        'greenlight_provider_calls_total{call="gen_image",outcome="accepted",provider="creatify"} 1.0'
        in figures
    )


async def test_a_dead_token_makes_readiness_red_and_not_health(stage: Stage) -> None:
    assert stage.app is not None
    await stage.fault("slack:auth.test", "error", error="token_revoked", times=0)

    async with stage.http.get(f"{stage.app.url}/readyz") as answer:
        ready, parts = answer.status, await answer.json()
    async with stage.http.get(f"{stage.app.url}/healthz") as answer:
        health = answer.status

    assert (ready, parts["slack"], health) == (503, False, 200)


async def test_after_its_days_a_result_leaves_our_archive_and_its_way_and_price_stay(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type(f"/product-image {stage.bag} marble")
        result = await stage.message(is_result)
        await stage.quiet()
        await stage.stop_bot()
        assert len(archived(stage)) == 2  # the picture, and where it comes from

        stage.seams = Seams(clock=LaterClock(SPEED))
        await stage.start_bot()
        await stage.eventually(lambda: _nothing_is(stage), what="an empty archive")
        await stage.type(f"/greenlight show {task_of(result)}")
        shown = spoken(await stage.message("in <#C0LAUNCH01>"))

        assert "image delivered · 1 credit" in shown
        assert "1 credit spent" in shown
        assert len(stage.look("SELECT 1 FROM ledger")) == 1


def archived(stage: Stage) -> list[Path]:
    return [path for path in (stage.data_dir / "media").rglob("*") if path.is_file()]


async def _nothing_is(stage: Stage) -> bool:
    return not archived(stage)
