"""A Slack that leaves out what it may, is busy, repeats itself, and is used from odd places."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.contract.creatify import Json
from tests.contract.ground import BAG, Ground, open_ground
from tests.contract.slack import ANN, BEN, BOT, ROOM, TEAM, OwnSlack, refused

DIRECT = "D0ANN00001"
CLOSED = "C0CLOSED01"


async def test_a_direct_message_may_be_described_without_membership(ground: Ground) -> None:
    ground.slack.members[DIRECT] = [ANN, BOT]
    ground.slack.quirks["conversations.info"] = lambda given, _: {
        "ok": True,
        "channel": {"id": given["channel"], "is_im": True, "user": ANN},
    }
    await ground.slack.command(
        "/product-image", f"{BAG} clean background", channel_id=DIRECT, channel_name="directmessage"
    )

    assert (await ground.slack.message("your image is ready"))["channel"] == DIRECT


async def test_a_direct_message_that_we_may_not_read_about_is_tried(ground: Ground) -> None:
    ground.slack.quirks["conversations.info"] = lambda _, __: {
        **refused("missing_scope"),
        "needed": "im:read",
    }
    await ground.slack.command(
        "/product-image", f"{BAG} clean background", channel_id=DIRECT, channel_name="directmessage"
    )

    assert (await ground.slack.message("your image is ready"))["channel"] == DIRECT


async def test_a_direct_message_between_others_is_refused_in_private_and_free(ground: Ground) -> None:
    ground.slack.quirks["conversations.info"] = lambda _, __: {
        **refused("missing_scope"),
        "needed": "im:read",
    }
    ground.slack.quirks["chat.postMessage"] = lambda _, __: refused("channel_not_found")
    await ground.slack.command("/product-image", BAG, channel_id="D0OTHERS01", channel_name="directmessage")

    await ground.slack.whisper("I'm not in this channel")

    assert ground.creatify.paid == []


@pytest.mark.parametrize("kind", [{"is_private": True, "is_group": True}, {"is_channel": True}], ids=str)
async def test_a_channel_may_keep_to_itself_whether_we_are_in_it(ground: Ground, kind: Json) -> None:
    ground.slack.quirks["conversations.info"] = lambda given, _: {
        "ok": True,
        "channel": {"id": given["channel"], **kind},
    }
    await ground.order()

    await ground.slack.message("your image is ready")


@pytest.mark.parametrize(
    "user",
    [
        {"id": BEN},
        {"id": BEN, "team_id": None, "is_restricted": None},
        {"id": BEN, "team_id": "E0GRID0001", "enterprise_user": {"id": BEN, "teams": ["T0OTHER001", TEAM]}},
        {"id": BEN, "team_id": "T0OTHER001", "enterprise_user": {"id": BEN, "teams": [TEAM]}},
    ],
    ids=["bare", "nulls", "organisation", "first of several workspaces"],
)
async def test_a_member_is_known_however_little_is_said_of_them(ground: Ground, user: Json) -> None:
    ground.slack.quirks["users.info"] = lambda _, __: {"ok": True, "user": user}
    await ground.slack.command("/product-image", f"{BAG} clean background", user_id=BEN)

    await ground.slack.message("your image is ready")


@pytest.mark.parametrize(
    "user",
    [
        {"id": BEN, "team_id": "T0OTHER001"},
        {"id": BEN, "team_id": TEAM, "is_stranger": True},
        {"id": BEN, "team_id": "E0GRID0001", "enterprise_user": {"id": BEN, "teams": ["T0OTHER001"]}},
        {"id": BEN, "team_id": TEAM, "is_restricted": True},
        {"id": BEN, "team_id": TEAM, "is_ultra_restricted": True},
        {"id": BEN, "team_id": TEAM, "is_bot": True},
    ],
    ids=["other workspace", "stranger", "other workspace of ours", "guest", "one-channel guest", "bot"],
)
async def test_whoever_may_not_spend_is_told_so_in_private_and_nothing_is_posted(
    ground: Ground, user: Json
) -> None:
    ground.slack.quirks["users.info"] = lambda _, __: {"ok": True, "user": user}
    await ground.slack.command("/product-image", f"{BAG} clean background", user_id=BEN)

    await ground.slack.eventually(lambda: ground.slack.private)

    assert ground.creatify.paid == []
    assert ground.slack.messages == []


@pytest.mark.parametrize(
    "shared",
    [
        {"is_ext_shared": True},
        {"is_shared": True, "is_org_shared": False, "connected_team_ids": ["T0OTHER001"]},
        {"is_pending_ext_shared": True},
    ],
    ids=str,
)
async def test_in_a_channel_shared_with_others_nothing_is_posted_or_paid(
    ground: Ground, shared: Json
) -> None:
    ground.slack.quirks["conversations.info"] = lambda _, answer: {
        **answer,
        "channel": {**answer["channel"], **shared},
    }
    await ground.order()

    await ground.slack.whisper("shared with another organisation")

    assert (ground.creatify.paid, ground.slack.messages) == ([], [])


async def test_a_channel_shared_within_the_organisation_is_one_of_ours(ground: Ground) -> None:
    ours = {"is_shared": True, "is_org_shared": True, "is_ext_shared": False}
    ground.slack.quirks["conversations.info"] = lambda _, answer: {
        **answer,
        "channel": {**answer["channel"], **ours},
    }
    await ground.order()

    await ground.slack.message("your image is ready")


async def test_nobody_orders_into_a_private_channel_that_they_are_not_in(ground: Ground) -> None:
    ground.slack.members[CLOSED] = [BEN, BOT]
    ground.slack.quirks["conversations.info"] = lambda _, answer: {
        **answer,
        "channel": {**answer["channel"], "is_private": True},
    }
    await ground.slack.interact({"type": "shortcut", "callback_id": "new_generation", "user": {"id": ANN}})
    view = await ground.slack.view("channel")

    values = {
        "channel": {"type": "conversations_select", "selected_conversation": CLOSED},
        "product_url": {"type": "plain_text_input", "value": BAG},
    }
    _, refused_to_ann = await ground.slack.submit(view["id"], values)
    assert "that you are not in" in json.loads(refused_to_ann)["errors"]["channel"]
    assert ground.creatify.paid == []

    status, body = await ground.slack.submit(view["id"], values, by=BEN)
    assert (status, body) == (200, "")
    assert (await ground.slack.message("your image is ready"))["channel"] == CLOSED


def _private(file: Json) -> Json:
    return {**file, "shares": {"private": file["shares"].get("public", {})}}


def _nulls(file: Json) -> Json:
    return {
        **file,
        "shares": {"public": file["shares"].get("public"), "private": None},
        "size": None,
        "mode": None,
    }


def _listed(file: Json) -> Json:
    rooms = list(file["shares"].get("public", {}))
    return (
        {**file, "shares": {}, "channels": rooms, "has_more_shares": True}
        if rooms
        else {**file, "shares": []}
    )


def _without_thread(file: Json) -> Json:
    public = {room: [{"ts": "1.5"}] for room in file["shares"].get("public", {})}
    return {**file, "shares": {"public": public}}


@pytest.mark.parametrize("odd", [_private, _nulls, _listed, _without_thread])
async def test_a_film_is_seen_in_its_thread_however_its_shares_are_written(ground: Ground, odd: Any) -> None:
    await _image(ground)
    ground.slack.quirks["files.info"] = lambda _, answer: {**answer, "file": odd(answer["file"])}

    await _film(ground)

    assert ground.slack.calls["files.getUploadURLExternal"] == 2
    assert len(_roots(ground.slack)) == 1


async def test_a_share_that_comes_late_is_waited_for(ground: Ground) -> None:
    await _image(ground)
    looks = 0

    def late(_: Json, answer: Json) -> Json:
        nonlocal looks
        looks += 1
        return answer if looks > 2 else {**answer, "file": {**answer["file"], "shares": {}}}

    ground.slack.quirks["files.info"] = late
    await _film(ground)

    assert ground.slack.calls["files.getUploadURLExternal"] == 2


@pytest.mark.parametrize("left_out", ["message", "thread_ts"])
async def test_a_reply_whose_answer_says_little_stays_where_it_is(ground: Ground, left_out: str) -> None:
    def brief(_: Json, answer: Json) -> Json:
        message = {key: value for key, value in answer["message"].items() if key != "thread_ts"}
        rest = {key: value for key, value in answer.items() if key != "message"}
        return rest if left_out == "message" else {**rest, "message": message}

    ground.slack.quirks["chat.postMessage"] = brief
    await ground.order()
    await ground.slack.message("your image is ready")
    await asyncio.sleep(0.3)

    assert ground.slack.calls["chat.delete"] == 0
    assert len(_roots(ground.slack)) == 1


async def test_the_thread_moves_when_a_person_deleted_its_root(ground: Ground) -> None:
    ground.creatify.takes = 0.5
    await ground.order()
    root = await ground.slack.message("GL-")
    ground.slack.gone.add(root["ts"])

    ready = await ground.slack.message("your image is ready")
    await ground.slack.eventually(lambda: ready["ts"] in [m["ts"] for m in ground.slack.messages])

    fresh = [message for message in _roots(ground.slack) if message["ts"] != root["ts"]]
    assert len(fresh) == 1
    assert ready["thread_ts"] == fresh[0]["ts"]


METHODS = [
    "auth.test", "conversations.info", "users.info", "chat.postMessage", "chat.update", "chat.postEphemeral",
    "views.open", "views.update", "files.getUploadURLExternal", "files.completeUploadExternal", "files.info",
    "chat.getPermalink",
]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
async def test_any_call_may_be_told_to_wait_once(tmp_path: Path, method: str) -> None:
    async with open_ground(tmp_path, start=False) as ground:
        told = 0

        def busy(_: Json, answer: Json) -> Json | web.Response:
            nonlocal told
            told += 1
            if told > 1:
                return answer
            return web.json_response(refused("ratelimited"), status=429, headers={"Retry-After": "1"})

        await ground.start()
        ground.slack.quirks[method] = busy
        if method == "auth.test":
            await ground.stop()
            await ground.start()
        await _image(ground)
        await _film(ground)

        assert ground.creatify.paid == ["gen_image", "gen_video"]
        assert sum("your video is ready" in said for said in ground.slack.said()) == 1


async def test_the_same_command_delivered_twice_is_one_order(ground: Ground) -> None:
    for _ in range(2):
        await ground.slack.command("/product-image", f"{BAG} clean background", trigger_id="7.8.same")
    await ground.slack.message("your image is ready")
    await asyncio.sleep(0.2)

    assert ground.creatify.paid == ["gen_image"]


async def test_two_people_with_the_same_moment_are_two_clicks(ground: Ground) -> None:
    await ground.order()
    message, element = await ground.slack.button("Approve")
    actions = [{**element, "action_ts": "1.5"}]

    for person in (ANN, BEN):
        await ground.slack.press_this(message, element, by=person, actions=actions)
    await ground.slack.message("Approved by")

    await ground.slack.whisper("Too late")


async def test_a_click_without_what_slack_may_leave_out_is_understood(ground: Ground) -> None:
    await ground.order()
    message, element = await ground.slack.button("Approve")
    bare = {"action_id": element["action_id"], "value": element["value"]}

    status, _ = await ground.slack.interact(
        {
            "type": "block_actions",
            "user": {"id": ANN},
            "actions": [{**bare, "type": "button"}],
            "channel": None,
        }
    )

    assert status == 200
    assert message
    await ground.slack.message("Approved by")


@pytest.mark.parametrize("value", ["", "GL-ZZZZ:1", "rubbish"])
async def test_a_button_that_nobody_drew_is_answered(ground: Ground, value: str) -> None:
    body = {
        "type": "block_actions",
        "user": {"id": ANN},
        "channel": {"id": ROOM},
        "response_url": f"{ground.slack.url}/respond/1",
        "actions": [{"type": "button", "action_id": "approve", "value": value, "action_ts": "1.5"}],
    }

    status, _ = await ground.slack.interact(body)

    assert status == 200
    await ground.slack.eventually(lambda: ground.slack.private)


async def test_a_form_of_another_release_is_answered(ground: Ground) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "of_old", "private_metadata": "", "blocks": []}

    status, body = await ground.slack.interact({"type": "view_submission", "user": {"id": ANN}, "view": view})

    assert status == 200
    assert json.loads(body)["response_action"] == "update"


async def test_a_large_form_is_taken(ground: Ground) -> None:
    await ground.slack.command("/product-image", "")
    view = await ground.slack.view("product_url")
    long = "好" * 3_000
    values = {"product_url": {"value": BAG}, "prompt": {"value": long}, "scene_url": {"value": ""}}

    status, body = await ground.slack.submit(
        view["id"], {**values, "other": {"value": long}, "more": {"value": long}}
    )

    assert (status, body) == (200, "")
    await ground.slack.message("your image is ready")


async def test_what_a_person_typed_arrives_as_they_typed_it(ground: Ground) -> None:
    await ground.order(f"<{BAG}|bag> salt &amp; pepper &lt;3")
    await ground.slack.message("your image is ready")

    (job,) = ground.creatify.jobs.values()
    assert (job["product_url"], job["image_prompt"]) == (BAG, "salt & pepper <3")


async def test_an_ellipsis_opens_the_form_with_what_was_typed(ground: Ground) -> None:
    await ground.slack.command("/product-image", f"{BAG} clean background…")
    view = await ground.slack.view("product_url")

    typed = {
        block["block_id"]: block["element"].get("initial_value")
        for block in view["blocks"]
        if "element" in block
    }
    assert (typed["product_url"], typed["prompt"]) == (BAG, "clean background")


async def test_a_trigger_that_has_run_out_is_answered_by_the_response_url(ground: Ground) -> None:
    ground.slack.quirks["views.open"] = lambda _, __: refused("expired_trigger_id")

    await ground.slack.command("/product-image", "")

    await ground.slack.whisper("too slow to open the form")


async def test_a_list_of_another_channel_that_slack_does_not_tell_about_is_refused_in_time(
    ground: Ground,
) -> None:
    for refusal in ("channel_not_found", "ratelimited"):
        ground.slack.quirks["conversations.members"] = lambda _, __, code=refusal: refused(code)  # type: ignore[misc]  # a default binds it

        status, body = await ground.slack.command("/greenlight", f"tasks <#{CLOSED}|closed>")

        assert status == 200
        assert "that you are not in" in body or "did not tell me in time" in body


async def test_a_stranger_reads_no_list(ground: Ground) -> None:
    await ground.order(f"{BAG} secret plan")
    await ground.slack.message("your image is ready")
    ground.slack.quirks["users.info"] = lambda _, __: {
        "ok": True,
        "user": {"id": BEN, "team_id": "T0OTHER001"},
    }

    _, body = await ground.slack.command("/greenlight", "tasks", user_id=BEN)

    assert "secret plan" not in body


async def _image(ground: Ground) -> None:
    await ground.order()
    await ground.slack.message("your image is ready")


async def _film(ground: Ground) -> None:
    await ground.slack.press("Make video")
    try:
        view = await ground.slack.view("motion_style")
    except AssertionError:  # it was told to wait: whoever pressed was asked to press again
        await ground.slack.press("Make video")
        view = await ground.slack.view("motion_style")
    await ground.slack.submit(view["id"], {"prompt": {"value": "slow turn"}})
    await ground.slack.message("your video is ready")


def _roots(slack: OwnSlack) -> list[Json]:
    return [message for message in slack.messages if "thread_ts" not in message]
