"""What whoever runs the bot sees: health, readiness, figures."""

from tests.stories.stage import Stage, is_result


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
