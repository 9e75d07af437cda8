"""Socket Mode against a server of our own: sockets that end in the middle, envelopes that come twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.contract.ground import BAG, Ground, open_ground
from tests.contract.slack import ANN, ROOM, TEAM

Json = dict[str, Any]


@dataclass(slots=True)
class Line:
    """Slack's end of the sockets."""

    url: str = ""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acks: list[Json] = field(default_factory=list)
    opened: int = 0

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened += 1
        self.sockets.append(socket)
        await socket.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0APP00001"}}
        )
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT and message.data.startswith("{"):
                self.acks.append(json.loads(message.data))
        self.sockets.remove(socket)
        return socket

    async def command(self, text: str, *, envelope: str, trigger: str) -> None:
        payload = {
            "team_id": TEAM, "channel_id": ROOM, "user_id": ANN, "command": "/product-image", "text": text,
            "trigger_id": trigger, "response_url": f"{self.url}/respond/1",
        }  # fmt: skip
        frame = {
            "envelope_id": envelope,
            "type": "slash_commands",
            "payload": payload,
            "accepts_response_payload": True,
        }
        await self.sockets[-1].send_json(frame)


@asynccontextmanager
async def on_line(folder: Path) -> AsyncIterator[tuple[Ground, Line]]:
    line = Line()
    app = web.Application()
    app.add_routes([web.get("/link/", line.link)])
    server = TestServer(app)
    await server.start_server()
    async with open_ground(folder, start=False, more={"SLACK_APP_TOKEN": "xapp-1-contract"}) as ground:
        ws = str(server.make_url("/link/?ticket=abc&app_id=A0APP00001")).replace("http:", "ws:")
        ground.slack.quirks["apps.connections.open"] = lambda _, __: {"ok": True, "url": ws}
        line.url = ground.slack.url
        await ground.start()
        await ground.slack.eventually(lambda: line.sockets, "a socket")
        yield ground, line
        await ground.stop()
    await server.close()


async def test_an_order_is_acknowledged_once_it_is_written_down(tmp_path: Path) -> None:
    async with on_line(tmp_path) as (ground, line):
        await line.command(f"{BAG} clean background", envelope="e1", trigger="1.2.a")
        await ground.slack.eventually(lambda: line.acks, "an ack")

        assert line.acks[0]["envelope_id"] == "e1"
        await ground.slack.message("your image is ready")


async def test_an_envelope_that_comes_twice_is_one_order(tmp_path: Path) -> None:
    async with on_line(tmp_path) as (ground, line):
        for envelope in ("e1", "e1", "e2"):
            await line.command(f"{BAG} clean background", envelope=envelope, trigger="1.2.a")
        await ground.slack.message("your image is ready")
        await asyncio.sleep(0.2)

        assert len(line.acks) == 3
        assert ground.creatify.paid == ["gen_image"]


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_a_socket_that_slack_ends_in_the_middle_is_opened_anew_and_nothing_is_lost(
    tmp_path: Path, reason: str
) -> None:
    async with on_line(tmp_path) as (ground, line):
        ground.creatify.takes = 0.5
        await line.command(f"{BAG} clean background", envelope="e1", trigger="1.2.a")
        await line.sockets[-1].send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "x"}}
        )
        await ground.slack.eventually(lambda: line.opened >= 2 and line.sockets, "a second socket")
        await line.command(f"{BAG} again", envelope="e2", trigger="1.2.b")

        await ground.slack.eventually(lambda: ground.creatify.paid == ["gen_image", "gen_image"])
        assert {ack["envelope_id"] for ack in line.acks} == {"e1", "e2"}


async def test_the_socket_takes_no_proxy_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async with on_line(tmp_path) as (_, line):
        assert line.opened == 1
