"""What each way of failing means: refused, busy, surely not done, or perhaps done."""

import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from aiohttp import ClientSession, ClientTimeout, web

from bot.domain.task import ChannelId, Ts, UserId
from bot.errors import SlackBusy, SlackDown, SlackError, SlackUnsure
from bot.slack import Slack, make_client, open_session
from bot.slack.wire import retry_after
from tests.slack.conftest import ScriptedSlack, StillClock

CHANNEL = ChannelId("C1")
TS = Ts("1.1")
Doing: TypeAlias = Callable[[Slack], Awaitable[object]]


def post(slack: Slack) -> Awaitable[object]:
    return slack.post(CHANNEL, "hello", [], key="k")


def update(slack: Slack) -> Awaitable[object]:
    return slack.update(CHANNEL, TS, "hello", [])


def complete(slack: Slack) -> Awaitable[object]:
    return slack.complete_upload("F1", "a title", channel=CHANNEL)


def look(slack: Slack) -> Awaitable[object]:
    return slack.file("F1")


def whisper(slack: Slack) -> Awaitable[object]:
    return slack.whisper(CHANNEL, UserId("U1"), "hello", [])


MARKING = [
    ("chat.postMessage", post),
    ("files.completeUploadExternal", complete),
    ("chat.postEphemeral", whisper),
]
HARMLESS = [("chat.update", update), ("files.info", look)]


@pytest.mark.parametrize(("method", "do"), MARKING)
async def test_a_cut_after_a_post_left_leaves_it_in_doubt(
    slack: Slack, server: ScriptedSlack, method: str, do: Doing
) -> None:
    server.cut(method)

    with pytest.raises(SlackUnsure):
        await do(slack)

    assert len(server.said(method)) == 1


@pytest.mark.parametrize(("method", "do"), HARMLESS)
async def test_a_cut_of_a_harmless_call_only_means_try_again(
    slack: Slack, server: ScriptedSlack, method: str, do: Doing
) -> None:
    server.cut(method)

    with pytest.raises(SlackDown):
        await do(slack)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_fault_of_slack_s_own_leaves_a_post_in_doubt(
    slack: Slack, server: ScriptedSlack, status: int
) -> None:
    server.raw("chat.postMessage", lambda: web.Response(status=status, text="<html>upstream</html>"))
    server.raw("chat.update", lambda: web.Response(status=status))

    with pytest.raises(SlackUnsure, match=f"http_{status}"):
        await post(slack)
    with pytest.raises(SlackDown, match=f"http_{status}"):
        await update(slack)


UNREADABLE = [
    web.Response(text="ok", content_type="text/plain"),
    web.Response(text="<html>sign in</html>", content_type="text/html"),
    web.Response(text="{", content_type="application/json"),
    web.Response(text="[]", content_type="application/json"),
    web.Response(text="null", content_type="application/json"),
    web.Response(text='"ok"', content_type="application/json"),
    web.Response(text="{}", content_type="application/json"),
    web.Response(text='{"ok": true}', content_type="application/json"),
    web.Response(text='{"ok": true, "channel": 7, "ts": []}', content_type="application/json"),
    web.Response(body=b"\xff\xfe{", content_type="application/json"),
    web.Response(body=b"\x1f\x8b", content_type="application/gzip"),
    web.Response(status=204),
]


@pytest.mark.parametrize("number", range(len(UNREADABLE)))
async def test_an_answer_that_cannot_be_read_leaves_a_post_in_doubt(
    slack: Slack, server: ScriptedSlack, number: int
) -> None:
    kept = UNREADABLE[number]
    server.raw(
        "chat.postMessage",
        lambda: web.Response(status=kept.status, body=kept.body, content_type=kept.content_type),
    )

    with pytest.raises(SlackUnsure):
        await post(slack)


@pytest.mark.parametrize("code", ["internal_error", "fatal_error"])
async def test_an_inner_fault_that_slack_admits_may_have_been_half_done(
    slack: Slack, server: ScriptedSlack, code: str
) -> None:
    server.refuse("chat.postMessage", code)
    server.refuse("chat.update", code)

    with pytest.raises(SlackUnsure, match=code):
        await post(slack)
    with pytest.raises(SlackDown, match=code):
        await update(slack)


@pytest.mark.parametrize("code", ["service_unavailable", "request_timeout"])
async def test_what_slack_says_it_did_not_do_may_be_done_again(
    slack: Slack, server: ScriptedSlack, code: str
) -> None:
    server.refuse("chat.postMessage", code)

    with pytest.raises(SlackDown, match=code):
        await post(slack)


async def test_a_refused_connection_surely_sent_nothing(clock: StillClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        async with open_session() as session:
            nobody = Slack(make_client("xoxb-1", f"http://127.0.0.1:{port}/api", session), clock=clock)
            with pytest.raises(SlackDown, match="unreachable"):
                await post(nobody)


async def test_a_late_answer_leaves_a_post_in_doubt(server: ScriptedSlack, clock: StillClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        async with ClientSession(timeout=ClientTimeout(total=0.05)) as session:
            patient = Slack(make_client("xoxb-1", f"http://127.0.0.1:{port}/api/", session), clock=clock)
            with pytest.raises(SlackUnsure, match="timeout"):
                await post(patient)


async def test_a_refusal_carries_slack_s_word_and_what_was_wrong(slack: Slack, server: ScriptedSlack) -> None:
    messages = ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    server.refuse("chat.postMessage", "invalid_blocks", response_metadata={"messages": messages})

    with pytest.raises(SlackError) as caught:
        await post(slack)

    assert (caught.value.method, caught.value.code) == ("chat.postMessage", "invalid_blocks")
    assert caught.value.detail == messages[0]
    assert type(caught.value) is SlackError


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("1.5", 1.5), ("", 30), ("soon", 30), ("-1", 30)])
def test_a_retry_after_is_read_with_a_safe_answer_for_nonsense(said: str, seconds: float) -> None:
    assert retry_after({"Retry-After": said}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("said", ["nan", "inf", "1e30"])
def test_an_absurd_retry_after_does_not_hold_us_for_ever(said: str) -> None:
    assert retry_after({"retry-after": said}) <= timedelta(hours=1)


async def test_too_many_requests_says_how_long_to_wait(slack: Slack, server: ScriptedSlack) -> None:
    server.answer("chat.update", status=429, headers={"Retry-After": "30"}, ok=False, error="ratelimited")

    with pytest.raises(SlackBusy) as caught:
        await update(slack)

    assert caught.value.wait == timedelta(seconds=30)


async def test_too_many_requests_without_json_is_understood(slack: Slack, server: ScriptedSlack) -> None:
    server.raw("chat.postMessage", lambda: web.Response(status=429, headers={"Retry-After": "3"}))

    with pytest.raises(SlackBusy) as caught:
        await post(slack)

    assert caught.value.wait == timedelta(seconds=3)


async def test_the_token_is_never_in_the_words_of_an_error(slack: Slack, server: ScriptedSlack) -> None:
    server.refuse("chat.postMessage", "invalid_auth")

    with pytest.raises(SlackError) as caught:
        await post(slack)

    assert "xoxb" not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"
    assert server.calls[0].headers["Authorization"] == "Bearer xoxb-made-up"


async def test_a_proxy_of_the_environment_is_not_used(
    server: ScriptedSlack, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    async with open_session() as session:
        direct = Slack(make_client("xoxb-1", server.api_url.rstrip("/"), session), clock=clock)
        await update(direct)

    assert len(server.said("chat.update")) == 1
