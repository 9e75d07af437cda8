"""The other ways in, and the knobs: what each says that it shows, shown."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.fake_server import png
from tests.browser.running_demo import Demo
from tests.browser.visitor import Visitor
from tests.hunting import tenth

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HARMLESS_KNOBS = (
    "Lose the next webhook",
    "Delay the next webhook",
    "Send the next webhook twice",
    "Too many requests (429)",
    "Server error (500)",
    "Take the order, cut the answer",
    "Slack: too many requests (429)",
    "Slack: server error (500)",
    "Slack: post, but cut the answer",
    "Bring the next click or command twice",
)
"""Whatever they do, one picture comes and is paid once."""


async def test_an_uploaded_picture_is_animated_by_the_shortcut_in_its_menu(ann: Visitor) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    vase = FilePayload(name="vase.png", mimeType="image/png", buffer=png(640, 480))
    await ann.page.locator("#composer input[type=file]").set_input_files(vase)
    await ann.page.locator("#composer").get_by_role("button", name="Send message").click()
    upload = ann.channel.get_by_role("article").filter(has=ann.page.get_by_role("img", name="vase.png"))
    await upload.hover()
    await upload.get_by_role("button", name="More actions").click()
    await ann.page.get_by_role("menuitem", name="Animate this image").click()
    form = ann.dialog("Animate an image")
    await expect(form.get_by_text("About 20 credits")).to_be_visible()
    await form.get_by_label("Prompt", exact=True).fill("petals fall")
    await ann.sends("Animate an image", "Animate")
    await ann.opens("petals fall")
    await expect(ann.thread.locator("video")).to_be_visible()


@pytest.mark.parametrize("words", tenth(HARMLESS_KNOBS))
async def test_a_knob_neither_loses_a_picture_nor_pays_for_it_twice(
    ann: Visitor, demo: Demo, words: str
) -> None:
    bag = demo.sample("bag")
    await ann.looks_behind_the_glass()
    before = await demo.charges(bag)
    await ann.page.get_by_role("button", name=words, exact=True).click()
    await ann.types(f"/product-image {bag} while: {words}")
    await ann.opens(words)
    await expect(ann.thread.get_by_role("img", name=words)).to_have_count(1)
    await expect(
        ann.page.get_by_role("list", name="Waiting to happen").get_by_role("listitem")
    ).to_have_count(0)
    assert await demo.charges(bag) == [*before, ("gen_image", 1)]


async def test_a_job_that_fails_and_a_command_that_is_lost_are_said(ann: Visitor, demo: Demo) -> None:
    await ann.looks_behind_the_glass()
    await ann.page.get_by_role("button", name="Fail the next job").click()
    await ann.types(f"/product-image {demo.sample('mug')} that fails")
    await ann.opens("that fails")
    await expect(ann.thread.get_by_text(re.compile("^Creatify could not make this image"))).to_be_visible()
    await ann.page.get_by_role("button", name="Lose the next click or command").click()
    await ann.types("/greenlight help")
    await expect(ann.page.get_by_text("/greenlight failed")).to_be_visible()


async def test_a_channel_made_worse_is_answered_in_private_and_mended_again(ann: Visitor, demo: Demo) -> None:
    await ann.looks_behind_the_glass()
    await ann.page.get_by_role("button", name="Remove the bot from this channel").click()
    await ann.types(f"/product-image {demo.sample('mug')} nowhere")
    await ann.reads("I'm not in this channel.")
    await ann.page.get_by_role("button", name="Clear all faults").click()
    await expect(ann.channel.get_by_text("@Greenlight has joined the channel").last).to_be_visible()
