"""The page on the real sandbox, with a stock Bolt app behind it: every part talks over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import BOT_TOKEN, SandboxConfig, Timing
from bot.sandbox.pictures import film
from tests.browser.conftest import flawless
from tests.browser.scenes import ANN, BEN, LAUNCH
from tests.browser.small_app import served, small_app

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUICK = Timing(processing=0.05, sharing=0.05)


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(SandboxConfig(timing=QUICK, rate_limits=False)) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def connected(sandbox: SandboxServer) -> AsyncIterator[SandboxServer]:
    async with served(small_app(sandbox.url)) as url:
        sandbox.connect(url)
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def ann(tab: Page, sandbox: SandboxServer) -> AsyncIterator[Page]:
    async with flawless(tab):
        await tab.goto(f"{sandbox.url}/?user={ANN}&channel={LAUNCH}", wait_until="domcontentloaded")
        yield tab
    await tab.goto("about:blank")


async def order(page: Page, prompt: str) -> None:
    box = page.get_by_label("Message #spring-launch")
    await box.fill("/product-image")
    await box.press("Enter")
    dialog = page.get_by_role("dialog", name="New image")
    await dialog.get_by_label("Prompt").fill(prompt)
    await dialog.get_by_label("Avatar").click()
    await dialog.get_by_role("option", name="Marcus").click()
    await dialog.get_by_role("button", name="Make it").click()


async def test_from_a_command_to_an_approved_picture(ann: Page, connected: SandboxServer) -> None:
    await order(ann, "a forbidden mug")
    dialog = ann.get_by_role("dialog", name="New image")
    await expect(dialog.get_by_text("Not that, please.")).to_be_visible()
    await expect(dialog.get_by_label("Channel")).to_have_value("0")
    await dialog.get_by_label("Prompt").fill("a mug & a <cup>")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog).to_have_count(0)
    await ann.get_by_role("button", name="2 replies").click()
    thread = ann.locator("[data-thread]")
    await expect(thread.get_by_role("img", name="A mug")).to_be_visible()
    await thread.get_by_role("button", name="Request changes").click()
    await expect(thread.get_by_text("Only visible to you")).to_be_visible()
    await thread.get_by_role("button", name="Approve", exact=True).click()
    await ann.get_by_role("button", name="Approve it").click()
    await expect(thread.get_by_text("Approved by Ann.")).to_be_visible()
    await expect(thread.get_by_role("button", name="Approve", exact=True)).to_have_count(0)


async def test_a_required_field_left_empty_never_reaches_the_app(ann: Page, connected: SandboxServer) -> None:
    await order(ann, "")
    dialog = ann.get_by_role("dialog", name="New image")
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(1)
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)


async def test_an_app_that_is_away_is_said_once(ann: Page, sandbox: SandboxServer) -> None:
    box = ann.get_by_label("Message #spring-launch")
    await box.fill("/product-image")
    await box.press("Enter")
    await expect(ann.locator(".notice")).to_have_count(1)
    await expect(ann.locator(".notice")).to_contain_text("/product-image failed with the error")
    await box.fill("/nonsense now")
    await box.press("Enter")
    await expect(ann.locator(".notice")).to_have_count(2)
    await expect(ann.locator(".notice").last).to_contain_text("/nonsense is not a valid command.")


async def test_people_talk_and_see_each_other(
    ann: Page, context: BrowserContext, sandbox: SandboxServer
) -> None:
    await ann.get_by_label("Message #spring-launch").fill(
        "@Ben Okafor look: 1 < 2 & https://acorn.example/?a=1&b=2"
    )
    await ann.get_by_role("button", name="Send message").click()
    await expect(ann.locator("article").last).to_contain_text(
        "@Ben Okafor look: 1 < 2 & https://acorn.example/?a=1&b=2"
    )
    link = ann.locator("article").last.get_by_role("link")
    await expect(link).to_have_attribute("href", "https://acorn.example/?a=1&b=2")
    ben = await context.new_page()
    await ben.goto(f"{sandbox.url}/?user={BEN}&channel={LAUNCH}", wait_until="domcontentloaded")
    await expect(ben.locator(".mention.me")).to_have_text("@Ben Okafor")
    await ben.get_by_label("Message #spring-launch").fill("Seen :eyes:")
    await ben.get_by_role("button", name="Send message").click()
    await expect(ann.get_by_text("Seen 👀")).to_be_visible()
    await ben.close()


async def test_a_film_of_the_sandbox_plays(ann: Page, sandbox: SandboxServer) -> None:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{sandbox.url}/api/")
    content = await film(product="mug", prompt="steam", width=180, height=320, seed=1)
    await client.files_upload_v2(channel=LAUNCH, file=content, filename="mug.mp4", title="A mug")
    player = ann.locator("video")
    await expect(player).to_be_visible()
    await player.evaluate("film => { film.muted = true; return film.play(); }")
    await ann.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    assert await player.evaluate("film => [film.videoWidth, film.videoHeight]") == [180, 320]


async def test_app_home_is_published_when_it_is_opened(ann: Page, connected: SandboxServer) -> None:
    await ann.get_by_role("button", name="App Home").click()
    await expect(ann.get_by_role("region", name="Home")).to_contain_text("My running tasks: none")
