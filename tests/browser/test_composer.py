"""What people type: slash commands and their completion, messages, files and shortcuts."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import Page, expect

from tests.browser.fake_server import FakeServer, png
from tests.browser.scenes import ANN, ATTIC, BEN, LAUNCH, ROOT, STUDIO, ts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_slash_commands_are_offered_with_hint_and_description(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    box = page.get_by_label("Message #spring-launch")
    await box.press_sequentially("/prod")
    offered = page.get_by_role("listbox", name="Slash commands").get_by_role("option")
    await expect(offered).to_have_count(2)
    await expect(offered.first).to_contain_text("/product-image [image-url] [prompt]")
    await expect(offered.first).to_contain_text("Make an image")


@pytest.mark.parametrize("key", ["Enter", "Tab"])
async def test_arrows_and_a_key_complete_a_command(page: Page, server: FakeServer, key: str) -> None:
    await server.visit(page)
    box = page.get_by_label("Message #spring-launch")
    await box.press_sequentially("/prod")
    await box.press("ArrowDown")
    await box.press(key)
    await expect(box).to_have_value("/product-video ")
    await expect(page.locator(".usage")).to_contain_text("/product-video [image-url] [prompt]")
    assert server.called(f"{ANN}/command") == []


async def test_enter_sends_a_command_as_it_was_typed(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    box = page.get_by_label("Message #spring-launch")
    await box.fill("/product-image https://shop.example/a.png?x=1&y=2 warm <light>")
    await box.press("Enter")
    await expect(box).to_have_value("")
    text = "/product-image https://shop.example/a.png?x=1&y=2 warm <light>"
    assert await server.heard(f"{ANN}/command") == [{"channel": LAUNCH, "text": text}]


async def test_a_whole_command_without_arguments_goes_out_at_the_first_enter(
    page: Page, server: FakeServer
) -> None:
    await server.visit(page)
    box = page.get_by_label("Message #spring-launch")
    await box.press_sequentially("/product-image")
    await box.press("Enter")
    await expect(box).to_have_value("")
    assert await server.heard(f"{ANN}/command") == [{"channel": LAUNCH, "text": "/product-image"}]


async def test_slack_says_when_the_app_did_not_answer(page: Page, server: FakeServer) -> None:
    server.answers[f"{ANN}/command"] = {"ok": False, "error": "operation_timeout"}
    await server.visit(page)
    await page.get_by_label("Message #spring-launch").fill("/greenlight help")
    await page.get_by_role("button", name="Send message").click()
    await expect(page.get_by_role("status")).to_contain_text("/greenlight failed with the error")
    await expect(page.get_by_role("status")).to_contain_text("operation_timeout")


async def test_commands_are_refused_in_threads_as_slack_refuses_them(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="3 replies").click()
    reply = page.get_by_label("Reply", exact=True)
    await reply.fill("/product-image x")
    await reply.press("Enter")
    await expect(page.get_by_label("Thread", exact=True)).to_contain_text(
        "/product-image is not supported in threads. Sorry!"
    )
    assert server.called(f"{ANN}/command") == []


async def test_a_reply_goes_into_its_thread_with_its_mentions(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    root = page.locator(f'article[data-ts="{ROOT}"]')
    await root.hover()
    await root.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_label("Reply", exact=True)
    await reply.fill("@Ben Okafor 1 < 2 & 3")
    await reply.press("Enter")
    await expect(reply).to_have_value("")
    sent = {"channel": LAUNCH, "thread_ts": ROOT, "text": f"<@{BEN}> 1 < 2 & 3"}
    assert await server.heard(f"{ANN}/message") == [sent]


async def test_a_file_goes_along_with_a_message(page: Page, server: FakeServer) -> None:
    await server.visit(page, channel=STUDIO)
    await page.locator("form input[type=file]").set_input_files(
        {"name": "shoe.png", "mimeType": "image/png", "buffer": png(2, 2)}
    )
    await expect(page.get_by_text("shoe.png")).to_be_visible()
    await page.get_by_role("button", name="Send message").click()
    await expect(page.get_by_text("shoe.png")).to_have_count(0)
    [sent] = await server.heard(f"{ANN}/message")
    assert base64.b64decode(sent["files"][0]["data_base64"]) == png(2, 2)


async def test_shortcuts_are_found_at_the_composer_and_at_messages(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="New generation").click()
    message = page.locator(f'article[data-ts="{ts(4)}"]')
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Animate this image").click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    assert await server.heard(f"{ANN}/shortcut", 2) == [
        {"callback_id": "new_generation", "channel": LAUNCH},
        {"callback_id": "animate_image", "channel": LAUNCH, "message_ts": ts(4)},
    ]


async def test_only_ones_own_messages_can_be_deleted_unless_one_is_admin(
    page: Page, server: FakeServer
) -> None:
    await server.visit(page)
    theirs = page.locator(f'article[data-ts="{ts(4)}"]')
    await theirs.get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.locator(f'article[data-ts="{ts(0)}"]').get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    assert await server.heard(f"{ANN}/delete") == [{"channel": LAUNCH, "ts": ts(0)}]


async def test_nobody_types_in_an_archived_channel(page: Page, server: FakeServer) -> None:
    await server.visit(page, channel=ATTIC)
    await expect(page.get_by_text("#attic is archived.")).to_be_visible()
    await expect(page.get_by_label("Message #attic")).to_have_count(0)


async def test_a_draft_waits_in_its_channel(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_label("Message #spring-launch").fill("half a thought")
    await page.get_by_role("button", name="studio", exact=True).click()
    await expect(page.get_by_label("Message #studio")).to_have_value("")
    await page.get_by_role("button", name="spring-launch", exact=True).click()
    await expect(page.get_by_label("Message #spring-launch")).to_have_value("half a thought")
