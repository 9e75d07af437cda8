"""A real headless Chromium, a scripted server, and a page that must end without a single error."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.browser.chromium import ARGUMENTS, PATIENCE, find_chromium
from tests.browser.fake_server import FakeServer
from tests.browser.running_demo import Demo, running_demo
from tests.browser.visitor import Visitor

SIZE: ViewportSize = {"width": 1280, "height": 800}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("There is no Chromium: install one, or set CHROMIUM to its path.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=SIZE)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context
    await context.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def only_server() -> AsyncIterator[FakeServer]:
    server = FakeServer()
    await server.start()
    yield server
    await server.close()


@pytest.fixture
def server(only_server: FakeServer) -> FakeServer:
    only_server.forget()
    return only_server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(context: BrowserContext) -> Page:
    """One for all tests, always at one server: a new tab or origin costs more than most tests do."""
    return await context.new_page()


@asynccontextmanager
async def flawless(page: Page) -> AsyncIterator[None]:
    """Nothing may go wrong in this page meanwhile."""
    problems: list[str] = []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error":
            problems.append(line.text)

    def fail(error: Error) -> None:
        problems.append(str(error))

    page.on("pageerror", fail)
    page.on("console", note)
    yield
    page.remove_listener("pageerror", fail)
    page.remove_listener("console", note)
    assert problems == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page, server: FakeServer) -> AsyncIterator[Page]:
    """The page stores nothing; whoever leaves it has left it for good."""
    async with flawless(tab):
        yield tab
    if tab.viewport_size != SIZE:
        await tab.set_viewport_size(SIZE)
    await tab.goto(f"{server.url}/elsewhere")
    server.cut_streams()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo() -> AsyncIterator[Demo]:
    async with running_demo() as demo:
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def ann(tab: Page, demo: Demo) -> AsyncIterator[Visitor]:
    """Ann, whom a visitor of the demo is unless they say otherwise."""
    async with flawless(tab):
        visitor = Visitor(tab, demo)
        yield visitor
        await visitor.leaves()
    await demo.mend()
    await tab.goto("about:blank")
