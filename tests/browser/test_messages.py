"""How messages, threads and pictures read, and that news never disturbs what somebody looks at."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser import scenes
from tests.browser.fake_server import FakeServer
from tests.browser.scenes import ANN, BEN, LAUNCH, ROOT, STUDIO, by_bot, said, section, ts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_text_is_drawn_as_slack_draws_mrkdwn(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    first, second = page.locator("article").nth(0), page.locator("article").nth(1)
    await expect(first.locator("strong")).to_have_text("spring")
    await expect(first.locator("em")).to_have_text("today")
    await expect(first.locator(".mention")).to_have_text(["@Ben Okafor", "#studio"])
    await expect(second.locator("blockquote")).to_have_text("keep it bright & simple")
    await expect(second.locator("code")).to_have_text("a < b")
    await expect(second.get_by_role("link")).to_have_attribute("href", "https://example.com/brief")
    await expect(page.locator("article").nth(2)).to_contain_text("On it 🎉")


async def test_markup_is_read_once_and_never_runs(page: Page, server: FakeServer) -> None:
    shown = {
        "&lt;b&gt; &amp;amp; &quot;": "<b> &amp; &quot;",
        "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
        "<javascript:alert(1)|here>": "<javascript:alert(1)|here>",
        "snake_case_name 2*3*4 a~b": "snake_case_name 2*3*4 a~b",
        "<!here> <!subteam^S1|@designers>": "@here @designers",
        "*_both_* ~gone~ :nonsense:": "both gone :nonsense:",
        "```\nlet a = *b*;\n``` after": "let a = *b*; after",
    }
    server.state["messages"][STUDIO] = [said(place, text) for place, text in enumerate(shown)]
    await server.visit(page, channel=STUDIO)
    await expect(page.locator("article .words")).to_have_text(list(shown.values()))
    assert await page.locator("article .words :is(img, script, a)").count() == 0


async def test_a_plain_text_object_shows_what_was_sent(page: Page, server: FakeServer) -> None:
    block = {"type": "section", "block_id": "b", "text": scenes.plain("*a* <@U0ANN00001> &lt;b&gt; <b>")}
    server.state["messages"][STUDIO] = [by_bot(1, "x", blocks=[block])]
    await server.visit(page, channel=STUDIO)
    await expect(page.locator(".block.section")).to_have_text("*a* <@U0ANN00001> &lt;b&gt; <b>")


async def test_rich_text_and_tables_keep_their_shape(page: Page, server: FakeServer) -> None:
    def words(text: str, **style: bool) -> scenes.Json:
        return {"type": "text", "text": text} | ({"style": style} if style else {})

    item = {"type": "rich_text_section", "elements": [words("one")]}
    quote = {"type": "rich_text_quote", "elements": [words("loud", bold=True), words(" and plain")]}
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item]}, quote],
    }
    table = {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": word} for word in row] for row in ("ab", "cd")],
    }
    server.state["messages"][STUDIO] = [by_bot(1, "x", blocks=[rich, table])]
    await server.visit(page, channel=STUDIO)
    await expect(page.locator("article li")).to_have_text("one")
    await expect(page.locator("article strong")).to_have_text(["loud"])
    await expect(page.get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("columnheader")).to_have_text(["a", "b"])


async def test_the_channel_shows_roots_and_broadcasts_the_thread_the_rest(
    page: Page, server: FakeServer
) -> None:
    await server.visit(page)
    channel, thread = page.get_by_role("log"), page.get_by_label("Thread", exact=True)
    await expect(channel.get_by_text("Could it be warmer?")).to_have_count(0)
    await expect(channel.get_by_text("replied to a thread:")).to_be_visible()
    await channel.get_by_role("button", name="3 replies", exact=True).click()
    await expect(page.locator("[data-thread]")).to_have_attribute("data-thread", ROOT)
    await expect(thread.locator("article")).to_have_count(4)
    await expect(thread.get_by_text("Also sent to the channel")).to_be_visible()


async def test_deleted_private_and_edited_messages_say_so(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await expect(page.get_by_text("This message was deleted.")).to_be_visible()
    private = page.locator("article", has_text="Only Ben or Cleo")
    await expect(private.get_by_text("Only visible to you")).to_be_visible()
    await expect(page.locator(f'article[data-ts="{ROOT}"]').get_by_text("(edited)")).to_be_visible()


async def test_a_playing_video_goes_on_while_its_message_is_edited(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    film = page.get_by_role("log").locator("video")
    await film.evaluate("film => film.play()")
    message = by_bot(14, "Approved", thread_ts=ROOT, files=[scenes.FILM], reply_broadcast=True)
    server.emit("message", channel=LAUNCH, message=said(5, "An older one", BEN))
    server.emit("message_changed", channel=LAUNCH, message=message | {"blocks": [section("*Approved*")]})
    await expect(page.locator("article strong", has_text="Approved")).to_be_visible()
    assert await film.evaluate("film => !film.paused && film.isConnected")


async def test_a_pressed_button_sends_one_click_after_its_dialog(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    await page.get_by_role("button", name="3 replies").click()
    await page.get_by_role("button", name="Approve", exact=True).click()
    dialog = page.get_by_role("dialog", name="Approve?")
    await expect(dialog).to_contain_text("Approve and make the video? About 3 credits.")
    await dialog.get_by_role("button", name="Not yet").click()
    assert server.called(f"{ANN}/click") == []
    await page.get_by_role("button", name="Approve", exact=True).click()
    await dialog.get_by_role("button", name="Approve it").click()
    await expect(dialog).to_have_count(0)
    where = {
        "channel": LAUNCH,
        "ts": ts(12),
        "block_id": "review",
        "action_id": "approve",
        "value": "GL-7K3Q:4",
    }
    assert await server.heard(f"{ANN}/click") == [where]


async def test_selects_and_menus_in_messages_send_what_was_chosen(page: Page, server: FakeServer) -> None:
    select = {"type": "static_select", "action_id": "s", "placeholder": scenes.plain("Ratio")}
    elements: list[scenes.Json] = [
        select | {"options": scenes.options("1:1", "9:16")},
        {"type": "overflow", "action_id": "o", "options": scenes.options("Show", "Hide")},
    ]
    server.state["messages"][STUDIO] = [by_bot(1, "x", blocks=[scenes.actions("a", *elements)])]
    await server.visit(page, channel=STUDIO)
    await page.get_by_label("Ratio").select_option("9:16")
    await page.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Hide").click()
    await page.wait_for_function("() => !document.querySelector('[role=menu]')")
    chosen = [call["selected_option"]["value"] for call in await server.heard(f"{ANN}/click", 2)]
    assert chosen == ["9:16", "hide"]


async def test_a_file_that_becomes_ready_is_shown_in_place(page: Page, server: FakeServer) -> None:
    early = {"id": "F0PICTURE1", "name": "trainer.png", "title": "Trainer", "mimetype": ""}
    server.state["messages"][STUDIO] = [by_bot(1, "", files=[early])]
    await server.visit(page, channel=STUDIO)
    await expect(page.get_by_text("Processing …")).to_be_visible()
    server.emit("file", file=early | {"mimetype": "image/png", "original_w": 320, "original_h": 240})
    await expect(page.get_by_role("img", name="Trainer")).to_be_visible()
    assert await page.get_by_role("img", name="Trainer").evaluate("img => img.decode().then(() => true)")


async def test_a_deleted_root_stays_as_a_tombstone_while_it_has_replies(
    page: Page, server: FakeServer
) -> None:
    await server.visit(page)
    server.emit("message_deleted", channel=LAUNCH, ts=ROOT)
    root = page.locator(f'article[data-ts="{ROOT}"]')
    await expect(root).to_contain_text("This message was deleted.")
    await expect(root.get_by_role("button", name="3 replies")).to_be_visible()
    server.emit("message_deleted", channel=LAUNCH, ts=ts(4))
    await expect(page.locator(f'article[data-ts="{ts(4)}"]')).to_have_count(0)


async def test_news_elsewhere_is_marked_and_a_mention_is_counted(page: Page, server: FakeServer) -> None:
    await server.visit(page)
    studio = page.get_by_role("button", name="studio", exact=True)
    server.emit("message", channel=STUDIO, message=by_bot(40, f"<@{ANN}> your image is ready"))
    await expect(studio.locator(".count")).to_have_text("1")
    await studio.click()
    await expect(page.get_by_text("@Ann Marlow your image is ready")).to_be_visible()
    await expect(studio.locator(".count")).to_have_count(0)


async def test_a_conversation_that_begins_later_appears_with_its_past(page: Page, server: FakeServer) -> None:
    im = next(c for c in server.state["channels"] if c.get("is_im"))
    server.state["channels"].remove(im)
    await server.visit(page)
    server.state["channels"].append(im)
    server.state["messages"][im["id"]] = [by_bot(1, "Hello"), by_bot(2, "Again")]
    server.emit("message", channel=im["id"], message=by_bot(2, "Again"))
    await page.get_by_role("button", name="Greenlight", exact=True).click()
    await expect(page.get_by_text("Hello")).to_be_visible()


async def test_a_cut_stream_is_taken_up_again_with_what_was_missed(page: Page, server: FakeServer) -> None:
    await server.visit(page, channel=STUDIO)
    server.state["messages"][STUDIO] = [said(50, "While you were away", BEN)]
    server.cut_streams()
    await expect(page.get_by_text("While you were away")).to_be_visible()
    await expect(page.get_by_text("Connecting again …")).to_be_hidden()


async def test_a_reaction_is_counted_and_toggled_by_a_press(page: Page, server: FakeServer) -> None:
    eyes = {"name": "eyes", "users": [BEN], "count": 1}
    server.state["messages"][STUDIO] = [said(1, "Look", reactions=[eyes])]
    await server.visit(page, channel=STUDIO)
    reaction = page.get_by_role("article").get_by_role("button", name="👀 1")
    await expect(reaction).to_have_attribute("aria-pressed", "false")
    await expect(reaction).to_have_attribute("title", "Ben Okafor reacted with :eyes:")
    await reaction.click()
    assert (await server.heard(f"{ANN}/react"))[0]["name"] == "eyes"
