"""`python -m tests.browser.screenshots FOLDER [WORDS]`: the main scenes of the demo as pictures.

Light, dark and as wide as a phone; whoever changes the page looks at them afterwards. Those that the README
shows go to docs/ as well. WORDS picks scenes by a part of their name.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from tests.browser.chromium import ARGUMENTS, PATIENCE, find_chromium
from tests.browser.running_demo import Demo, running_demo
from tests.browser.visitor import Visitor

WIDE: Final[ViewportSize] = {"width": 1360, "height": 860}
DOCS: Final = Path(__file__).parents[2] / "docs"
IN_README: Final = {"arrival-light": "page", "glass-dark": "glass", "thread-phone": "phone"}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
Scene = Callable[[Visitor], Awaitable[None]]


async def arrival(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await expect(ann.page.get_by_role("region", name="A first minute")).to_be_visible()
    await ann.opens("clean background")
    await expect(ann.thread.get_by_role("button", name="Make video")).to_be_visible()
    await ann.page.locator(":focus").blur()


async def film(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await ann.channel.get_by_role("link", name="Watch it").click()
    await expect(ann.thread.locator("video")).to_have_js_property("readyState", 4)
    await ann.thread.locator("video").evaluate("film => { film.currentTime = film.duration / 2; }")
    await expect(ann.thread.get_by_text("v2 approved")).to_be_visible()


async def form(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await ann.types("/product-video")
    dialog = ann.dialog("Product video")
    await dialog.get_by_label("Product image URL").fill("ftp://shop.example/bag.jpg")
    await dialog.get_by_label("Prompt").fill("on a wooden table, warm light")
    await dialog.get_by_role("button", name="Make image").click()
    await expect(dialog.get_by_text("Please give a link")).to_be_visible()


async def commands(ann: Visitor) -> None:
    await ann.arrives("?channel=C0STUDIO01")
    await ann.page.locator("#composer textarea").press_sequentially("/")
    await expect(ann.page.get_by_role("listbox", name="Slash commands")).to_be_visible()


async def glass(ann: Visitor) -> None:
    await ann.looks_behind_the_glass()
    await ann.goes_to("spring-launch")
    await ann.page.get_by_role("tab", name="Tasks").click()
    await ann.page.get_by_role("tabpanel", name="Tasks").locator("summary").first.click()


async def knobs(ann: Visitor) -> None:
    await ann.looks_behind_the_glass()
    await ann.goes_to("spring-launch")
    await ann.page.get_by_role("button", name="Take the order, cut the answer").click()


async def home(ann: Visitor) -> None:
    await ann.arrives()
    await ann.page.get_by_role("button", name="App Home").click()
    await expect(ann.page.get_by_role("region", name="Home")).to_contain_text("delivered")


async def picture(ann: Visitor) -> None:
    await arrival(ann)
    await ann.thread.get_by_role("link", name="Image: clean").first.click()


async def thread_on_a_phone(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await ann.opens("clean background")
    await expect(ann.thread.get_by_role("button", name="Make video")).to_be_visible()


async def channel_on_a_phone(ann: Visitor) -> None:
    await ann.arrives("?channel=C0LAUNCH01")
    await expect(ann.channel.get_by_role("link", name="Watch it")).to_be_visible(timeout=PATIENCE)


async def menu_on_a_phone(ann: Visitor) -> None:
    await channel_on_a_phone(ann)
    await ann.page.get_by_role("button", name="Menu").click()


WIDE_SCENES: Final[Mapping[str, Scene]] = {
    "arrival": arrival,
    "film": film,
    "form": form,
    "commands": commands,
    "glass": glass,
    "knobs": knobs,
    "home": home,
    "picture": picture,
}
PHONE_SCENES: Final[Mapping[str, Scene]] = {
    "channel": channel_on_a_phone,
    "thread": thread_on_a_phone,
    "form": form,
    "menu": menu_on_a_phone,
}
LOOKS: Final[Mapping[str, tuple[ViewportSize, Literal["light", "dark"], Mapping[str, Scene]]]] = {
    "light": (WIDE, "light", WIDE_SCENES),
    "dark": (WIDE, "dark", WIDE_SCENES),
    "phone": (PHONE, "light", PHONE_SCENES),
}


async def take(browser: Browser, demo: Demo, folder: Path, wanted: str) -> None:
    """Each scene has a page of its own; forms are closed again, for the workspace remembers them."""
    for look, (size, scheme, scenes) in LOOKS.items():
        context = await browser.new_context(
            viewport=size, color_scheme=scheme, device_scale_factor=2 if size is PHONE else 1
        )
        for name, play in scenes.items():
            if wanted not in f"{name}-{look}":
                continue
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            visitor = Visitor(page, demo)
            await play(visitor)
            await page.mouse.move(size["width"] / 2, 20)
            await page.wait_for_timeout(400)
            picture = folder / f"{name}-{look}.png"
            await page.screenshot(path=picture)
            print(picture)
            if picture.stem in IN_README:
                shutil.copyfile(picture, DOCS / f"{IN_README[picture.stem]}.png")
            await visitor.leaves()
            await page.close()
        await context.close()


async def main(folder: Path, wanted: str) -> None:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright, running_demo() as demo:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        await take(browser, demo, folder, wanted)
        await browser.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
