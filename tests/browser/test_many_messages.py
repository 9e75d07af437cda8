"""A channel with a long past: what is new is drawn, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.fake_server import FakeServer
from tests.browser.scenes import ANN, BEN, LAUNCH, REVIEW, by_bot, said, section, ts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MANY = 300
_NOTE_WHAT_IS_TOUCHED = """() => {
  window.touched = new Set();
  const note = ({ target }) => touched.add(target.closest("article")?.dataset.ts);
  new MutationObserver((changes) => changes.forEach(note))
    .observe(document.getElementById("messages"), { subtree: true, childList: true, attributes: true });
}"""


def long_channel() -> list[dict[str, Any]]:
    """People and the app by turns; every fourth message has blocks with buttons, every tenth is a reply."""
    channel: list[dict[str, Any]] = []
    for n in range(MANY):
        place: dict[str, Any] = {"ts": ts((n - 2 * MANY) / 60, n + 1)}
        if n % 10 == 5:
            place["thread_ts"] = channel[n - 5]["ts"]
        if n % 4 == 0:
            about = section(f"*GL-{n}* Image for <@{ANN}> · about 1 credit")
            message = by_bot(0, f"GL-{n}", blocks=[about, *REVIEW])
        else:
            message = said(0, f"message {n} with *bold* words and <@{BEN}>", (ANN, BEN)[n % 2])
        channel.append(message | place)
    return channel


async def test_an_edit_and_a_reply_touch_their_own_messages_alone(page: Page, server: FakeServer) -> None:
    past = server.state["messages"][LAUNCH] = long_channel()
    await server.visit(page)
    articles = page.get_by_role("log").locator("article")
    await expect(articles.last).to_be_in_viewport()
    drawn = await articles.count()
    assert drawn > MANY * 0.8

    await page.evaluate(_NOTE_WHAT_IS_TOUCHED)
    root, last = past[-20], past[-1]
    reply = said(0, "a reply", BEN) | {"ts": ts(1), "thread_ts": root["ts"]}
    server.emit("message", channel=LAUNCH, message=reply)
    server.emit("message_changed", channel=LAUNCH, message=last | {"text": "mended", "blocks": []})

    await expect(page.get_by_text("mended")).to_be_visible()
    assert await articles.count() == drawn
    assert sorted(await page.evaluate("[...touched]")) == [root["ts"], last["ts"]]
