"""What reaches the app: signatures, encodings, deadlines, retries, response URLs."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession, web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SIGNING_SECRET
from bot.sandbox.slack import cast
from bot.sandbox.slack.deliver import sign
from tests.sandbox.conftest import Person
from tests.sandbox.slack.conftest import Hook, until
from tests.sandbox.slack.test_bolt import BUTTONS, PROMPT, modal


def fields(hook: Hook) -> dict[str, str]:
    """The form fields of the newest request."""
    return {name: values[0] for name, values in parse_qs(hook.requests[-1][1].decode()).items()}


def events(hook: Hook) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in hook.requests]


@pytest.mark.parametrize(
    ("secret", "timestamp", "body", "signature"),
    [
        (
            SIGNING_SECRET,
            "1767225600",
            b'{"type":"url_verification","token":"t","challenge":"abc"}',
            "v0=0bda497c290affdbc2ae125827c8ba4e0e55a1818d16d3bd3cadf907d0593c7c",
        ),
        (
            SIGNING_SECRET,
            "1767225600",
            b"",
            "v0=7b4a020509aff1b7763a738540186cf29e70206ba9e268ae4f241150aeb47d4b",
        ),
    ],
)
def test_signatures_are_slacks(secret: str, timestamp: str, body: bytes, signature: str) -> None:
    assert sign(secret, timestamp, body) == signature


async def test_a_command_is_a_signed_form(hook: Hook, person: Callable[[str], Person]) -> None:
    await person(cast.ANN).does("command", channel=cast.STUDIO, text="/animate  https://a.b/c.png go <& ")

    headers, body = hook.requests[0]
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    sent = fields(hook)
    assert sent["text"] == "https://a.b/c.png go <&"
    assert (sent["command"], sent["channel_name"], sent["user_name"]) == ("/animate", "privategroup", "ann")
    assert sent["is_enterprise_install"] == "false"


async def test_only_commands_that_ask_for_it_are_escaped(hook: Hook, person: Callable[[str], Person]) -> None:
    text = "/greenlight tasks @ben #spring-launch https://a.b/c & <b>"

    await person(cast.ANN).does("command", channel=cast.LAUNCH, text=text)

    escaped = f"tasks <@{cast.BEN}|ben> <#{cast.LAUNCH}|spring-launch> <https://a.b/c> &amp; &lt;b&gt;"
    assert fields(hook)["text"] == escaped


async def test_strangers_and_unknown_commands_go_nowhere(hook: Hook, person: Callable[[str], Person]) -> None:
    unknown = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/nothing")
    stranger = await person(cast.SAM).does("command", channel=cast.SHARED, text="/animate x")

    assert unknown == stranger == {"ok": False, "error": "invalid_command"}
    assert hook.requests == []


async def test_an_answer_in_the_channel_echoes_the_command(
    hook: Hook, person: Callable[[str], Person]
) -> None:
    hook.answer = lambda: web.json_response({"response_type": "in_channel", "text": "Here"})

    await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")

    seen = await person(cast.BEN).reads(cast.LAUNCH)
    assert [(m["user"], m["text"]) for m in seen] == [(cast.ANN, "/animate x"), (cast.BOT_USER, "Here")]


async def test_a_response_url_is_good_for_five_answers(
    hook: Hook, session: ClientSession, person: Callable[[str], Person]
) -> None:
    await person(cast.ANN).does("command", channel=cast.QUIET, text="/animate x")
    url = fields(hook)["response_url"]

    statuses = []
    for number in range(6):
        async with session.post(url, json={"text": str(number)}) as reply:
            statuses.append((reply.status, await reply.text()))

    assert statuses[:5] == [(200, "ok")] * 5
    assert statuses[5] == (404, '{"ok": false, "error": "used_url"}')
    assert len(await person(cast.ANN).reads(cast.QUIET)) == 5


async def test_a_response_url_refuses_what_slack_would(
    hook: Hook, session: ClientSession, person: Callable[[str], Person]
) -> None:
    await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")
    url = fields(hook)["response_url"]

    for payload, error in (({"text": ""}, "no_text"), ({"blocks": [{"type": "nope"}]}, "invalid_blocks")):
        async with session.post(url, json=payload) as reply:
            assert (await reply.json())["error"] == error
    async with session.post(url.replace("commands", "actions") + "x", json={"text": "x"}) as reply:
        assert reply.status == 404


async def test_a_click_can_be_answered_by_deleting_its_message(
    hook: Hook, session: ClientSession, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    post = await slack.chat_postMessage(channel=cast.LAUNCH, text="x", blocks=[BUTTONS])
    await person(cast.ANN).does("click", channel=cast.LAUNCH, ts=post["ts"], action_id="approve")
    payload = json.loads(fields(hook)["payload"])

    await session.post(payload["response_url"], json={"delete_original": True})

    assert await person(cast.ANN).reads(cast.LAUNCH) == []


async def test_who_is_not_in_the_channel_cannot_click(
    hook: Hook, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    post = await slack.chat_postMessage(channel=cast.STUDIO, text="x", blocks=[BUTTONS])

    answer = await person(cast.GUS).does("click", channel=cast.STUDIO, ts=post["ts"], action_id="approve")

    assert answer == {"ok": False, "error": "channel_not_found"}
    assert hook.requests == []


async def test_a_stranger_clicks_with_their_own_team(
    hook: Hook, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    post = await slack.chat_postMessage(channel=cast.SHARED, text="x", blocks=[BUTTONS])

    await person(cast.SAM).does("click", channel=cast.SHARED, ts=post["ts"], action_id="approve")

    payload = json.loads(fields(hook)["payload"])
    assert (payload["user"]["team_id"], payload["team"]["id"]) == (cast.OTHER_TEAM, cast.TEAM)


async def test_events_are_tried_again_with_a_reason(hook: Hook, person: Callable[[str], Person]) -> None:
    hook.answer = lambda: web.Response(status=500 if len(hook.requests) < 3 else 200)

    await person(cast.ANN).does("home")
    await until(lambda: len(hook.requests) == 3)

    assert len({event["event_id"] for event in events(hook)}) == 1
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in hook.requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_an_app_may_ask_for_no_retries(
    hook: Hook, person: Callable[[str], Person], sandbox: SandboxServer
) -> None:
    hook.answer = lambda: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    await person(cast.ANN).does("home")
    await sandbox.world.slack.background.settle()

    assert len(hook.requests) == 1


async def test_events_that_were_not_asked_for_are_not_sent(
    hook: Hook, person: Callable[[str], Person], sandbox: SandboxServer
) -> None:
    await person(cast.ANN).does("message", channel=cast.LAUNCH, text="hello @Greenlight")
    await sandbox.world.slack.background.settle()

    assert hook.requests == []


async def test_the_bots_own_files_are_told(hook: Hook, slack: AsyncWebClient, sandbox: SandboxServer) -> None:
    answer = await slack.files_upload_v2(channel=cast.LAUNCH, filename="a.txt", content="hello")
    await sandbox.world.slack.background.settle()

    (event,) = [event["event"] for event in events(hook)]
    assert (event["type"], event["file_id"]) == ("file_shared", answer["file"]["id"])
    assert (event["user_id"], event["channel_id"]) == (cast.BOT_USER, cast.LAUNCH)


@pytest.mark.parametrize(("mode", "copies"), [("lose", 0), ("double", 2), ("delay", 1)])
async def test_deliveries_can_be_lost_doubled_and_delayed(
    hook: Hook, person: Callable[[str], Person], sandbox: SandboxServer, mode: str, copies: int
) -> None:
    sandbox.world.faults.add("slack:command", mode, seconds=0.01)

    await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")
    await sandbox.world.slack.background.settle()

    assert len(hook.requests) == copies
    assert len({body for _, body in hook.requests}) <= 1


async def test_a_request_url_is_verified(hook: Hook, session: ClientSession, sandbox: SandboxServer) -> None:
    async with session.post(f"{sandbox.url}/sandbox/app", json={"url": hook.url}) as reply:
        assert await reply.json() == {"ok": False}

    hook.answer = lambda: web.json_response({"challenge": events(hook)[-1]["challenge"]})
    async with session.post(f"{sandbox.url}/sandbox/app", json={"url": hook.url}) as reply:
        assert await reply.json() == {"ok": True}


async def test_a_channel_select_comes_with_a_response_url(
    hook: Hook, session: ClientSession, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    element = {
        "type": "conversations_select",
        "action_id": "channel",
        "response_url_enabled": True,
        "default_to_current_conversation": True,
    }
    channel = {**PROMPT, "block_id": "channel", "element": element}
    ann = person(cast.ANN)
    await ann.does("shortcut", callback_id="new_generation", channel=cast.LAUNCH)
    trigger_id = json.loads(fields(hook)["payload"])["trigger_id"]
    view = (await slack.views_open(trigger_id=trigger_id, view=modal(channel)))["view"]

    await ann.does(f"views/{view['id']}/submit", values={})

    payload = json.loads(fields(hook)["payload"])
    (url,) = payload["response_urls"]
    assert (url["channel_id"], url["block_id"]) == (cast.LAUNCH, "channel")
    await session.post(url["response_url"], json={"text": "hello"})
    assert [m["text"] for m in await ann.reads(cast.LAUNCH)] == ["hello"]


async def test_a_person_cannot_pick_what_is_not_offered(
    hook: Hook, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    option = {"text": {"type": "plain_text", "text": "9:16"}, "value": "9x16"}
    ratio = {
        **PROMPT,
        "block_id": "ratio",
        "element": {"type": "static_select", "action_id": "v", "options": [option]},
    }
    ann = person(cast.ANN)
    await ann.does("shortcut", callback_id="new_generation", channel=cast.LAUNCH)
    trigger_id = json.loads(fields(hook)["payload"])["trigger_id"]
    view = (await slack.views_open(trigger_id=trigger_id, view=modal(ratio)))["view"]

    def choose(value: str) -> Any:
        values = {"ratio": {"v": {"selected_option": {"value": value}}}}
        return ann.does(f"views/{view['id']}/submit", values=values)

    assert "not among the options" in (await choose("4x3"))["error"]
    assert (await choose("9x16"))["ok"]
    payload = json.loads(fields(hook)["payload"])
    assert payload["view"]["state"]["values"]["ratio"]["v"]["selected_option"] == option
