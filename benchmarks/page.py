"""How quick the sandbox's page is in a real Chromium, and how much of it has to be loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from playwright.async_api import Browser, Page, Response, async_playwright

from bot.sandbox.app import SandboxServer
from bot.sandbox.config import SandboxConfig
from bot.sandbox.slack.cast import ANN, BEN, LAUNCH
from bot.sandbox.slack.state import Message
from tests.browser.chromium import ARGUMENTS, find_chromium

FEW: Final = 20
MANY: Final = 2_000
LOADS: Final = 11
UPDATES: Final = 15
BUTTONS: Final = ("Approve", "Request changes", "Make video", "Regenerate image", "Delete")
_NOTE_FIRST_DRAWING: Final = """new MutationObserver((_, watch) => {
  if (!document.querySelector("#messages article")) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.drawnAfter = performance.now(); }));
}).observe(document, { subtree: true, childList: true })"""
_TIME_UPDATES: Final = """async ([channel, times]) => {
  const { apply, ordered } = await import("/page/state.js");
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const old = [...ordered(channel)];
  const root = old.at(-20);
  let last = Number(old.at(-1).ts);
  const next = () => (last += 1).toFixed(6);
  const news = {
    "a new message": (n) => ["message", { ts: next(), user: old[0].user, text: `new ${n}` }],
    "an edit": (n) => ["message_changed", { ...old.at(-5), blocks: [], text: `edited ${n}` }],
    "a reply": (n) => ["message", { ts: next(), thread_ts: root.ts, user: root.user, text: `reply ${n}` }],
  };
  const taken = {};
  for (const [name, make] of Object.entries(news)) {
    taken[name] = [];
    for (let n = 0; n < times; n += 1) {
      const [kind, message] = make(n);
      await frame();
      const began = performance.now();
      apply(kind, { channel, message });
      await Promise.resolve();
      document.body.getBoundingClientRect();
      taken[name].push(performance.now() - began);
    }
  }
  return taken;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Milliseconds and bytes: a first visit with nothing cached, and news in a channel with a long past."""

    first_load_ms: float
    best_load_ms: float
    weight: int
    updates_ms: Mapping[str, float]

    @property
    def slowest_update(self) -> tuple[str, float]:
        return max(self.updates_ms.items(), key=lambda update: update[1])


async def page_pace() -> Pace:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        async with SandboxServer(SandboxConfig(rate_limits=False)) as sandbox:
            fill(sandbox, FEW)
            visits = [await _first_visit(browser, sandbox.url) for _ in range(LOADS)]
            fill(sandbox, MANY - FEW)
            updates = await _updates(browser, sandbox.url)
        await browser.close()
    return Pace(
        first_load_ms=median(ms for ms, _ in visits),
        best_load_ms=min(ms for ms, _ in visits),
        weight=visits[0][1],
        updates_ms={news: median(taken) for news, taken in updates.items()},
    )


def fill(sandbox: SandboxServer, messages: int) -> None:
    """People and the app by turns; every fourth message has blocks with buttons, every tenth is a reply."""
    slack = sandbox.world.slack
    root = ""
    for n in range(messages):
        message = Message(
            ts=slack.workspace.new_ts(), channel=LAUNCH, user=(ANN, BEN)[n % 2], text=f"message *{n}*"
        )
        if n % 4 == 0:
            message.user, message.by_app, message.blocks = slack.workspace.bot.id, True, _result(n)
        if n % 10 == 5:
            message.thread_ts = root
        elif n % 10 == 0:
            root = message.ts
        slack.stage.post(message)


def _result(n: int) -> list[dict[str, Any]]:
    words = {"type": "mrkdwn", "text": f"*GL-{n}* Image for <@{ANN}> · about 1 credit"}
    buttons = [
        {"type": "button", "action_id": label, "text": {"type": "plain_text", "text": label}, "value": str(n)}
        for label in BUTTONS
    ]
    return [
        {"type": "section", "block_id": "about", "text": words},
        {"type": "actions", "block_id": "review", "elements": buttons},
    ]


async def _first_visit(browser: Browser, url: str) -> tuple[float, int]:
    """With an empty cache: milliseconds until the channel is drawn, and the bytes of the page itself."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    await page.add_init_script(_NOTE_FIRST_DRAWING)
    await page.goto(f"{url}/?channel={LAUNCH}")
    drawn = await page.wait_for_function("() => window.drawnAfter")
    taken = float(await drawn.json_value())
    own = [answer for answer in answers if answer.url.startswith((f"{url}/page/", f"{url}/?"))]
    weight = sum([len(await answer.body()) for answer in own])
    await context.close()
    return taken, weight


async def _updates(browser: Browser, url: str) -> Mapping[str, Sequence[float]]:
    page: Page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.goto(f"{url}/?channel={LAUNCH}")
    await page.wait_for_function("() => document.querySelectorAll('#messages article').length > 1500")
    taken: Mapping[str, Sequence[float]] = await page.evaluate(_TIME_UPDATES, [LAUNCH, UPDATES])
    return taken
