"""Somebody who meets the demo in a browser."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as NeverSeen

from tests.browser.running_demo import Demo


class Visitor:
    """Somebody at the page, who looks and presses and types."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo
        self.thread = page.get_by_label("Thread", exact=True)
        self.channel = page.get_by_role("log")

    async def arrives(self, place: str = "") -> None:
        await self.page.goto(f"{self.demo.url}/{place}", wait_until="domcontentloaded")

    async def leaves(self) -> None:
        """Nothing stays open: the workspace would remember it."""
        for dismiss in await self.page.get_by_role("button", name="Dismiss").all():
            await dismiss.click()

    async def goes_to(self, channel: str) -> None:
        await self.page.get_by_role("button", name=channel, exact=True).click()

    async def becomes(self, user: str) -> None:
        await self.page.get_by_label("You are").select_option(user)
        await self.page.wait_for_url(re.compile(f"user={user}"))

    async def types(self, words: str) -> None:
        box = self.page.locator("#composer textarea")
        await box.fill(f"{words} ")
        await box.press("Enter")

    async def opens(self, words: str) -> None:
        """The thread of the message with these words, once there is one."""
        root = self.channel.get_by_role("article").filter(has_text=words)
        await root.get_by_role("button", name=re.compile(r"^\d+ repl")).click()

    async def presses(self, label: str) -> None:
        """The newest such button in the thread."""
        try:
            await self.thread.get_by_role("button", name=label, exact=True).last.click()
        except NeverSeen as error:
            raise AssertionError(f"no {label}; the thread says: {await self.thread.inner_text()}") from error

    async def sends(self, title: str, submit: str, **fields: str) -> None:
        form = self.dialog(title)
        for label, words in fields.items():
            await form.get_by_label(label.replace("_", " ")).fill(words)
        await form.get_by_role("button", name=submit, exact=True).click()
        await expect(form).to_have_count(0)

    async def chooses(self, title: str, label: str, words: str, *, place: int = 0) -> None:
        """From a list of the form, the first choice with these words; `place` counts fields of one label."""
        form = self.dialog(title)
        await form.get_by_label(label, exact=True).nth(place).click()
        offered = form.locator("[role=listbox]:visible").get_by_role("option")
        await offered.filter(has_text=words).first.click()

    async def looks_behind_the_glass(self) -> None:
        """Once the opening scene has been played: nothing of it may meet what goes wrong here."""
        await self.arrives("?channel=C0LAUNCH01")
        await expect(self.channel.get_by_role("link", name="Watch it")).to_be_visible()
        await self.goes_to("studio")
        await self.page.get_by_role("button", name="Sandbox").click()

    async def reads(self, words: str) -> None:
        """In private, in the channel."""
        private = self.channel.get_by_role("article").filter(has_text="Only visible to you")
        await expect(private.filter(has_text=words).last).to_be_visible()

    def dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title)
