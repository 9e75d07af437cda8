"""The page around the messages: who one is, App Home and a phone's width."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser import scenes
from tests.browser.fake_server import FakeServer
from tests.browser.scenes import ANN, BEN, LAUNCH, STUDIO, section

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_address_names_viewer_and_channel(page: Page, server: FakeServer) -> None:
    await server.visit(page, user=BEN, channel=STUDIO)
    await expect(page.get_by_label("You are")).to_have_value(BEN)
    await expect(page.get_by_role("heading", name="# studio")).to_be_visible()
    await expect(page).to_have_title("#studio · Acorn Goods")


async def test_changing_who_one_is_shows_their_workspace(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_label("You are").select_option("Ben Okafor")
    await page.wait_for_url(f"**/?user={BEN}&channel={LAUNCH}")
    await page.get_by_label("Message #spring-launch").fill("hello")
    await page.get_by_role("button", name="Send message").click()
    await expect(page.get_by_label("Message #spring-launch")).to_have_value("")
    assert await server.heard(f"{BEN}/message") == [{"channel": LAUNCH, "text": "hello"}]


async def test_the_address_keeps_the_open_thread(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="3 replies").click()
    await page.wait_for_url(f"**&thread={scenes.ROOT}")
    await page.reload(wait_until="domcontentloaded")
    await expect(page.get_by_label("Thread", exact=True).locator("article")).to_have_count(4)
    await page.get_by_role("button", name="Hide thread").click()
    await page.wait_for_url(f"**/?user={ANN}&channel={LAUNCH}")


async def test_a_visitor_who_asks_for_no_place_is_shown_the_thread_that_speaks_to_them(
    page: Page, server: FakeServer
) -> None:
    await page.goto(server.url, wait_until="domcontentloaded")
    await expect(page.get_by_role("log").locator("article").first).to_be_visible()
    ready = scenes.by_bot(20, f"<@{ANN}> your video is ready.", thread_ts=scenes.ROOT)
    server.emit("message", channel=LAUNCH, message=ready)
    await expect(page.locator(f'[data-thread="{scenes.ROOT}"]')).to_be_visible()


async def test_a_visitor_who_has_begun_to_do_something_is_left_alone(page: Page, server: FakeServer) -> None:
    await page.goto(server.url, wait_until="domcontentloaded")
    await page.get_by_label("Message #spring-launch").click()
    ready = scenes.by_bot(20, f"<@{ANN}> your video is ready.", thread_ts=scenes.ROOT)
    server.emit("message", channel=LAUNCH, message=ready)
    await expect(page.get_by_role("button", name="4 replies")).to_be_visible()
    await expect(page.get_by_label("Thread", exact=True)).to_be_hidden()


async def test_a_permalink_opens_its_thread_in_place(page: Page, server: FakeServer) -> None:
    seconds, _, rest = scenes.ROOT.partition(".")
    permalink = f"{server.url}/archives/{LAUNCH}/p{seconds}{rest}?thread_ts={scenes.ROOT}&cid={LAUNCH}"
    server.state["messages"][STUDIO] = [scenes.by_bot(1, f"<{permalink}|Watch it>")]
    await server.visit(page, channel=STUDIO)
    await page.get_by_role("link", name="Watch it").click()
    await expect(page.get_by_role("heading", name="# spring-launch")).to_be_visible()
    await expect(page.locator(f'[data-thread="{scenes.ROOT}"]')).to_be_visible()


async def test_a_channel_shows_what_kind_it_is(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    kinds = {"studio": "private", "with-agency": "shared with another company", "attic": "archived"}
    for name, kind in kinds.items():
        room = page.get_by_role("button", name=name, exact=True)
        await expect(room).to_have_attribute("title", kind)


async def test_a_channel_archived_meanwhile_closes_its_composer(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    launch = next(c for c in server.state["channels"] if c["id"] == LAUNCH)
    server.emit("channel", channel=launch | {"is_archived": True})
    await expect(page.get_by_text("#spring-launch is archived.")).to_be_visible()


async def test_app_home_asks_for_its_view_and_its_buttons_work(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="App Home").click()
    blocks = [section("*My running tasks*"), scenes.actions("go", scenes.button("Show all", "all"))]
    server.emit("home", view={"id": "V0HOME0001", "type": "home", "blocks": blocks})
    home = page.get_by_role("region", name="Home")
    await expect(home.get_by_text("My running tasks")).to_be_visible()
    await home.get_by_role("button", name="Show all").click()
    await expect(home.locator("[aria-busy]")).to_have_count(0)
    assert await server.heard(f"{ANN}/home") == [{}]
    assert await server.heard(f"{ANN}/views/V0HOME0001/action") == [
        {"block_id": "go", "action_id": "all", "value": "GL-7K3Q:4"}
    ]


async def test_nothing_is_loaded_from_another_host(page: Page, server: FakeServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await server.visit(page)
    await page.get_by_role("button", name="3 replies").click()
    assert asked
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []


async def test_on_a_phone_everything_fits_and_panes_cover(page: Page, server: FakeServer) -> None:
    await page.set_viewport_size({"width": 390, "height": 780})
    await server.visit(page)
    await expect(page.get_by_role("button", name="studio", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="3 replies").click()
    thread = await page.get_by_label("Thread", exact=True).bounding_box()
    assert thread is not None
    assert (thread["x"], thread["width"]) == (0, 390)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.get_by_role("button", name="Hide thread").click()
    await page.get_by_role("button", name="Menu").click()
    await page.get_by_role("button", name="studio", exact=True).click()
    await expect(page.get_by_role("heading", name="# studio")).to_be_visible()
    await expect(page.get_by_role("button", name="spring-launch", exact=True)).to_be_hidden()
