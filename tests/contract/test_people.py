"""People who are quick, late, in the wrong place, or send the same thing twice."""

import asyncio
import time
from pathlib import Path

import pytest
from aiohttp import web

from tests.contract.creatify import OwnCreatify
from tests.contract.ground import BAG, Ground, open_ground
from tests.contract.slack import ANN, BEN, ROOM, refused

WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(100)


async def test_a_form_that_is_sent_twice_is_one_order(ground: Ground) -> None:
    await ground.slack.command("/product-image", "")
    view = await ground.slack.view("product_url")

    for _ in range(3):
        status, body = await ground.slack.submit(view["id"], {"product_url": {"value": BAG}})
        assert (status, body) == (200, "")
    await ground.slack.message("your image is ready")
    await asyncio.sleep(0.2)

    assert ground.creatify.paid == ["gen_image"]


async def test_two_who_order_the_video_of_one_image_at_once_pay_once(ground: Ground) -> None:
    await ground.order()
    ground.creatify.takes = 0.3
    for person in (ANN, BEN):
        await ground.slack.press("Make video", by=person)
    await ground.slack.eventually(lambda: len(_forms(ground)) == 2, "two forms")

    for view, person in zip(_forms(ground), (ANN, BEN), strict=True):
        await ground.slack.submit(view, {"prompt": {"value": f"by {person}"}}, by=person)
    await ground.slack.message("your video is ready")
    await asyncio.sleep(0.3)

    assert ground.creatify.paid == ["gen_image", "gen_video"]


def _forms(ground: Ground) -> list[str]:
    return [view["id"] for view in ground.slack.views.values() if "submit" in view]


@pytest.mark.parametrize("place", ["root", "result"])
async def test_the_message_shortcut_on_an_image_of_ours_makes_its_video(ground: Ground, place: str) -> None:
    await ground.order()
    result = await ground.slack.message("your image is ready")
    message = result if place == "result" else ground.slack.messages[0]
    await ground.slack.message("v1 image delivered")

    await _shortcut(ground, message["ts"])
    view = await ground.slack.view("motion_style")
    await ground.slack.submit(view["id"], {"prompt": {"value": "slow turn"}})

    await ground.slack.message("your video is ready")


async def test_the_message_shortcut_on_a_message_of_somebody_else_says_what_is_missing(
    ground: Ground,
) -> None:
    await _shortcut(ground, "1700000000.000100")

    await ground.slack.eventually(lambda: "not set up here" in str(ground.slack.views))

    assert not any("submit" in view for view in ground.slack.views.values())


async def _shortcut(ground: Ground, ts: str) -> None:
    body = {
        "type": "message_action",
        "callback_id": "animate_image",
        "user": {"id": ANN},
        "channel": {"id": ROOM, "name": "room"},
        "message": {"type": "message", "ts": ts, "text": "hello"},
        "message_ts": ts,
        "action_ts": "1.5",
        "response_url": f"{ground.slack.url}/respond/1",
    }
    status, _ = await ground.slack.interact(body)
    assert status == 200


async def test_a_picture_that_slack_does_not_show_inside_messages_goes_into_the_thread(
    ground: Ground,
) -> None:
    ground.creatify.pictures = WEBP
    await ground.order()

    await ground.slack.message("your image is ready")

    (file,) = ground.slack.files.values()
    assert file["shares"]["public"][ROOM][0]["thread_ts"] == ground.slack.messages[0]["ts"]


async def test_results_from_hosts_that_are_not_allowed_are_not_fetched(tmp_path: Path) -> None:
    async with open_ground(tmp_path, more={"GREENLIGHT_MEDIA_HOSTS": "cdn.example.com"}) as ground:
        await ground.order()

        await ground.slack.message("GREENLIGHT_MEDIA_HOSTS does not allow downloads from 127.0.0.1")


async def test_results_from_allowed_hosts_are_fetched_whatever_their_port(tmp_path: Path) -> None:
    async with open_ground(tmp_path, more={"GREENLIGHT_MEDIA_HOSTS": "127.0.0.1"}) as ground:
        await ground.order()

        await ground.slack.message("your image is ready")


async def test_a_result_whose_archived_copy_is_gone_is_fetched_again_for_free(
    ground: Ground, tmp_path: Path
) -> None:
    ground.slack.quirks["files.getUploadURLExternal"] = lambda _, __: refused("storage_limit_reached")
    await ground.order()
    await ground.slack.button("Try again")
    _empty_archive(tmp_path)
    ground.slack.quirks.clear()

    await ground.slack.press("Try again")

    await ground.slack.message("your image is ready")
    assert ground.creatify.paid == ["gen_image"]


def _empty_archive(folder: Path) -> None:
    for file in folder.glob("media/GL-*/*.png"):
        file.unlink()


async def test_a_video_that_its_job_refused_is_tried_again_on_a_fresh_job(ground: Ground) -> None:
    await ground.order()
    await ground.slack.message("your image is ready")
    ground.creatify.fails = "bad luck"
    await ground.slack.press("Make video")
    view = await ground.slack.view("motion_style")
    await ground.slack.submit(view["id"], {"prompt": {"value": "slow turn"}})
    await ground.slack.message("could not make this video")
    ground.creatify.fails = None

    await ground.slack.press("Try again")

    await ground.slack.message("your video is ready")
    assert ground.creatify.paid == ["gen_image", "gen_video", "regen_video"]


async def test_approved_anew_after_its_video_failed_an_image_gets_the_video_that_the_dialog_promises(
    ground: Ground,
) -> None:
    ground.slack.quirks["users.info"] = lambda _, answer: {
        **answer,
        "user": {**answer["user"], "is_admin": True},
    }
    await ground.order(command="/product-video")
    await ground.slack.message("your image is ready")
    ground.creatify.fails = "bad luck"
    await ground.slack.press("Approve")
    await ground.slack.message("could not make this video")
    ground.creatify.fails = None

    await ground.slack.press("Reopen")
    await ground.slack.press("Approve")

    await ground.slack.message("your video is ready")
    assert ground.creatify.paid == ["gen_image", "gen_video", "regen_video"]


async def test_what_the_provider_says_after_a_cancel_is_not_posted(ground: Ground) -> None:
    ground.creatify.takes = 0.6
    await ground.order()
    await ground.slack.message("Rendering")

    await ground.slack.press("Cancel")
    await ground.slack.message("still charges")
    await asyncio.sleep(1)

    assert not [said for said in ground.slack.said() if "is ready" in said]


async def test_cancel_and_send_race_without_a_job_that_nobody_owns(ground: Ground) -> None:
    sending = asyncio.Event()

    async def slow(_: OwnCreatify, __: web.Request, ___: object) -> None:
        sending.set()
        await asyncio.sleep(0.4)

    ground.creatify.before = slow
    await ground.order()
    await sending.wait()

    await ground.slack.press("Cancel")
    await ground.slack.whisper("Too late")

    await ground.slack.message("your image is ready")


async def test_slack_may_check_the_address_and_the_certificate(ground: Ground) -> None:
    challenge = b'{"type":"url_verification","token":"t","challenge":"abc"}'

    status, body = await ground.slack.post(challenge, "application/json")
    assert status == 200
    assert "abc" in body
    assert (await ground.slack.post(b"ssl_check=1&token=t", "application/x-www-form-urlencoded"))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "\u00b2\u00b3"},
        {"X-Slack-Request-Timestamp": "9" * 4_400},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": str(int(time.time()) - 400)},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Signature": ""},
    ],
    ids=["word", "superscript", "endless", "negative", "old", "accent", "blank"],
)
async def test_what_is_not_signed_by_slack_is_refused(ground: Ground, headers: dict[str, str]) -> None:
    form = b"command=%2Fproduct-image&text=x"

    status, _ = await ground.slack.post(form, "application/x-www-form-urlencoded", **headers)

    assert status == 401
