"""Posting, redrawing and finding messages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.task import ChannelId, Ts, UserId
from bot.errors import SlackError
from bot.slack import Posted, Slack
from bot.slack.messages import Blocks
from tests.slack.conftest import ScriptedSlack

CHANNEL = ChannelId("C1")
ROOT = Ts("1.000100")
BLOCKS: Blocks = [{"type": "section", "text": {"type": "plain_text", "text": "hello"}}]
THEN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def landed(ts: str, thread_ts: str | None = None) -> dict[str, Any]:
    message = {"ts": ts} | ({"thread_ts": thread_ts} if thread_ts else {})
    return {"channel": "C1", "ts": ts, "message": message}


async def test_a_post_carries_its_key_in_metadata_and_never_unfurls(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.answer("chat.postMessage", **landed("2.000200"))

    posted = await slack.post(CHANNEL, "hello", BLOCKS, key="status:GL-7K3Q")

    assert posted == Posted(channel=CHANNEL, ts=Ts("2.000200"), thread_ts=None)
    assert server.said("chat.postMessage") == [
        {
            "channel": "C1",
            "text": "hello",
            "blocks": BLOCKS,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": "greenlight", "event_payload": {"key": "status:GL-7K3Q"}},
        }
    ]


async def test_a_reply_says_where_it_hangs(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("chat.postMessage", **landed("2.000200", "1.000100"))

    posted = await slack.post(CHANNEL, "hi", BLOCKS, key="k", thread_ts=ROOT, broadcast=True)

    assert posted.thread_ts == ROOT
    said = server.said("chat.postMessage")[0]
    assert (said["thread_ts"], said["reply_broadcast"]) == ("1.000100", True)


async def test_a_reply_to_a_deleted_root_is_seen_to_land_loose(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("chat.postMessage", **landed("2.000200"))

    posted = await slack.post(CHANNEL, "hi", BLOCKS, key="k", thread_ts=ROOT)

    assert posted.thread_ts is None


async def test_a_redraw_replaces_text_and_blocks_both(slack: Slack, server: ScriptedSlack) -> None:
    await slack.update(CHANNEL, ROOT, "gone", [])

    assert server.said("chat.update") == [{"channel": "C1", "ts": ROOT, "text": "gone", "blocks": []}]


async def test_a_deletion_names_channel_and_message(slack: Slack, server: ScriptedSlack) -> None:
    await slack.delete(CHANNEL, ROOT)

    assert server.said("chat.delete") == [{"channel": "C1", "ts": ROOT}]


async def test_a_whisper_goes_to_one_person_in_the_thread(slack: Slack, server: ScriptedSlack) -> None:
    await slack.whisper(CHANNEL, UserId("U1"), "psst", BLOCKS, thread_ts=ROOT)

    said = server.said("chat.postEphemeral")[0]
    assert (said["user"], said["thread_ts"], said["text"]) == ("U1", ROOT, "psst")


async def test_a_direct_message_is_posted_into_the_conversation_with_the_person(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.answer("conversations.open", channel={"id": "D9"})
    server.answer("chat.postMessage", channel="D9", ts="3.1", message={})

    posted = await slack.direct(UserId("U1"), "hello", BLOCKS)

    assert posted.channel == "D9"
    assert server.said("conversations.open") == [{"users": "U1"}]


async def test_a_permalink_is_asked_for(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("chat.getPermalink", permalink="https://x.slack.com/archives/C1/p1")

    assert await slack.permalink(CHANNEL, ROOT) == "https://x.slack.com/archives/C1/p1"


def carrying(ts: str, key: str, event_type: str = "greenlight") -> dict[str, object]:
    return {"ts": ts, "metadata": {"event_type": event_type, "event_payload": {"key": key}}}


async def test_a_post_is_found_by_its_key_on_a_later_page_of_its_thread(
    slack: Slack, server: ScriptedSlack
) -> None:
    first = [{"ts": "1.000100"}, carrying("1.2", "other"), carrying("1.3", "k", "someone_else")]
    server.answer("conversations.replies", messages=first, response_metadata={"next_cursor": "more"})
    server.answer("conversations.replies", messages=[carrying("1.4", "k")])

    found = await slack.find_post(CHANNEL, "k", thread_ts=ROOT, around=THEN)

    assert found == "1.4"
    asked = server.said("conversations.replies")
    assert (asked[0]["ts"], asked[0]["include_all_metadata"]) == (ROOT, "true")
    assert asked[1]["cursor"] == "more"


async def test_odd_metadata_of_other_apps_do_not_disturb_the_search(
    slack: Slack, server: ScriptedSlack
) -> None:
    values: list[Any] = [None, [], "x", {"event_type": "greenlight", "event_payload": None}]
    odd = [{"ts": "1.1", "metadata": value} for value in values]
    server.answer("conversations.history", messages=[*odd, {}, carrying("1.4", "k")])

    assert await slack.find_post(CHANNEL, "k", around=THEN) == "1.4"


async def test_a_root_is_looked_for_in_the_channel_since_a_little_before_its_time(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.answer("conversations.history", messages=[], response_metadata={"next_cursor": ""})

    assert await slack.find_post(CHANNEL, "k", around=THEN) is None

    oldest = float(server.said("conversations.history")[0]["oldest"])
    assert oldest == (THEN - timedelta(minutes=5)).timestamp()


async def test_a_thread_that_is_gone_holds_no_post(slack: Slack, server: ScriptedSlack) -> None:
    server.refuse("conversations.replies", "thread_not_found")

    assert await slack.find_post(CHANNEL, "k", thread_ts=ROOT, around=THEN) is None


async def test_not_being_allowed_to_look_is_not_the_same_as_not_found(
    slack: Slack, server: ScriptedSlack
) -> None:
    server.refuse("conversations.history", "missing_scope", needed="channels:history", provided="chat:write")

    with pytest.raises(SlackError) as caught:
        await slack.find_post(CHANNEL, "k", around=THEN)

    assert (caught.value.code, caught.value.detail) == ("missing_scope", "channels:history")


async def test_a_search_that_never_ends_is_not_the_same_as_not_found(
    slack: Slack, server: ScriptedSlack
) -> None:
    for _ in range(10):
        server.answer("conversations.history", messages=[], response_metadata={"next_cursor": "on"})

    with pytest.raises(SlackError, match="search_cut"):
        await slack.find_post(CHANNEL, "k", around=THEN)
