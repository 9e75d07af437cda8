"""The first minute: what ticks a step off, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.slack import cast
from tests.sandbox.conftest import Person

STEPS = [
    {"title": "Order", "hint": "Type /order", "types": "/order tea", "done": "is ready"},
    {"title": "Approve", "hint": "Press Approve", "done": "Approved by"},
]


async def done(person: Callable[[str], Person]) -> list[tuple[str, bool]]:
    tour = (await person(cast.ANN).sees())["tour"]
    return [(step["title"], step["done"]) for step in tour["steps"]]


async def offered(session: ClientSession, sandbox: SandboxServer, steps: object) -> dict[str, Any]:
    async with session.post(f"{sandbox.url}/sandbox/tour", json={"steps": steps}) as reply:
        return dict(await reply.json())


async def test_a_step_ends_with_the_apps_own_words_in_text_or_blocks(
    sandbox: SandboxServer, session: ClientSession, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    assert (await offered(session, sandbox, STEPS))["ok"]
    await person(cast.BEN).does("message", channel=cast.LAUNCH, text="Mine is ready")
    assert await done(person) == [("Order", False), ("Approve", False)]

    ts = (await slack.chat_postMessage(channel=cast.LAUNCH, text="Your tea is ready"))["ts"]
    assert await done(person) == [("Order", True), ("Approve", False)]
    line = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Approved by Ben"}]}
    await slack.chat_update(channel=cast.LAUNCH, ts=ts, text="Your tea", blocks=[line])
    assert await done(person) == [("Order", True), ("Approve", True)]


async def test_what_stood_there_before_ends_no_step_when_it_is_redrawn(
    sandbox: SandboxServer, session: ClientSession, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    ts = (await slack.chat_postMessage(channel=cast.LAUNCH, text="Approved by Cleo"))["ts"]
    await offered(session, sandbox, STEPS)
    await slack.chat_update(channel=cast.LAUNCH, ts=ts, text="Approved by Cleo, 14:02")
    assert await done(person) == [("Order", False), ("Approve", False)]


async def test_a_closed_tour_stays_closed(
    sandbox: SandboxServer, session: ClientSession, slack: AsyncWebClient, person: Callable[[str], Person]
) -> None:
    await offered(session, sandbox, STEPS)
    await session.delete(f"{sandbox.url}/sandbox/tour")
    await slack.chat_postMessage(channel=cast.LAUNCH, text="Your tea is ready")
    assert await done(person) == []


async def test_steps_that_cannot_be_read_are_refused(sandbox: SandboxServer, session: ClientSession) -> None:
    for steps in (7, ["x"], [{"title": "no hint"}], [{"title": "t", "hint": "h", "done": "("}]):
        assert not (await offered(session, sandbox, steps))["ok"]
