"""A price over the limit waits for somebody's word: asked, recalled, asked of the next, or at an end."""

from tests.stories.stage import ANN, BEN, CLEO, Stage, is_result, labels, spoken
from tests.stories.test_settings import set_up

DEAR = {"Approve spend over": "0.5", "Requester may approve own": "No"}


async def test_a_dear_order_waits_is_approved_by_another_and_runs(stage: Stage) -> None:
    await set_up(stage, {**DEAR, "Approvers": [ANN, BEN]})
    await stage.type(f"/product-image {stage.bag} marble")
    asked = await stage.message("needs its spend approved: about 1 credit")
    assert f"<@{BEN}> GL-" in spoken(asked)

    await stage.press("Approve spend", by=ANN)
    await stage.message(f"Only <@{BEN}> can approve the spend here (you asked for it).")
    await stage.quiet()
    assert not await stage.paid()

    await stage.press("Approve spend", by=BEN)
    await stage.message(is_result)
    assert len(await stage.paid()) == 1


async def test_a_refused_spend_costs_nothing_and_is_said(stage: Stage) -> None:
    await set_up(stage, DEAR)
    await stage.type(f"/product-image {stage.bag} marble")

    await stage.press("Refuse", by=BEN)

    said = spoken(await stage.message(f"<@{ANN}> The spend was refused by"))
    assert f"refused by <@{BEN}>. Nothing was spent." in said
    assert not await stage.paid()


async def test_who_does_not_decide_is_reminded_then_the_next_is_asked_and_may(stage: Stage) -> None:
    await set_up(
        stage,
        {**DEAR, "Approvers": [BEN], "Remind after": "0.02", "Expire after": "0.04", "Ask next": CLEO},
    )
    await stage.type(f"/product-image {stage.bag} marble")

    await stage.eventually(lambda: _times(stage, f"<@{BEN}> GL-", 2), what="a reminder")
    await stage.message("still needs its spend approved")
    await stage.message(f"<@{CLEO}> nobody has decided in time")
    await stage.press("Approve spend", by=CLEO)
    await stage.message(is_result)


async def test_an_order_that_nobody_approves_expires_unpaid(stage: Stage) -> None:
    await set_up(stage, {**DEAR, "Approvers": [BEN], "Expire after": "0.02"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message("needs its spend approved")

    said = await stage.message(f"<@{ANN}> Nobody approved the spend in time. Nothing was spent.")

    assert "thread_ts" in said
    root = await stage.message(lambda message: "Try again" in labels(message))
    assert "Approve spend" not in labels(root)
    assert not await stage.paid()


async def test_a_result_nobody_decides_about_is_recalled_once(stage: Stage) -> None:
    await set_up(stage, {"Approvers": [BEN], "Remind after": "0.02"})
    await stage.type(f"/product-image {stage.bag} marble")

    said = spoken(await stage.message("waits for your decision"))

    assert said.startswith(f"<@{BEN}> GL-")


async def _times(stage: Stage, words: str, count: int) -> bool:
    said = [message for message in await stage.messages() if str(message["text"]).startswith(words)]
    return len(said) >= count
