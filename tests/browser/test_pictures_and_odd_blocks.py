"""A picture in full, and blocks that this page has no drawing for."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.fake_server import FakeServer
from tests.browser.scenes import ANN, LAUNCH, PICTURE, ROOT, actions, button, by_bot, mrkdwn, plain, ts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
Json = dict[str, Any]


async def message_of(page: Page, server: FakeServer, *blocks: Json) -> Locator:
    server.state["messages"][LAUNCH] = [by_bot(1, "said in blocks", blocks=list(blocks))]
    await server.visit(page)
    return page.get_by_role("log").get_by_role("article")


async def test_an_unknown_block_is_shown_by_its_kind_its_words_and_its_links(
    page: Page, server: FakeServer
) -> None:
    article = await message_of(
        page,
        server,
        {
            "type": "hologram",
            "block_id": "h1",
            "title": plain("A new thing"),
            "layers": [{"type": "beam", "text": mrkdwn("of *light*")}, {"label": "x", "text": "and shadow"}],
            "projector_url": "https://example.com/projector",
            "angle": 30,
        },
    )
    for words in ("hologram", "A new thing", "of light", "and shadow", "https://example.com/projector"):
        await expect(article).to_contain_text(words)


async def test_what_can_be_pressed_in_an_unknown_block_is_pressed_under_its_own_id(
    page: Page, server: FakeServer
) -> None:
    card = {
        "type": "card",
        "block_id": "c2",
        "title": plain("Bottle"),
        "actions": [button("Choose", "choose")],
    }
    article = await message_of(page, server, {"type": "carousel", "block_id": "c1", "elements": [card]})
    await article.get_by_role("button", name="Choose").click()
    [click] = await server.heard(f"{ANN}/click")
    assert (click["block_id"], click["action_id"], click["value"]) == ("c2", "choose", "GL-7K3Q:4")


async def test_an_unknown_element_among_known_ones_is_shown_too(page: Page, server: FakeServer) -> None:
    dial = {"type": "dial", "action_id": "turn", "text": plain("Turn me")}
    article = await message_of(page, server, actions("a", button("Approve", "approve"), dial))
    await expect(article.get_by_role("button", name="Approve")).to_be_visible()
    await expect(article).to_contain_text("Turn me")


async def test_votes_and_icons_of_a_context_are_buttons(page: Page, server: FakeServer) -> None:
    votes = {
        "type": "feedback_buttons",
        "action_id": "vote",
        "positive_button": {"text": plain("Good"), "value": "up"},
        "negative_button": {"text": plain("Bad"), "value": "down"},
    }
    bin_ = {"type": "icon_button", "icon": "trash", "action_id": "bin", "text": plain("Throw away")}
    article = await message_of(
        page, server, {"type": "context_actions", "block_id": "v", "elements": [votes, bin_]}
    )
    await article.get_by_role("button", name="Bad").click()
    await article.get_by_role("button", name="Throw away").click()
    clicks = await server.heard(f"{ANN}/click", 2)
    assert [(click["action_id"], click.get("value")) for click in clicks] == [("vote", "down"), ("bin", None)]


async def test_unknown_rich_text_keeps_its_words(page: Page, server: FakeServer) -> None:
    part = {"type": "rich_text_section", "elements": [{"type": "sparkle", "text": "shiny"}, {"type": "gap"}]}
    article = await message_of(page, server, {"type": "rich_text", "block_id": "r", "elements": [part]})
    await expect(article).to_contain_text("shiny[gap]")


async def test_an_old_attachment_shows_its_author_fields_buttons_and_foot(
    page: Page, server: FakeServer
) -> None:
    attachment = {
        "author_name": "Shop",
        "title": "Order 12",
        "title_link": "https://example.com/12",
        "text": "Two mugs",
        "fields": [{"title": "Price", "value": "*12*"}],
        "actions": [{"type": "button", "name": "go", "text": "Ship it"}],
        "footer": "from the till",
    }
    server.state["messages"][LAUNCH] = [by_bot(1, "", attachments=[attachment])]
    await server.visit(page)
    article = page.get_by_role("log").get_by_role("article")
    for words in ("Shop", "Two mugs", "Price", "12", "Ship it", "from the till"):
        await expect(article).to_contain_text(words)
    link = article.get_by_role("link", name="Order 12")
    await expect(link).to_have_attribute("href", "https://example.com/12")


async def test_a_picture_opens_in_full_and_escape_leads_back_to_it(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="3 replies").click()
    picture = page.get_by_label("Thread", exact=True).get_by_role("link", name="A trainer")
    await picture.click()
    box = page.get_by_role("dialog", name="Picture")
    await expect(box.get_by_role("img", name="A trainer")).to_be_visible()
    await expect(box.get_by_role("link", name="Open original")).to_have_attribute(
        "href", f"{server.url}/sandbox/files/{PICTURE['id']}?user={ANN}"
    )
    await expect(box.get_by_role("button", name="Next picture")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(picture).to_be_focused()


async def test_the_arrow_keys_walk_the_pictures_of_a_list(page: Page, server: FakeServer) -> None:
    second = PICTURE | {"title": "Trainer at dusk"}
    server.state["messages"][LAUNCH] = [
        by_bot(1, "one", files=[PICTURE]),
        by_bot(2, "two", files=[second], ts=ts(2, 2), thread_ts=ROOT, reply_broadcast=True),
    ]
    await server.visit(page)
    await page.get_by_role("log").get_by_role("link", name="clean background").get_by_role("img").click()
    box = page.get_by_role("dialog", name="Picture")
    for key, title in (
        ("ArrowRight", "Trainer at dusk"),
        ("ArrowRight", "Trainer on a clean background"),
        ("ArrowLeft", "Trainer at dusk"),
    ):
        await page.keyboard.press(key)
        await expect(box.get_by_role("img", name=title)).to_be_visible()
    await box.get_by_role("button", name="Close picture").click()
    await expect(box).to_have_count(0)
