"""What a method refuses by itself, and what only a workspace's state or Slack's own trouble brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import Manifest, SandboxConfig, Timing
from bot.sandbox.slack import cast
from bot.sandbox.slack.methods.table import METHODS
from tests.sandbox.blockkit.pieces import modal, section
from tests.sandbox.conftest import QUICK, Person, error_of

POST = "chat.postMessage"
UPLOAD = "files.getUploadURLExternal"
HERE = {"channel": cast.LAUNCH}


def metadata(payload: Mapping[str, object], event_type: str = "task") -> dict[str, object]:
    return {"event_type": event_type, "event_payload": payload}


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "101 attachments": (POST, HERE | {"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    "markdown beside text": (POST, HERE | {"markdown_text": "*x*", "text": "x"}, "markdown_text_conflict"),
    "large metadata": (
        POST,
        HERE | {"text": "x", "metadata": metadata({"a": "x" * 5000})},
        "metadata_too_large",
    ),
    "deep metadata": (
        POST,
        HERE | {"text": "x", "metadata": metadata({"a": {"b": {"c": "d"}}})},
        "invalid_metadata_format",
    ),
    "metadata of no type": (
        POST,
        HERE | {"text": "x", "metadata": metadata({}, "a b")},
        "invalid_metadata_format",
    ),
    "a file of nothing": (UPLOAD, {"filename": "a.png", "length": 0}, "missing_argument"),
    "a file over a gigabyte": (
        UPLOAD,
        {"filename": "a.png", "length": 1024**3 + 1},
        "file_upload_size_restricted",
    ),
    "alt text of a novel": (
        UPLOAD,
        {"filename": "a.png", "length": 9, "alt_txt": "x" * 1001},
        "alt_txt_too_large",
    ),
    "a share to 101 channels": (
        "files.completeUploadExternal",
        {"files": [{"id": "F0NOSUCH01"}], "channels": ",".join(["C0LAUNCH01"] * 101)},
        "channels_limit_exceeded",
    ),
    "a broadcast together with new words": (
        "chat.update",
        HERE | {"ts": "1.000001", "text": "new", "reply_broadcast": True},
        "no_dual_broadcast_content_update",
    ),
    "a trigger that is none": (
        "views.open",
        {"trigger_id": "12345", "view": modal(section())},
        "invalid_trigger_id",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_call_that_slack_refuses(slack: AsyncWebClient, what: str) -> None:
    method, given, error = REFUSED[what]
    assert (await error_of(slack.api_call(method, json=given)))["error"] == error


async def test_a_text_over_forty_thousand_characters_is_cut_with_a_warning(slack: AsyncWebClient) -> None:
    answer = await slack.chat_postMessage(channel=cast.LAUNCH, text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(answer["message"]["text"]) == 40_000


@pytest.mark.parametrize(
    "reason",
    [
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_non_threadable_channel",
    ],
)
async def test_a_channel_that_admins_restricted_takes_no_post(
    slack: AsyncWebClient, sandbox: SandboxServer, session: ClientSession, reason: str
) -> None:
    url = f"{sandbox.url}/sandbox/channels/{cast.LAUNCH}"
    await session.post(url, json={"restricted": reason})
    assert (await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x")))["error"] == reason


async def test_an_app_without_a_messages_tab_writes_to_nobody(session: ClientSession) -> None:
    async with SandboxServer(SandboxConfig(manifest=Manifest(messages_tab=False))) as sandbox:
        slack = AsyncWebClient(
            token=sandbox.world.config.bot_token, base_url=f"{sandbox.url}/api/", session=session
        )
        assert (await error_of(slack.chat_postMessage(channel=cast.ANN, text="x")))["error"] == (
            "messages_tab_disabled"
        )


async def test_a_response_url_ends_after_its_time(session: ClientSession) -> None:
    assert Timing().response_url == 30 * 60
    async with SandboxServer(SandboxConfig(timing=Timing(response_url=0.0))) as sandbox:
        url = sandbox.world.slack.hooks.issue("commands", cast.ANN, cast.LAUNCH)
        async with session.post(url, json={"text": "late"}) as reply:
            assert (reply.status, (await reply.json())["error"]) == (404, "expired_url")


ELSEWHERE = (
    "account_inactive",
    "token_revoked",
    "token_expired",
    "service_unavailable",
    "internal_error",
    "fatal_error",
    "request_timeout",
    "team_access_not_granted",
    "enterprise_is_restricted",
    "invalid_form_data",
    "message_limit_exceeded",
    "rate_limited",
    "slack_connect_file_link_sharing_blocked",
    "edit_window_closed",
    "block_mismatch",
    "unable_to_share_files",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "file_type_not_allowed",
    "invalid_channel",
    "posting_to_channel_denied",
)
"""What a plan, an admin or Slack's bad day brings: ordered, not acted out."""


@pytest.mark.parametrize("error", ELSEWHERE)
async def test_any_other_error_of_slack_s_can_be_ordered(
    slack: AsyncWebClient, sandbox: SandboxServer, error: str
) -> None:
    sandbox.world.faults.add("slack:chat.*", "error", error=error)
    assert (await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x")))["error"] == error
    assert (await slack.chat_postMessage(channel=cast.LAUNCH, text="x"))["ok"]


TIERS = {
    1: {"apps.connections.open"},
    2: {"conversations.list", "users.list", "users.conversations"},
    3: {
        "bots.info", "chat.delete", "chat.update", "conversations.history", "conversations.info",
        "conversations.join", "conversations.open", "conversations.replies", "files.delete", "files.list",
        "reactions.add", "reactions.remove", "team.info",
    },
    4: {
        "chat.postEphemeral", "conversations.members", "files.completeUploadExternal",
        "files.getUploadURLExternal", "files.info", "users.info", "views.open", "views.publish", "views.push",
        "views.update",
    },
    5: {"auth.test", "chat.getPermalink", "chat.postMessage"},
}  # fmt: skip


def test_every_method_has_the_tier_that_slack_names() -> None:
    named = {method: tier for tier, methods in TIERS.items() for method in methods}
    assert {method: METHODS[method].tier for method in named} == named


async def test_a_channel_takes_a_post_a_second_after_a_short_burst(session: ClientSession) -> None:
    async with SandboxServer(SandboxConfig(timing=QUICK)) as sandbox:
        slack = AsyncWebClient(
            token=sandbox.world.config.bot_token, base_url=f"{sandbox.url}/api/", session=session
        )
        for _ in range(4):
            await slack.chat_postMessage(channel=cast.LAUNCH, text="x")
        refused = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x"))
        elsewhere = await slack.chat_postMessage(channel=cast.STUDIO, text="x")
    assert (refused["error"], elsewhere["ok"]) == ("ratelimited", True)


async def test_an_app_that_answers_too_late_is_said_by_slack(
    session: ClientSession, person: Callable[[str], Person]
) -> None:
    """Three seconds for everybody; less here, so that the test does not wait for them."""
    timing = Timing(ack=0.05)
    assert Timing().ack == Timing().trigger == Timing().options == 3.0
    async with SandboxServer(SandboxConfig(timing=timing, socket_mode=True)) as sandbox:
        ann = Person(session, sandbox.url, cast.ANN)
        answer = await ann.does("command", channel=cast.LAUNCH, text="/greenlight help")
        notices = (await ann.sees())["notices"]
    assert not answer["ok"]
    assert "/greenlight failed with the error" in notices[-1]["text"]
