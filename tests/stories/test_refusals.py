"""What people read when something is in the way."""

import re
from pathlib import Path

import pytest

from tests.stories.stage import ANN, CLEO, GUS, LAUNCH, QUIET, Stage, is_result, labels, open_stage, spoken


async def test_not_in_the_channel_is_said_in_private_and_try_again_works_after_the_invitation(
    stage: Stage,
) -> None:
    await stage.type(f"/product-image {stage.bag} clean background", channel=QUIET)
    said = await stage.message("I'm not in this channel", channel=QUIET)

    assert said["is_ephemeral"]
    assert labels(said) == {"Try again"}
    assert not await stage.paid()

    await stage.type("/invite @Greenlight", channel=QUIET)
    await stage.press("Try again", channel=QUIET)
    await stage.message(is_result, channel=QUIET)
    assert len(await stage.paid()) == 1


async def test_a_guest_is_refused_in_private_and_nothing_is_posted(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background", by=GUS)

    said = await stage.message("Guests may look", seen_by=GUS)

    assert said["is_ephemeral"]
    assert not [message for message in await stage.messages() if "GL-" in spoken(message)]


async def test_a_dear_order_is_asked_about_first(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_PRICE_LIST="creatify.gen_image=20") as stage:
        await stage.type(f"/product-image {stage.bag} clean background")
        question = await stage.message("Spend about 20 credits?")
        before = await stage.paid()

        await stage.press("Spend")
        await stage.message(is_result)

        assert labels(question) == {"Spend", "Cancel"}
        assert (len(before), len(await stage.paid())) == (0, 1)


@pytest.mark.parametrize("text", ["/product-image no link here", "/greenlight show nonsense!"])
async def test_bad_words_get_a_clear_private_answer(stage: Stage, text: str) -> None:
    await stage.type(text)

    said = await stage.message(lambda message: bool(message.get("is_ephemeral")))

    assert "Please" in spoken(said)


async def test_a_failed_job_says_so_with_the_money_and_try_again_orders_anew(stage: Stage) -> None:
    await stage.fault("creatify:job", "fail", reason="the product is blurred")
    await stage.type(f"/product-image {stage.bag} clean background")

    said = await stage.message("Creatify could not make this image: “the product is blurred”")
    await stage.press("Try again")
    await stage.message(is_result)

    assert f"<@{ANN}>" in spoken(said)
    assert "It may have charged 1 credit." in spoken(said)
    assert len(await stage.paid()) == 2


async def test_no_credit_is_said_and_nothing_was_spent(stage: Stage) -> None:
    refusal = {"status": 402, "body": {"detail": "Not enough credits"}}
    await stage.fault("creatify:gen_image", "refuse", **refusal)
    await stage.type(f"/product-image {stage.bag} clean background")

    said = await stage.message("Creatify has no credits left")

    assert "Nothing was spent." in spoken(said)
    assert not await stage.paid()


async def test_a_deleted_root_is_posted_anew_and_the_thread_goes_on_there(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    result = await stage.message(is_result)
    body = {"channel": LAUNCH, "ts": result["thread_ts"]}
    async with stage.http.post(f"/sandbox/people/{CLEO}/delete", json=body) as answer:
        assert (await answer.json())["ok"]

    await stage.press("Regenerate image")
    await stage.fill({})
    again = await stage.message(lambda message: is_result(message) and message["ts"] != result["ts"])

    assert again["thread_ts"] != result["thread_ts"]
    loose = [m for m in await stage.messages() if not m.get("thread_ts") and is_result(m)]
    assert not loose


async def test_an_admin_notes_that_a_failed_job_was_paid_back_and_nobody_else_may(tmp_path: Path) -> None:
    async with open_stage(tmp_path, GREENLIGHT_ADMINS=CLEO) as stage:
        await stage.fault("creatify:job", "fail", reason="the product is blurred")
        await stage.type(f"/product-image {stage.bag} clean background")
        await stage.message("It may have charged 1 credit")
        task = re.findall(r"GL-\w+", spoken(await stage.message("GL-")))[0]

        await stage.type(f"/greenlight refunded {task}")
        await stage.message("Only <@U0CLEO0001> can change the settings")
        await stage.type("/greenlight budget", by=CLEO)
        await stage.message("1 credit spent", seen_by=CLEO)
        await stage.type(f"/greenlight refunded {task}", by=CLEO)
        await stage.message("was paid back", seen_by=CLEO)
        await stage.type("/greenlight budget", by=CLEO)
        await stage.message("Nothing spent yet", seen_by=CLEO)
