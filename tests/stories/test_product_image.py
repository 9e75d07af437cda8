"""From a slash command to an approved video in its thread."""

import asyncio
from pathlib import Path

import pytest

from tests.stories.stage import ANN, BEN, LAUNCH, Stage, is_result, labels, open_stage, spoken


@pytest.mark.parametrize("socket_mode", [False, True], ids=["HTTP", "Socket Mode"])
async def test_an_order_brings_one_image_into_its_thread(tmp_path: Path, *, socket_mode: bool) -> None:
    async with open_stage(tmp_path, socket_mode=socket_mode) as stage:
        answer = await stage.type(f"/product-image {stage.bag} clean background")

        result = await stage.message(is_result)

        assert answer["ok"]
        assert f"<@{ANN}> your image is ready. 1 credit." in spoken(result)
        assert labels(result) == {
            "Approve",
            "Request changes",
            "Make video",
            "Regenerate image",
            "Animate",
            "Delete",
        }
        assert len(await stage.paid()) == 1
        root = next(message for message in await stage.messages() if message["ts"] == result["thread_ts"])
        assert "GL-" in spoken(root)
        assert "clean background" in spoken(root)


async def test_a_person_approves_makes_the_video_regenerates_both_and_deletes_one(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)

    await stage.press("Approve", by=BEN)
    await stage.message("Next: Make video (about 3 credits)")
    await stage.press("Make video")
    await stage.fill({"Prompt": "slow turn"})
    await stage.message("your video is ready. 3 credits.")
    await stage.press("Regenerate video")
    await stage.fill({})
    await stage.message("your video is ready. 1 credit.")
    await stage.press("Regenerate image")
    await stage.fill({"Prompt": "warmer light"})
    again = await stage.message(lambda message: "image is ready" in spoken(message) and is_result(message))
    await stage.press("Delete")
    await stage.message(lambda message: message["ts"] == again["ts"] and not labels(message))

    calls = sorted(job["call"] for job in await stage.paid())
    assert calls == ["gen_image", "gen_video", "regen_image", "regen_video"]
    assert "Creatify keeps its copy" in spoken(await stage.message("Creatify keeps its copy"))


async def test_approving_a_product_video_s_image_makes_the_video(stage: Stage) -> None:
    await stage.type(f"/product-video {stage.bag} clean background")
    await stage.message(is_result)

    await stage.press("Approve", by=BEN)
    film = await stage.message("your video is ready. 3 credits.")
    await stage.press("Approve", by=BEN)
    final = await stage.message("Final video for")

    assert [job["call"] for job in await stage.paid()] == ["gen_image", "gen_video"]
    assert final["thread_ts"] == film["thread_ts"]
    assert final["subtype"] == "thread_broadcast"


async def test_request_changes_costs_nothing_and_prefills_the_next_image(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    await stage.message(is_result)

    await stage.press("Request changes", by=BEN)
    await stage.fill({"Changes": "warmer light"}, by=BEN)
    await stage.message("“warmer light”. Nothing spent yet.")
    await stage.press("Regenerate image")
    form = await stage.modal(with_submit=True)

    prompt = next(block for block in form["blocks"] if block["block_id"] == "prompt")
    assert prompt["element"]["initial_value"] == "clean background. warmer light"
    assert len(await stage.paid()) == 1


async def test_without_arguments_the_form_opens_and_orders(stage: Stage) -> None:
    await stage.type("/product-image")

    form = await stage.modal(with_submit=True)
    answer = await stage.fill({"Product image URL": stage.bag, "Prompt": "on marble", "Aspect ratio": "1:1"})
    await stage.message(is_result)

    assert "About 1 credit" in str(form)
    assert answer["ok"]
    assert len(await stage.paid()) == 1


async def test_a_wrong_address_is_said_beside_its_field(stage: Stage) -> None:
    await stage.type("/product-image")

    answer = await stage.fill({"Product image URL": "ftp://shop.example/bag.jpg"})

    assert list(answer["errors"]) == ["product_url"]
    assert not await stage.paid()


async def test_two_approvers_and_a_double_click_are_one_approval(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    result = await stage.message(is_result)
    body = {"channel": LAUNCH, "ts": result["ts"], "action_id": "approve", "block_id": "review"}

    async def click(person: str) -> None:
        async with stage.http.post(f"/sandbox/people/{person}/click", json=body) as answer:
            assert answer.status == 200

    await asyncio.gather(click(BEN), click(BEN), click(ANN))
    await stage.message("Approved by")

    async def late() -> bool:
        seen = [*await stage.messages(seen_by=ANN), *await stage.messages(seen_by=BEN)]
        return any("Too late:" in spoken(message) and message.get("is_ephemeral") for message in seen)

    await stage.eventually(late, what="a private answer to whoever came too late")
