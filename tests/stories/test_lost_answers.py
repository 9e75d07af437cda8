"""Webhooks lost, repeated, forged or early; answers that never came."""

from pathlib import Path

import pytest

from tests.stories.stage import Stage, is_result, open_stage, spoken


async def test_with_every_webhook_lost_polling_delivers(stage: Stage) -> None:
    await stage.fault("creatify:webhook", "lose", times=0)
    await stage.type(f"/product-image {stage.bag} clean background")

    await stage.message(is_result)

    assert len(await stage.paid()) == 1


@pytest.mark.parametrize("mode", ["double", "early", "reorder", "delay"])
async def test_webhooks_that_misbehave_make_one_result_of_one_job(stage: Stage, mode: str) -> None:
    await stage.fault("creatify:webhook", mode, times=0, n=3, copies=3, seconds=0.2)
    await stage.type(f"/product-image {stage.bag} clean background")

    await stage.message(is_result)

    assert len([m for m in await stage.messages() if is_result(m)]) == 1
    assert len(await stage.paid()) == 1


async def test_a_forged_webhook_is_not_found_and_changes_nothing(stage: Stage) -> None:
    assert stage.app is not None
    forged = f"{stage.app.url}/webhooks/creatify/{'A' * 43}"

    async with stage.http.post(forged, json={"id": "x", "status": "image_generated"}) as answer:
        body = await answer.read()

    assert (answer.status, body) == (404, b"")


@pytest.mark.parametrize("public", [True, False], ids=["by token", "by inputs"])
@pytest.mark.parametrize("mode", ["cut_after", "garbage"])
async def test_a_lost_answer_is_found_at_the_provider_and_paid_once(
    tmp_path: Path, mode: str, *, public: bool
) -> None:
    async with open_stage(tmp_path, public=public) as stage:
        await stage.fault("creatify:gen_image", mode)
        await stage.type(f"/product-image {stage.bag} clean background")

        await stage.message(is_result)

        assert len(await stage.paid()) == 1


async def test_a_request_that_was_cut_before_arriving_is_sent_once_more_after_the_settle_window(
    stage: Stage,
) -> None:
    await stage.fault("creatify:gen_image", "cut_before")
    await stage.type(f"/product-image {stage.bag} clean background")

    await stage.message(is_result)

    assert len(await stage.paid()) == 1


async def test_twice_lost_and_never_found_a_person_decides(stage: Stage) -> None:
    await stage.fault("creatify:gen_image", "cut_before", times=2)
    await stage.type(f"/product-image {stage.bag} clean background")

    said = await stage.message("I checked twice and found nothing.")
    await stage.press("Send again")
    await stage.message(is_result)

    assert "1 credit may be spent" in spoken(said)
    assert len(await stage.paid()) == 1


@pytest.mark.parametrize("mode", ["wrong_type", "empty"])
async def test_a_broken_result_is_undelivered_and_tried_again_for_free(stage: Stage, mode: str) -> None:
    await stage.fault("creatify:media", mode)
    await stage.type(f"/product-image {stage.bag} clean background")

    said = await stage.message("is made and paid (1 credit), but not shown yet")
    await stage.press("Try again")
    await stage.message(is_result)

    assert "Try again is free" in spoken(said)
    assert len(await stage.paid()) == 1
