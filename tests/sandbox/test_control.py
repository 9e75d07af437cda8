"""The control API and the page's door."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.clock import Pace
from bot.sandbox.config import COMMANDS, SHORTCUTS, Manifest
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import BadManifest, read_manifest
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person, error_of


@pytest.mark.parametrize("path", ["/", "/sandbox/state", "/sandbox/ledger", "/page/main.js"])
async def test_a_foreign_host_name_is_turned_away(
    sandbox: SandboxServer, session: ClientSession, path: str
) -> None:
    async with session.get(sandbox.url + path, headers={"Host": "evil.example"}) as reply:
        assert reply.status == 403
    async with session.get(sandbox.url + path, headers={"Origin": "https://evil.example"}) as reply:
        assert reply.status == 403
    async with session.get(sandbox.url + path) as reply:
        assert reply.status == 200


async def test_the_state_is_what_one_person_sees(person: Callable[[str], Person]) -> None:
    gus = await person(cast.GUS).sees()

    assert gus["me"]["name"] == "gus"
    assert {channel["id"] for channel in gus["channels"]} == {cast.LAUNCH}
    assert [command["command"] for command in gus["commands"]] == [c.command for c in COMMANDS]
    assert [shortcut["name"] for shortcut in gus["shortcuts"]] == [s.name for s in SHORTCUTS]


async def test_a_screen_hears_of_changes_at_once(
    sandbox: SandboxServer, session: ClientSession, slack: AsyncWebClient
) -> None:
    url = f"{sandbox.url}/sandbox/stream?user={cast.ANN}"
    async with session.get(url, timeout=ClientTimeout(total=30)) as stream:
        await stream.content.readuntil(b"\n\n")
        await slack.chat_postMessage(channel=cast.LAUNCH, text="news")
        kind, data = (await stream.content.readuntil(b"\n\n")).split(b"\n", 1)

    assert kind == b"event: message"
    assert json.loads(data.removeprefix(b"data: "))["message"]["text"] == "news"


async def test_an_open_screen_does_not_hold_up_the_end(
    sandbox: SandboxServer, session: ClientSession
) -> None:
    async with session.get(f"{sandbox.url}/sandbox/stream?user={cast.ANN}") as stream:
        await stream.content.readuntil(b"\n\n")
        async with asyncio.timeout(10):
            await sandbox.close()


async def test_a_channel_can_be_taken_from_the_bot(
    sandbox: SandboxServer, session: ClientSession, slack: AsyncWebClient
) -> None:
    url = f"{sandbox.url}/sandbox/channels/{cast.LAUNCH}"
    await session.post(url, json={"bot_is_member": False})
    gone = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x"))
    await session.post(f"{sandbox.url}/sandbox/invite", json={"channel": cast.LAUNCH})
    await session.post(url, json={"restricted": "restricted_action_read_only_channel"})
    restricted = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x"))
    await session.post(url, json={"restricted": False, "is_archived": True})
    archived = await error_of(slack.chat_postMessage(channel=cast.LAUNCH, text="x"))

    assert gone["error"] == "not_in_channel"
    assert restricted["error"] == "restricted_action_read_only_channel"
    assert archived["error"] == "is_archived"


async def test_an_admin_may_delete_the_root_of_a_thread(
    slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    root = await slack.chat_postMessage(channel=cast.LAUNCH, text="root")

    refused = await person(cast.ANN).does("delete", channel=cast.LAUNCH, ts=root["ts"])
    done = await person(cast.CLEO).does("delete", channel=cast.LAUNCH, ts=root["ts"])

    assert (refused["error"], done["ok"]) == ("cant_delete_message", True)


async def test_a_bad_order_is_answered_in_words(sandbox: SandboxServer, session: ClientSession) -> None:
    for path, order in (("faults", {"target": "x", "mode": "explode"}), ("speed", {"speed": 0})):
        async with session.post(f"{sandbox.url}/sandbox/{path}", json=order) as reply:
            assert (await reply.json())["ok"] is False
    async with session.post(f"{sandbox.url}/sandbox/speed", data=b"{") as reply:
        assert reply.status == 400


async def test_links_and_mentions_are_formatted_in_what_people_write(
    person: Callable[[str], Person],
) -> None:
    await person(cast.ANN).does("message", channel=cast.LAUNCH, text="@Greenlight see https://a.b/c <now>")

    (message,) = await person(cast.BEN).reads(cast.LAUNCH)
    assert message["text"] == f"<@{cast.BOT_USER}> see <https://a.b/c> &lt;now&gt;"


def test_the_first_matching_rule_is_used_up_first() -> None:
    faults = Faults()
    faults.add("creatify:gen_*", "cut_after", times=2)
    faults.add("creatify:gen_image", "refuse", times=0, status=402)

    taken = [faults.take("creatify:gen_image") for _ in range(4)]

    assert [fault.mode for fault in taken if fault] == ["cut_after", "cut_after", "refuse", "refuse"]
    assert taken[3] is not None
    assert taken[3].number("status", 0) == 402
    assert faults.take("creatify:read") is None


def test_a_pace_divides_waits() -> None:
    assert Pace(20.0).scaled(30.0) == 1.5
    with pytest.raises(ValueError, match="Speed must be"):
        Pace(0)


MANIFEST = """
display_information: {name: Greenlight}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  slash_commands:
    - {command: /greenlight, description: The rest, usage_hint: help, should_escape: true}
  shortcuts:
    - {name: Animate this image, type: message, callback_id: animate, description: Go}
oauth_config: {scopes: {bot: [commands, chat:write]}}
settings:
  event_subscriptions: {bot_events: [app_home_opened]}
"""


def test_a_manifest_decides_what_the_workspace_offers(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(MANIFEST)

    manifest = read_manifest(path)

    assert isinstance(manifest, Manifest)
    assert manifest.commands[0].should_escape
    assert manifest.shortcuts[0].callback_id == "animate"
    assert manifest.scopes == ("commands", "chat:write")
    assert manifest.bot_events == ("app_home_opened",)


@pytest.mark.parametrize("text", ["{", "features: {}", MANIFEST.replace("type: message", "type: other")])
def test_a_bad_manifest_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text(text)

    with pytest.raises(BadManifest, match=r"manifest\.yml"):
        read_manifest(path)


async def test_providers_and_samples_are_served_on_the_same_port(
    sandbox: SandboxServer, session: ClientSession
) -> None:
    keys = {"X-API-ID": sandbox.world.config.creatify_id, "X-API-KEY": sandbox.world.config.creatify_key}
    url = f"{sandbox.url}/providers/creatify/api/remaining_credits/"
    async with session.get(url, headers=keys) as reply:
        assert reply.status == 200
        assert (await reply.json())["remaining_credits"] == 500
    async with session.get(f"{sandbox.url}/samples/mug.jpg") as reply:
        assert (await reply.read()).startswith(b"\xff\xd8\xff")
    async with session.get(f"{sandbox.url}/samples/nothing.jpg") as reply:
        assert reply.status == 404


async def test_a_browser_asks_whether_a_file_of_the_page_is_still_the_same(
    sandbox: SandboxServer, session: ClientSession
) -> None:
    async with session.get(f"{sandbox.url}/page/main.js") as first:
        assert (first.status, first.content_type) == (200, "text/javascript")
        known = {"If-None-Match": first.headers["ETag"]}
    async with session.get(f"{sandbox.url}/page/main.js", headers=known) as second:
        assert (second.status, await second.read()) == (304, b"")
    for name in ("nothing.js", "..%2fapp.py"):
        async with session.get(f"{sandbox.url}/page/{name}") as missing:
            assert missing.status == 404
