"""The other side of the glass: what the drawer shows while things change, and every knob of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.sandbox.app import SandboxServer
from tests.browser.conftest import flawless
from tests.browser.fake_server import FakeServer
from tests.browser.scenes import ANN, LAUNCH, START

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Json = dict[str, Any]


def line(what: str, after: str, who: str | None = None) -> Json:
    return {"at": START, "what": what, "who": who, "after": after}


def effect(key: str, state: str, **more: Any) -> Json:
    shape = {"key": key, "state": state, "tries": 0, "error": "", "paid": False, "open": False, "due": START}
    return shape | more


def glass() -> Json:
    """What the server tells of a task that has just been sent to its provider."""
    return {
        "app": {
            "is_running": True,
            "tasks": [
                {
                    "id": "GL-7K3Q",
                    "status": "rendering",
                    "about": "image at creatify: soft light",
                    "timeline": [
                        line("Requested", "requested", ANN),
                        line("SubmissionStarted", "submitting"),
                        line("JobAccepted", "rendering"),
                    ],
                },
            ],
            "outbox": [
                effect("checkjob:GL-7K3Q", "ready", open=True),
                effect("submit:GL-7K3Q:1:0", "done", paid=True),
                effect("status:GL-7K3Q", "failed", tries=2, error="not_in_channel"),
            ],
        },
        "calls": [
            {
                "to": "creatify",
                "method": "POST /api/product_to_videos/gen_image/",
                "at": START,
                "ok": False,
                "said": "429",
                "asked": '{"type": "product_anyshot"}',
                "answer": '{"detail": "Request was throttled."}',
            },
        ],
        "webhooks": [
            {"provider": "creatify", "at": START, "job": "0123456789", "status": "done", "tries": ["lost"]},
            {"provider": "slack", "at": START, "kind": "interactive", "seconds": 0.012, "failure": ""},
        ],
        "jobs": [
            {
                "provider": "heygen",
                "id": "0123456789",
                "call": "create",
                "billed": 2,
                "status": "completed",
                "created_at": "2026-01-01T10:00:00+00:00",
            },
        ],
        "credits": {"creatify": 500, "akool": 100, "heygen": 7},
        "faults": [],
        "speed": 6,
    }


async def opened(page: Page, server: FakeServer, tab: str = "Knobs") -> Locator:
    server.answers.setdefault("glass", glass())
    await server.visit(page)
    await page.get_by_role("button", name="Sandbox").click()
    await page.get_by_role("tab", name=tab).click()
    return page.get_by_role("tabpanel", name=tab)


async def test_a_task_unfolds_and_stays_open_while_news_arrives(page: Page, server: FakeServer) -> None:
    panel = await opened(page, server, "Tasks")
    await panel.get_by_text("GL-7K3Q").click()
    await expect(panel.get_by_role("listitem")).to_have_count(3)
    await expect(panel.get_by_role("listitem").first).to_contain_text("Requested by Ann Marlow")

    later = glass()
    later["app"]["tasks"][0]["timeline"].append(line("JobSucceeded", "fetching"))
    server.answers["glass"] = later
    await expect(panel.get_by_role("listitem").last).to_contain_text("Job succeeded")


async def test_the_outbox_says_what_is_due_what_spends_and_what_failed(
    page: Page, server: FakeServer
) -> None:
    panel = await opened(page, server, "Outbox")
    rows = panel.locator(".line")
    await expect(rows.nth(0)).to_contain_text("due ")
    await expect(rows.nth(1)).to_contain_text("spends")
    await expect(rows.nth(2)).to_contain_text("2 tries")
    await expect(rows.nth(2)).to_contain_text("not_in_channel")


async def test_calls_unfold_to_what_was_asked_and_answered(page: Page, server: FakeServer) -> None:
    panel = await opened(page, server, "Calls")
    await expect(panel.get_by_text("429")).to_be_visible()
    await panel.get_by_text("POST /api/product_to_videos/gen_image/").click()
    await expect(panel.get_by_text("Request was throttled.")).to_be_visible()


async def test_webhooks_say_what_came_of_them(page: Page, server: FakeServer) -> None:
    panel = await opened(page, server, "Webhooks")
    await expect(panel.get_by_text("lost")).to_be_visible()
    await expect(panel.get_by_text("answered in 12 ms")).to_be_visible()


async def test_jobs_say_what_each_provider_took(page: Page, server: FakeServer) -> None:
    panel = await opened(page, server, "Jobs")
    await expect(panel.get_by_text("HeyGen: 1 order, 2 credits; 7 left")).to_be_visible()
    await expect(panel.get_by_text("Creatify: 0 orders, 0 credits; 500 left")).to_be_visible()
    link = panel.get_by_role("link", name="What was really paid")
    await expect(link).to_have_attribute("href", "/sandbox/ledger")


async def test_the_tabs_are_walked_with_the_arrow_keys(page: Page, server: FakeServer) -> None:
    await opened(page, server)
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Tasks")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("tab", name="Jobs")).to_have_attribute("aria-selected", "true")


async def test_a_stopped_app_can_be_started_and_a_running_one_restarted(
    page: Page, server: FakeServer
) -> None:
    async def switched(body: Json) -> Json:
        server.answers["glass"]["app"]["is_running"] = body["run"]
        return {"ok": True}

    server.answers["bot"] = switched
    await opened(page, server)
    bot = page.get_by_role("group", name="The bot")
    await bot.get_by_role("button", name="Restart").click()
    await expect(bot).to_contain_text("Greenlight is running")
    assert await server.heard("bot", 2) == [{"run": False}, {"run": True}]
    await bot.get_by_role("button", name="Stop").click()
    await expect(bot).to_contain_text("Greenlight is stopped")
    await bot.get_by_role("button", name="Start").click()
    await expect(bot).to_contain_text("Greenlight is running")
    assert (await server.heard("bot", 4))[2:] == [{"run": False}, {"run": True}]


async def test_an_app_of_one_s_own_has_no_switch_and_keeps_its_side_to_itself(
    page: Page, server: FakeServer
) -> None:
    server.answers["glass"] = glass() | {"app": None}
    panel = await opened(page, server, "Tasks")
    await expect(panel).to_have_text("Only the app knows this, and here it runs on its own.")
    await expect(page.get_by_role("group", name="The bot")).to_be_hidden()


PAID = {
    "creatify": "creatify:*gen_*",
    "akool": "akool:create|akool:audio",
    "heygen": "heygen:create",
    "": "creatify:*gen_*|akool:create|akool:audio|heygen:create",
}
CLICK = "slack:interaction|slack:command"
PROVIDER_KNOBS = {
    "Lose the next webhook": ("webhook", "lose"),
    "Delay the next webhook": ("webhook", "delay"),
    "Send the next webhook twice": ("webhook", "double"),
    "Too many requests (429)": ("paid", "ratelimit"),
    "Server error (500)": ("paid", "refuse"),
    "Take the order, cut the answer": ("paid", "cut_after"),
    "Fail the next job": ("job", "fail"),
}
SLACK_KNOBS = {
    "Slack: too many requests (429)": ("slack:chat.postMessage", "ratelimit"),
    "Slack: server error (500)": ("slack:chat.postMessage", "refuse"),
    "Slack: post, but cut the answer": ("slack:chat.postMessage", "cut_after"),
    "Lose the next click or command": (CLICK, "lose"),
    "Bring the next click or command twice": (CLICK, "double"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer() as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def knobs(tab: Page, sandbox: SandboxServer) -> AsyncIterator[Locator]:
    async with flawless(tab):
        await tab.goto(f"{sandbox.url}/?user={ANN}&channel={LAUNCH}", wait_until="domcontentloaded")
        await tab.get_by_role("button", name="Sandbox").click()
        yield tab.get_by_role("tabpanel", name="Knobs")
    await tab.goto("about:blank")


def ordered(sandbox: SandboxServer) -> list[tuple[str, str, int | None]]:
    return [(rule.target, rule.mode, rule.left) for rule in sandbox.world.faults.rules()]


@pytest.mark.parametrize("provider", ["creatify", "akool", "heygen", ""])
async def test_every_knob_of_a_provider_orders_what_it_says(
    knobs: Locator, sandbox: SandboxServer, provider: str
) -> None:
    await knobs.get_by_label("At", exact=True).select_option(provider)
    for words in PROVIDER_KNOBS:
        await knobs.get_by_role("button", name=words, exact=True).click()
    waiting = knobs.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    whose = {"creatify": " · Creatify", "akool": " · Akool", "heygen": " · HeyGen", "": ""}[provider]
    await expect(waiting).to_have_text(
        [f"{words}{whose} 1\N{MULTIPLICATION SIGN}" for words in PROVIDER_KNOBS]
    )

    every = {"webhook": f"{provider or '*'}:webhook", "paid": PAID[provider]}
    every["job"] = f"{provider}:job" if provider else "creatify:job|akool:job|heygen:job"
    assert ordered(sandbox) == [(every[target], mode, 1) for target, mode in PROVIDER_KNOBS.values()]

    await knobs.get_by_role("button", name="Clear all faults").click()
    await expect(waiting).to_have_count(0)
    assert ordered(sandbox) == []


async def test_every_knob_of_slack_orders_what_it_says_as_often_as_one_likes(
    knobs: Locator, sandbox: SandboxServer
) -> None:
    await knobs.get_by_label("How often").select_option("Until cleared")
    for words in SLACK_KNOBS:
        await knobs.get_by_role("button", name=words, exact=True).click()
    waiting = knobs.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    await expect(waiting).to_have_text([f"{words} until cleared" for words in SLACK_KNOBS])
    assert ordered(sandbox) == [(target, mode, None) for target, mode in SLACK_KNOBS.values()]

    await knobs.get_by_role("button", name="Clear all faults").click()
    await expect(waiting).to_have_count(0)


async def test_every_knob_of_a_channel_worsens_it_and_clearing_mends_it(
    knobs: Locator, sandbox: SandboxServer
) -> None:
    channel = sandbox.world.slack.workspace.channels[LAUNCH]
    bot = sandbox.world.slack.workspace.bot.id
    box = knobs.page.get_by_label("Message #spring-launch")
    await knobs.get_by_role("button", name="Share this channel with another company").click()
    await knobs.get_by_role("button", name="Remove the bot from this channel").click()
    await knobs.get_by_role("button", name="Archive this channel").click()
    await expect(knobs.page.get_by_text("#spring-launch is archived.")).to_be_visible()
    assert (channel.is_ext_shared, channel.is_archived, bot in channel.members) == (True, True, False)

    await knobs.get_by_role("button", name="Clear all faults").click()
    await expect(box).to_be_visible()
    await expect(knobs.page.get_by_text("Shared with another company")).to_have_count(0)
    assert (channel.is_ext_shared, channel.is_archived, bot in channel.members) == (False, False, True)


async def test_the_speed_of_the_world_is_shown_and_changed(knobs: Locator, sandbox: SandboxServer) -> None:
    sandbox.world.pace.speed = 7
    speed = knobs.get_by_label("Speed")
    await expect(speed).to_have_value("7")
    async with knobs.page.expect_response("**/sandbox/speed"):
        await speed.select_option("30")
    assert sandbox.world.pace.speed == 30
