"""chat.*, asked by slack_sdk over loopback."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person, error_of

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Rendering"}}


async def test_a_post_is_seen_by_whoever_is_in_the_channel(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    answer = await slack.chat_postMessage(channel=cast.LAUNCH, text="Hello")

    assert answer["message"]["bot_id"] == cast.BOT
    assert [m["text"] for m in await person(cast.ANN).reads(cast.LAUNCH)] == ["Hello"]
    assert cast.LAUNCH not in (await person(cast.SAM).sees())["messages"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (cast.QUIET, "not_in_channel"),
        (cast.ATTIC, "is_archived"),
        ("C0NOSUCH01", "channel_not_found"),
    ],
)
async def test_a_post_is_refused_where_the_bot_may_not_write(
    slack: AsyncWebClient, channel: str, error: str
) -> None:
    assert (await error_of(slack.chat_postMessage(channel=channel, text="x")))["error"] == error


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    slack: AsyncWebClient, sandbox: SandboxServer
) -> None:
    sandbox.world.slack.workspace.channels[cast.STUDIO].members.remove(cast.BOT_USER)

    assert (await error_of(slack.chat_postMessage(channel=cast.STUDIO, text="x")))[
        "error"
    ] == "channel_not_found"


async def test_a_message_says_something(slack: AsyncWebClient) -> None:
    body = await error_of(slack.api_call("chat.postMessage", json={"channel": cast.LAUNCH, "text": ""}))

    assert body["error"] == "no_text"


async def test_bad_blocks_are_pointed_at(slack: AsyncWebClient) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}

    body = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[header]))

    assert body["error"] == "invalid_blocks"
    assert "must be less than 151 characters [json-pointer:/blocks/0/text/text]" in body["errors"]
    assert all(line.startswith("[ERROR] ") for line in body["response_metadata"]["messages"])


async def test_blocks_that_are_no_list_are_a_matter_of_form(slack: AsyncWebClient) -> None:
    body = await error_of(slack.api_call("chat.postMessage", params={"channel": cast.LAUNCH, "blocks": "{"}))

    assert body["error"] == "invalid_blocks_format"


async def test_too_much_text_in_blocks_is_refused_without_detail(slack: AsyncWebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}

    body = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[long] * 4))

    assert body["error"] == "msg_blocks_too_long"
    assert "errors" not in body


async def test_a_reply_stands_in_its_thread(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")

    reply = await slack.chat_postMessage(channel=cast.LAUNCH, text="reply", thread_ts=root["ts"])

    thread = await slack.conversations_replies(channel=cast.LAUNCH, ts=root["ts"])
    history = await slack.conversations_history(channel=cast.LAUNCH)
    assert reply["message"]["thread_ts"] == root["ts"]
    assert [m["text"] for m in thread["messages"]] == ["root", "reply"]
    assert [(m["text"], m["reply_count"]) for m in history["messages"]] == [("root", 1)]


async def test_a_broadcast_reply_stands_in_both(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")

    await slack.chat_postMessage(channel=cast.LAUNCH, text="done", thread_ts=root["ts"], reply_broadcast=True)

    history = await slack.conversations_history(channel=cast.LAUNCH)
    assert [m["text"] for m in history["messages"]] == ["done", "root"]
    assert history["messages"][0]["subtype"] == "thread_broadcast"


@pytest.mark.parametrize("has_replies", [True, False])
async def test_a_reply_to_a_deleted_parent_lands_loose(slack: AsyncWebClient, has_replies: bool) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    if has_replies:
        await slack.chat_postMessage(channel=cast.LAUNCH, text="earlier", thread_ts=root["ts"])
    await slack.chat_delete(channel=cast.LAUNCH, ts=root["ts"])

    late = await slack.chat_postMessage(channel=cast.LAUNCH, text="late", thread_ts=root["ts"])

    assert late["ok"]
    assert "thread_ts" not in late["message"]


async def test_a_deleted_parent_with_replies_leaves_a_tombstone(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    reply = await slack.chat_postMessage(channel=cast.LAUNCH, text="reply", thread_ts=root["ts"])

    await slack.chat_delete(channel=cast.LAUNCH, ts=root["ts"])

    thread = await slack.conversations_replies(channel=cast.LAUNCH, ts=root["ts"])
    assert [m.get("subtype") for m in thread["messages"]] == ["tombstone", None]
    await slack.chat_delete(channel=cast.LAUNCH, ts=reply["ts"])
    assert not (await slack.conversations_history(channel=cast.LAUNCH))["messages"]


async def test_a_thread_hangs_on_a_parent_not_on_a_reply(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    reply = await slack.chat_postMessage(channel=cast.LAUNCH, text="reply", thread_ts=root["ts"])

    body = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x", thread_ts=reply["ts"]))

    assert body["error"] == "cannot_reply_to_message"


async def test_blocks_replace_blocks_without_an_edited_mark(slack: AsyncWebClient) -> None:
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="a", blocks=[SECTION])

    answer = await slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="b", blocks=[SECTION])

    assert "edited" not in answer["message"]
    assert answer["text"] == "b"


async def test_text_alone_removes_the_blocks_and_is_marked_as_edited(slack: AsyncWebClient) -> None:
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="a", blocks=[SECTION])

    answer = await slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="b")

    assert "blocks" not in answer["message"]
    assert "edited" in answer["message"]


async def test_metadata_stays_until_it_is_replaced_or_cleared(slack: AsyncWebClient) -> None:
    metadata = {"event_type": "greenlight", "event_payload": {"key": "abc"}}
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="a", metadata=metadata)

    kept = await slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="b")
    cleared = await slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="c", metadata={})

    assert kept["message"]["metadata"] == metadata
    assert "metadata" not in cleared["message"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "with space", "event_payload": {}},
        {"event_type": "ok"},
        {"event_type": "ok", "event_payload": {"deep": {"deeper": {"deepest": 1}}}},
        {"event_type": "ok", "event_payload": {}, "more": 1},
    ],
)
async def test_malformed_metadata_is_refused(slack: AsyncWebClient, metadata: dict[str, Any]) -> None:
    body = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="a", metadata=metadata))

    assert body["error"] == "invalid_metadata_format"


async def test_an_update_has_a_shorter_limit_than_a_post(slack: AsyncWebClient) -> None:
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="x" * 4001)

    body = await error_of(slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="x" * 4001))

    assert body["error"] == "msg_too_long"


async def test_only_own_messages_can_be_changed(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    said = await person(cast.ANN).does("message", channel=cast.LAUNCH, text="mine")

    update = await error_of(slack.chat_update(channel=cast.LAUNCH, ts=said["ts"], text="x"))
    delete = await error_of(slack.chat_delete(channel=cast.LAUNCH, ts=said["ts"]))

    assert (update["error"], delete["error"]) == ("cant_update_message", "cant_delete_message")


async def test_an_ephemeral_message_is_for_one_person_and_cannot_be_updated(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    answer = await slack.chat_postEphemeral(channel=cast.LAUNCH, user=cast.ANN, text="psst")

    assert [m["is_ephemeral"] for m in await person(cast.ANN).reads(cast.LAUNCH)] == [True]
    assert await person(cast.BEN).reads(cast.LAUNCH) == []
    body = await error_of(slack.chat_update(channel=cast.LAUNCH, ts=answer["message_ts"], text="x"))
    assert body["error"] == "message_not_found"


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(slack: AsyncWebClient) -> None:
    body = await error_of(slack.chat_postEphemeral(channel=cast.LAUNCH, user=cast.SAM, text="psst"))

    assert body["error"] == "user_not_in_channel"


async def test_an_archived_channel_freezes_its_messages(
    slack: AsyncWebClient, sandbox: SandboxServer
) -> None:
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="a")
    sandbox.world.slack.workspace.channels[cast.LAUNCH].is_archived = True

    body = await error_of(slack.chat_update(channel=cast.LAUNCH, ts=post["ts"], text="b"))

    assert body["error"] == "is_inactive"


async def test_a_post_to_a_person_opens_their_direct_message(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    answer = await slack.chat_postMessage(channel=cast.ANN, text="hi")

    assert answer["channel"].startswith("D")
    assert [m["text"] for m in await person(cast.ANN).reads(answer["channel"])] == ["hi"]


async def test_a_permalink_of_a_reply_names_its_thread(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")
    reply = await slack.chat_postMessage(channel=cast.LAUNCH, text="reply", thread_ts=root["ts"])

    link = await slack.chat_getPermalink(channel=cast.LAUNCH, message_ts=reply["ts"])

    assert f"thread_ts={root['ts']}" in link["permalink"]
