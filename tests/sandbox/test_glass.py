"""The other side of the glass: what the page's drawer is told, and the switch of the app."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SandboxConfig
from bot.sandbox.slack import cast
from tests.sandbox.conftest import error_of


class App:
    """An app's own side, as whoever starts it tells of it."""

    def __init__(self) -> None:
        self.is_running = True

    async def facts(self) -> dict[str, Any]:
        return {"tasks": [{"id": "GL-7K3Q", "status": "rendering"}], "outbox": []}

    async def start(self) -> None:
        self.is_running = True

    async def stop(self) -> None:
        self.is_running = False


class Glass:
    def __init__(self, session: ClientSession, sandbox: SandboxServer, config: SandboxConfig) -> None:
        self._session = session
        self._url = sandbox.url
        self._keys = {"X-API-ID": config.creatify_id, "X-API-KEY": config.creatify_key}

    async def look(self) -> dict[str, Any]:
        async with self._session.get(f"{self._url}/sandbox/glass") as reply:
            assert reply.status == 200
            return dict(await reply.json())

    async def switch(self, *, run: bool) -> dict[str, Any]:
        async with self._session.post(f"{self._url}/sandbox/bot", json={"run": run}) as reply:
            return dict(await reply.json())

    async def breaks(self, target: str, mode: str, **more: Any) -> None:
        order = {"target": target, "mode": mode, **more}
        async with self._session.post(f"{self._url}/sandbox/faults", json=order) as reply:
            assert (await reply.json())["ok"]

    async def orders_an_image(self, webhook: str = "") -> int:
        body = {"product_url": f"{self._url}/samples/mug.jpg", "type": "product_anyshot"}
        body |= {"aspect_ratio": "1x1"} | ({"webhook_url": webhook} if webhook else {})
        path = "/providers/creatify/api/product_to_videos/gen_image/"
        async with self._session.post(self._url + path, json=body, headers=self._keys) as reply:
            return reply.status


@pytest.fixture
def glass(session: ClientSession, sandbox: SandboxServer, config: SandboxConfig) -> Glass:
    return Glass(session, sandbox, config)


async def test_without_a_backstage_the_simulators_are_shown_and_nothing_can_be_stopped(glass: Glass) -> None:
    seen = await glass.look()

    assert (seen["app"], seen["calls"], seen["webhooks"], seen["jobs"]) == (None, [], [], [])
    assert seen["credits"].keys() == {"creatify", "akool", "heygen"}
    assert await glass.switch(run=False) == {"ok": False, "error": "not_ours_to_start"}


async def test_the_app_is_stopped_and_started_and_tells_its_own_side(
    glass: Glass, sandbox: SandboxServer
) -> None:
    app = App()
    sandbox.show_backstage(app)

    assert await glass.switch(run=False) == {"ok": True, "is_running": False}
    assert not app.is_running
    assert (await glass.look())["app"] == {
        "is_running": False,
        "tasks": [{"id": "GL-7K3Q", "status": "rendering"}],
        "outbox": [],
    }
    assert await glass.switch(run=True) == {"ok": True, "is_running": True}
    assert app.is_running


async def test_calls_to_slack_are_shown_newest_first_with_what_was_asked_and_answered(
    glass: Glass, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel=cast.LAUNCH, text="good morning")
    await error_of(slack.chat_postMessage(channel="C0NOWHERE1", text="lost"))

    refused, posted = (await glass.look())["calls"]

    assert (posted["to"], posted["method"], posted["said"]) == ("slack", "chat.postMessage", "ok")
    assert "good morning" in posted["asked"]
    assert '"ts"' in posted["answer"]
    assert (refused["ok"], refused["said"]) == (False, "channel_not_found")


async def test_a_provider_s_call_its_job_and_its_charge_are_shown(glass: Glass) -> None:
    assert await glass.orders_an_image() == 200

    seen = await glass.look()

    [call] = seen["calls"]
    assert (call["to"], call["method"]) == ("creatify", "POST /api/product_to_videos/gen_image/")
    assert (call["ok"], call["said"]) == (True, "200")
    assert "mug.jpg" in call["asked"]
    [job] = seen["jobs"]
    assert job["id"] in call["answer"]
    assert (job["provider"], job["call"], job["billed"]) == ("creatify", "gen_image", 1.0)


async def test_a_call_that_got_no_answer_says_so_though_it_was_charged(glass: Glass) -> None:
    await glass.breaks("akool:create|creatify:gen_image", "cut_after")
    assert [fault["target"] for fault in (await glass.look())["faults"]] == [
        "akool:create|creatify:gen_image"
    ]
    with pytest.raises(ClientError):
        await glass.orders_an_image()

    seen = await glass.look()

    assert [(call["ok"], call["said"], call["answer"]) for call in seen["calls"]] == [
        (False, "no answer", "")
    ]
    assert [job["billed"] for job in seen["jobs"]] == [1.0]
    assert seen["faults"] == []


async def test_secrets_that_are_traded_for_a_token_are_not_shown(
    glass: Glass, session: ClientSession, sandbox: SandboxServer, config: SandboxConfig
) -> None:
    keys = {"clientId": config.akool_client_id, "clientSecret": config.akool_client_secret}
    url = f"{sandbox.url}/providers/akool/api/open/v3/getToken"
    async with session.post(url, json=keys) as reply:
        assert reply.status == 200

    [call] = (await glass.look())["calls"]

    assert (call["said"], call["asked"], call["answer"]) == ("200", "", "")


async def test_webhooks_of_providers_and_of_slack_are_shown_with_what_came_of_them(
    glass: Glass, session: ClientSession, sandbox: SandboxServer
) -> None:
    async def listen(_: web.Request) -> web.Response:
        return web.Response(status=202)

    hearer = web.Application()
    hearer.router.add_post("/hook", listen)
    runner = web.AppRunner(hearer)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    sandbox.world.pace.speed = 1000
    try:
        await glass.orders_an_image(hook)
        command = {"channel": cast.LAUNCH, "text": "/greenlight help"}
        async with session.post(f"{sandbox.url}/sandbox/people/{cast.ANN}/command", json=command):
            pass
        async with asyncio.timeout(30):
            while not (webhooks := _settled(await glass.look())):  # noqa: ASYNC110 - it happens at a provider
                await asyncio.sleep(0.01)
    finally:
        await runner.cleanup()

    assert webhooks == {"creatify": [202], "slack": "slash_commands"}


def _settled(seen: dict[str, Any]) -> dict[str, Any]:
    """What came of each, once all have come."""
    found = {hook["provider"]: hook.get("tries") or hook.get("kind") for hook in seen["webhooks"]}
    return found if len(found) == 2 and all(found.values()) else {}
