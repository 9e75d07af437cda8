"""A stock Bolt app in Socket Mode: nothing but connections that the app opened itself."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import APP_TOKEN, SandboxConfig
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person
from tests.sandbox.slack.conftest import until
from tests.sandbox.slack.test_bolt import PROMPT, modal


@pytest.fixture
async def socket(bolt: AsyncApp, sandbox: SandboxServer) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt, APP_TOKEN, proxy=None, ping_interval=0.5)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt has no type here
    try:
        await until(lambda: len(sandbox.world.slack.sockets) == 1)
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt has no type here


async def test_a_command_and_its_answer_travel_over_the_socket(
    bolt: AsyncApp, socket: AsyncSocketModeHandler, person: Callable[[str], Person]
) -> None:
    @bolt.command("/greenlight")
    async def greet(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack(f"said {command['text']}")

    answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/greenlight help")

    assert answer == {"ok": True, "told": "said help"}
    assert [m["text"] for m in await person(cast.ANN).reads(cast.LAUNCH)] == ["said help"]


async def test_a_form_is_answered_over_the_socket(
    bolt: AsyncApp, socket: AsyncSocketModeHandler, person: Callable[[str], Person]
) -> None:
    @bolt.shortcut("new_generation")
    async def start(ack: AsyncAck, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(PROMPT))
        await ack()

    @bolt.view("form")
    async def refused(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"prompt": "No"})

    ann = person(cast.ANN)
    await ann.does("shortcut", callback_id="new_generation", channel=cast.LAUNCH)
    (view,) = (await ann.sees())["views"]

    assert view["context_channel"] == cast.LAUNCH
    assert await ann.does(f"views/{view['id']}/submit", values={}) == {
        "ok": False,
        "errors": {"prompt": "No"},
    }


class TestImpatience:
    @pytest.fixture
    def config(self, config: SandboxConfig) -> SandboxConfig:
        return replace(config, timing=replace(config.timing, ack=0.1))

    async def test_an_app_that_does_not_acknowledge_times_out(
        self, bolt: AsyncApp, socket: AsyncSocketModeHandler, person: Callable[[str], Person]
    ) -> None:
        answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")

        assert answer["error"] == "operation_timeout"


async def test_without_a_socket_a_command_fails(person: Callable[[str], Person]) -> None:
    answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/animate x")

    assert answer["error"] == "dispatch_failed"


async def test_a_client_asked_to_refresh_comes_back(
    bolt: AsyncApp, socket: AsyncSocketModeHandler, sandbox: SandboxServer, person: Callable[[str], Person]
) -> None:
    @bolt.command("/greenlight")
    async def greet(ack: AsyncAck) -> None:
        await ack("still here")

    sockets = sandbox.world.slack.sockets
    before = sockets.opened
    await sockets.warn("refresh_requested")
    await until(lambda: sockets.opened > before and len(sockets) == 1)

    answer = await person(cast.ANN).does("command", channel=cast.LAUNCH, text="/greenlight")

    assert answer == {"ok": True, "told": "still here"}


async def test_a_ticket_opens_one_connection(sandbox: SandboxServer, slack: Any, session: Any) -> None:
    opened = await slack.apps_connections_open(app_token=APP_TOKEN)
    async with session.ws_connect(opened["url"]) as first:
        hello = await first.receive_json()

    async with session.get(opened["url"].replace("ws://", "http://")) as second:
        assert second.status == 403
    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", cast.APP)


async def test_an_eleventh_socket_is_sent_away(slack: Any, session: Any) -> None:
    sockets = []
    for _number in range(11):
        opened = await slack.apps_connections_open(app_token=APP_TOKEN)
        sockets.append(await session.ws_connect(opened["url"]))

    assert (await sockets[-1].receive_json())["reason"] == "too_many_websockets"
    for socket in sockets:
        await socket.close()
