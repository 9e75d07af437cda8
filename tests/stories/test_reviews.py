"""How a result is approved: a quorum, somebody else than the requester, and rounds of changes."""

from tests.stories.stage import ANN, BEN, CLEO, STUDIO, Stage, is_result, labels, spoken
from tests.stories.test_settings import set_up


async def test_two_others_have_to_approve_and_the_thread_says_who_is_missing(stage: Stage) -> None:
    await set_up(
        stage,
        {
            "Approvers": [ANN, BEN, CLEO],
            "Approvals needed": "2",
            "Requester may approve own": "No",
        },
    )
    await stage.type(f"/product-image {stage.bag} marble")
    assert f"2 people have to approve. <@{BEN}> and <@{CLEO}> are still missing." in spoken(
        await stage.message(is_result)
    )

    await stage.press("Approve", by=ANN)
    refused = await stage.message("(you asked for it)")
    assert f"Only <@{BEN}> or <@{CLEO}> can approve here" in spoken(refused)
    assert refused["is_ephemeral"]

    await stage.press("Approve", by=BEN)
    await stage.message(f"v1 image delivered, 1 of 2 approved by <@{BEN}>")
    waiting = await stage.message(lambda message: is_result(message) and "1 of 2 approved" in spoken(message))
    assert f"<@{CLEO}> is still missing." in spoken(waiting)

    await stage.press("Approve", by=BEN)
    again = await stage.message("You have approved", seen_by=BEN)
    assert f"<@{CLEO}> is still missing." in spoken(again)

    await stage.press("Approve", by=CLEO)
    await stage.message(f"Approved by <@{BEN}> and <@{CLEO}>")
    await stage.message(f"v1 approved by <@{BEN}> and <@{CLEO}>")


async def test_changes_end_a_round_become_the_next_version_and_meet_the_same_approvers(stage: Stage) -> None:
    await set_up(stage, {"Approvers": [BEN, CLEO], "Approvals needed": "2"})
    await stage.type(f"/product-image {stage.bag} marble")
    await stage.message(is_result)
    await stage.press("Approve", by=BEN)
    await stage.message("1 of 2 approved")

    await stage.press("Request changes", by=CLEO)
    await stage.fill({"Changes": "warmer light"}, by=CLEO)
    asked = await stage.message(lambda message: is_result(message) and "asks:" in spoken(message))
    assert "Nothing spent yet." in spoken(asked)
    assert f"2 people have to approve. <@{BEN}> and <@{CLEO}> are still missing." in spoken(asked)
    assert len(await stage.paid()) == 1

    await stage.press("Regenerate image", by=ANN)
    view = await stage.modal(with_submit=True)
    prompt = next(block["element"] for block in view["blocks"] if block["block_id"] == "prompt")
    assert "warmer light" in prompt["initial_value"]
    await stage.fill({})
    second = await stage.message(lambda message: is_result(message) and message["ts"] > asked["ts"])
    assert second["thread_ts"] == asked["thread_ts"]
    await stage.press("Approve", by=BEN)
    await stage.message(f"v2 image delivered, 1 of 2 approved by <@{BEN}>")
    await stage.press("Approve", by=CLEO)
    await stage.message(f"v2 approved by <@{BEN}> and <@{CLEO}>")
    await stage.message(lambda message: message["ts"] == second["ts"] and "Reopen" in labels(message))


async def test_the_approved_film_is_final_and_older_versions_sell_nothing_until_it_is_reopened(
    stage: Stage,
) -> None:
    await set_up(stage, {"Also notify": STUDIO})
    await stage.type(f"/product-video {stage.bag} marble")
    image = await stage.message(is_result)
    await stage.press("Approve", by=BEN)
    film = await stage.message(lambda message: "your video is ready" in spoken(message))

    await stage.press("Approve", by=BEN)
    root = await stage.message("Final version")
    assert "archives" in spoken(root)
    await stage.message("Final video for", channel=STUDIO)
    await stage.message(lambda it: it["ts"] == image["ts"] and labels(it) == {"Delete"})
    assert "is final, approved by" in spoken(await stage.message(lambda it: it["ts"] == image["ts"]))
    assert "Regenerate video" in labels(await stage.message(lambda it: it["ts"] == film["ts"]))

    await stage.press("Reopen", by=CLEO)
    await stage.message(lambda it: it["ts"] == image["ts"] and "Regenerate image" in labels(it))
    await stage.message(lambda it: it["ts"] == root["ts"] and "Final version" not in spoken(it))
