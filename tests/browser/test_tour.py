"""The first minute on the page: three steps, the next one said, closed for good by its cross."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.fake_server import FakeServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ORDER = "/product-image https://acorn.example/lamp.jpg at dusk"
STEPS = [
    {"title": "Make an image", "hint": "Type the command.", "types": ORDER, "done": False},
    {"title": "Approve it", "hint": "Press Approve.", "types": "", "done": False},
]


async def test_the_next_step_is_said_typed_on_request_and_ticked_off(page: Page, server: FakeServer) -> None:
    server.state["tour"] = {"steps": STEPS}
    await server.visit(page)
    tour = page.get_by_role("region", name="A first minute")
    await expect(tour.get_by_role("status")).to_have_text("Type the command.")
    await tour.get_by_role("button", name="Type it for me").click()
    await expect(page.locator("#composer textarea")).to_have_value(ORDER)
    await expect(page.locator("#composer textarea")).to_be_focused()

    server.emit("tour", steps=[STEPS[0] | {"done": True}, STEPS[1]])
    await expect(tour.get_by_role("status")).to_have_text("Press Approve.")
    await expect(tour.get_by_role("listitem").first.get_by_role("img", name="Done")).to_be_visible()
    await expect(tour.get_by_role("button", name="Type it for me")).to_have_count(0)

    await tour.get_by_role("button", name="Close the tour").click()
    await expect(tour).to_be_hidden()
    await server.heard("DELETE tour")
