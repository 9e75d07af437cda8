"""The Web API's front door: tokens, scopes, encodings, rate limits and ordered faults."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import APP_TOKEN, Manifest, SandboxConfig
from bot.sandbox.slack import cast
from bot.sandbox.slack.limits import Limits
from tests.sandbox.conftest import QUICK, Person, error_of
from tests.sandbox.slack.conftest import until


async def test_the_bot_learns_who_it_is(slack: AsyncWebClient) -> None:
    answer = await slack.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (cast.BOT_USER, cast.BOT, cast.TEAM)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), (APP_TOKEN, "not_allowed_token_type")],
)
async def test_a_wrong_token_opens_nothing(
    sandbox: SandboxServer, session: ClientSession, token: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.post(f"{sandbox.url}/api/auth.test", headers=headers) as reply:
        body = await reply.json()

    assert (reply.status, body) == (200, {"ok": False, "error": error})


async def test_an_unknown_method_is_named(slack: AsyncWebClient) -> None:
    assert (await error_of(slack.api_call("chat.postMassage")))["error"] == "unknown_method"


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_arguments_may_stand_anywhere(sandbox: SandboxServer, session: ClientSession, how: str) -> None:
    args = {"token": sandbox.world.config.bot_token, "channel": cast.LAUNCH, "text": "hi"}
    given: dict[str, Any] = {{"query": "params", "form": "data", "json": "json"}[how]: args}
    async with session.post(f"{sandbox.url}/api/chat.postMessage", **given) as reply:
        body = await reply.json()

    assert body["message"]["text"] == "hi"


async def test_a_missing_argument_is_named(slack: AsyncWebClient) -> None:
    body = await error_of(slack.api_call("chat.postMessage", json={"text": "x"}))

    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


class TestScopes:
    @pytest.fixture
    def config(self) -> SandboxConfig:
        manifest = Manifest(scopes=("chat:write", "channels:read", "channels:history"))
        return SandboxConfig(timing=QUICK, rate_limits=False, manifest=manifest)

    async def test_a_missing_scope_says_what_is_needed(self, slack: AsyncWebClient) -> None:
        body = await error_of(slack.users_info(user=cast.ANN))

        assert body["error"] == "missing_scope"
        assert body["needed"] == "users:read"
        assert body["provided"] == "chat:write,channels:read,channels:history"

    async def test_a_private_channel_needs_its_own_scope(self, slack: AsyncWebClient) -> None:
        assert (await slack.conversations_info(channel=cast.LAUNCH))["channel"]["is_member"]
        body = await error_of(slack.conversations_info(channel=cast.STUDIO))

        assert (body["error"], body["needed"]) == ("missing_scope", "groups:read")

    async def test_metadata_is_read_with_its_own_scope_only(self, slack: AsyncWebClient) -> None:
        await slack.conversations_history(channel=cast.LAUNCH)
        body = await error_of(slack.conversations_history(channel=cast.LAUNCH, include_all_metadata=True))

        assert body["needed"] == "metadata.message:read"


class TestRates:
    @pytest.fixture
    def config(self, config: SandboxConfig) -> SandboxConfig:
        return replace(config, rate_limits=True)

    async def test_a_flooded_channel_answers_429_and_others_do_not(self, slack: AsyncWebClient) -> None:
        posts = (slack.chat_postMessage(channel=cast.LAUNCH, text=str(number)) for number in range(6))
        results = await asyncio.gather(*posts, return_exceptions=True)

        reply = next(result.response for result in results if isinstance(result, SlackApiError))
        assert (reply.status_code, reply["error"], reply.headers["Retry-After"]) == (429, "ratelimited", "1")
        await slack.chat_postMessage(channel=cast.STUDIO, text="calm here")


def test_a_bucket_refills_with_time() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    assert not any(limits.wait_for_method("chat.update", 3) for _ in range(50))

    assert limits.wait_for_method("chat.update", 3) == 2
    now[0] = 2.0
    assert limits.wait_for_method("chat.update", 3) == 0


async def fault(session: ClientSession, sandbox: SandboxServer, **rule: object) -> None:
    async with session.post(f"{sandbox.url}/sandbox/faults", json=rule) as reply:
        assert (await reply.json())["ok"], await reply.text()


async def post(session: ClientSession, sandbox: SandboxServer) -> aiohttp.ClientResponse:
    """One raw call, without any client's retries."""
    args = {"token": sandbox.world.config.bot_token, "channel": cast.LAUNCH, "text": "hi"}
    reply = await session.post(f"{sandbox.url}/api/chat.postMessage", json=args)
    await reply.read()
    return reply


@pytest.mark.parametrize(("mode", "posted"), [("cut_before", 0), ("cut_after", 1), ("late", 1)])
async def test_a_cut_connection_may_or_may_not_have_done_the_work(
    sandbox: SandboxServer,
    session: ClientSession,
    person: Callable[[str], Person],
    mode: str,
    posted: int,
) -> None:
    await fault(session, sandbox, target="slack:chat.postMessage", mode=mode, seconds=0.01)

    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await post(session, sandbox)

    await sandbox.world.slack.background.settle()
    assert len(await person(cast.ANN).reads(cast.LAUNCH)) == posted


async def test_faults_are_used_up_in_their_order(sandbox: SandboxServer, session: ClientSession) -> None:
    target = "slack:chat.postMessage"
    await fault(session, sandbox, target=target, mode="refuse", status=503, body={"down": True})
    await fault(session, sandbox, target=target, mode="error", error="fatal_error")
    await fault(session, sandbox, target="slack:chat.*", mode="ratelimit", retry_after=7)
    await fault(session, sandbox, target=target, mode="garbage")

    replies = [await post(session, sandbox) for _ in range(5)]

    assert [reply.status for reply in replies] == [503, 200, 429, 200, 200]
    assert (await replies[1].json())["error"] == "fatal_error"
    assert replies[2].headers["Retry-After"] == "7"
    assert b"html" in await replies[3].read()
    assert (await replies[4].json())["ok"]


async def test_a_fault_can_last_until_it_is_cleared(sandbox: SandboxServer, session: ClientSession) -> None:
    await fault(session, sandbox, target="slack:*", mode="error", error="token_revoked", times=0)
    assert [(await (await post(session, sandbox)).json())["error"] for _ in range(3)] == ["token_revoked"] * 3

    async with session.delete(f"{sandbox.url}/sandbox/faults"):
        assert (await (await post(session, sandbox)).json())["ok"]


async def test_a_slow_answer_comes_in_the_end(sandbox: SandboxServer, session: ClientSession) -> None:
    await fault(session, sandbox, target="slack:chat.postMessage", mode="slow", seconds=0.05)
    began = asyncio.get_running_loop().time()

    assert (await post(session, sandbox)).status == 200
    assert asyncio.get_running_loop().time() - began >= 0.05


async def test_the_ledger_knows_every_call(sandbox: SandboxServer, session: ClientSession) -> None:
    await post(session, sandbox)

    async with session.get(f"{sandbox.url}/sandbox/ledger") as reply:
        slack = (await reply.json())["slack"]
    assert [(c["method"], c["ok"], c["args"]["channel"]) for c in slack["calls"]] == [
        ("chat.postMessage", True, cast.LAUNCH)
    ]
    assert "token" not in slack["calls"][0]["args"]
    assert [p["text"] for p in slack["posts"]] == ["hi"]


async def test_lists_come_in_pages(slack: AsyncWebClient) -> None:
    first = await slack.users_list(limit=4)
    second = await slack.users_list(limit=4, cursor=first["response_metadata"]["next_cursor"])

    names = [user["name"] for page in (first, second) for user in page["members"]]
    assert names == ["ann", "ben", "cleo", "gus", "slackbot", "greenlight"]
    assert second["response_metadata"]["next_cursor"] == ""
    assert (await error_of(slack.users_list(cursor="nonsense!")))["error"] == "invalid_cursor"


async def test_the_bot_opens_a_direct_message(slack: AsyncWebClient) -> None:
    first = await slack.conversations_open(users=cast.ANN)
    again = await slack.conversations_open(users=cast.ANN)

    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"]
    assert (await error_of(slack.conversations_open(users="U0NOBODY01")))["error"] == "user_not_found"


async def test_who_is_a_guest_and_who_a_stranger(slack: AsyncWebClient) -> None:
    gus = (await slack.users_info(user=cast.GUS))["user"]
    sam = (await slack.users_info(user=cast.SAM))["user"]

    assert (gus["is_restricted"], gus["is_stranger"]) == (True, False)
    assert (sam["is_stranger"], sam["team_id"]) == (True, cast.OTHER_TEAM)


async def test_channels_and_groups_are_listed(slack: AsyncWebClient) -> None:
    listed = await slack.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    mine = await slack.users_conversations(types="public_channel,private_channel")
    groups = await slack.usergroups_list(include_users=True)

    assert {c["name"] for c in listed["channels"]} == {"spring-launch", "studio", "quiet", "with-agency"}
    assert cast.QUIET not in {c["id"] for c in mine["channels"]}
    assert groups["usergroups"][0]["users"] == [cast.BEN, cast.CLEO]
    members = await slack.usergroups_users_list(usergroup=groups["usergroups"][0]["id"])
    assert members["users"] == [cast.BEN, cast.CLEO]


async def test_a_background_task_that_fails_is_logged(
    sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise RuntimeError("boom")

    sandbox.world.slack.background.start(fail())
    await until(lambda: "Background work failed" in caplog.text)
