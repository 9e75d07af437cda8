"""The demo's bot: stopped and started while the page looks on, its rows readable throughout."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.demo import RunningBot, demo_settings, demo_workspace
from bot.sandbox.app import SandboxServer
from bot.sandbox.slack import cast
from tests.ports import free_pair

SPEED = 200


@pytest.fixture
async def sandbox() -> AsyncIterator[tuple[SandboxServer, str]]:
    bot_url = f"http://127.0.0.1:{free_pair()}"
    async with SandboxServer(demo_workspace(bot_url, SPEED)) as server:
        yield server, bot_url


@pytest.fixture
async def bot(sandbox: tuple[SandboxServer, str], tmp_path: Path) -> AsyncIterator[RunningBot]:
    server, bot_url = sandbox
    config = demo_workspace(bot_url, SPEED)
    bot = RunningBot(demo_settings(config, server.url, bot_url, str(tmp_path), SPEED))
    yield bot
    await bot.stop()


async def test_a_bot_that_never_ran_has_nothing_to_show(bot: RunningBot) -> None:
    assert not bot.is_running
    assert await bot.facts() == {"tasks": [], "outbox": []}


async def test_a_task_is_shown_with_its_timeline_and_outbox_while_the_bot_runs_and_after(
    bot: RunningBot, sandbox: tuple[SandboxServer, str]
) -> None:
    server, _ = sandbox
    await bot.start()
    await _orders(server, "a mug in the rain")
    seen = await _once(bot, lambda facts: facts["tasks"] and facts["tasks"][0]["status"] == "delivered")

    [task] = seen["tasks"]
    assert task["id"].startswith("GL-")
    assert task["about"] == "image at creatify: a mug in the rain"
    assert [line["what"] for line in task["timeline"]][:2] == ["Requested", "Admitted"]
    assert (task["timeline"][0]["who"], task["timeline"][0]["after"]) == (cast.ANN, "requested")
    [submission] = [row for row in seen["outbox"] if row["paid"]]
    assert submission["key"].startswith("submit:" + task["id"])
    assert (submission["state"], submission["open"], submission["error"]) == ("done", False, "")

    await bot.stop()
    assert not bot.is_running
    assert [task["status"] for task in (await bot.facts())["tasks"]] == ["delivered"]


async def test_a_stopped_bot_answers_nobody_and_one_that_is_started_again_does(
    bot: RunningBot, sandbox: tuple[SandboxServer, str]
) -> None:
    server, _ = sandbox
    await bot.start()
    await bot.start()
    await bot.stop()
    await bot.stop()
    refused = await _says(server, "/greenlight help")
    await bot.start()
    answered = await _says(server, "/greenlight help")

    assert (refused["ok"], answered["ok"]) == (False, True)


async def _says(server: SandboxServer, words: str) -> dict[str, Any]:
    url = f"{server.url}/sandbox/people/{cast.ANN}/command"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"channel": cast.LAUNCH, "text": words}) as reply,
    ):
        return dict(await reply.json())


async def _orders(server: SandboxServer, prompt: str) -> None:
    await _says(server, f"/product-image {server.url}/samples/mug.jpg {prompt}")


async def _once(bot: RunningBot, true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while not true(seen := await bot.facts()):  # noqa: ASYNC110 - a bot at work
            await asyncio.sleep(0.05)
    return seen
