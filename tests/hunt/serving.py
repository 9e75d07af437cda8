"""`greenlight serve` and the sandbox as processes of their own, to be hurt from outside."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bot.sandbox.config import BOT_TOKEN, SIGNING_SECRET
from tests.ports import free_port
from tests.stories.stage import LAUNCH

PATIENCE: Final = 30.0
SPEED: Final = "60"
ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, body and all."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Where both are, and the process of the bot."""

    bot_port: int
    sandbox_port: int
    bot: "subprocess.Popen[bytes]"
    folder: Path

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        sandbox: bool = False,
    ) -> Answer:
        """One request on a connection of its own."""
        port = self.sandbox_port if sandbox else self.bot_port
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request(method, path, body, dict(headers or {}))
            reply = line.getresponse()
            return Answer(status=reply.status, headers=dict(reply.getheaders()), body=reply.read())
        finally:
            line.close()

    def type(self, text: str, *, channel: str = LAUNCH) -> Any:
        """What Ann types in Slack."""
        body = json.dumps({"channel": channel, "text": text}).encode()
        return self.ask("POST", "/sandbox/people/U0ANN00001/command", body, sandbox=True).json()

    def order(self) -> Any:
        return self.type(f"/product-image http://127.0.0.1:{self.sandbox_port}/samples/bag.jpg clean")

    def ledger(self) -> Any:
        return self.ask("GET", "/sandbox/ledger", sandbox=True).json()

    def messages(self, channel: str = LAUNCH) -> list[dict[str, Any]]:
        state = self.ask("GET", "/sandbox/state?user=U0ANN00001", sandbox=True).json()
        return list(state["messages"].get(channel, []))

    def living_token(self) -> str:
        """A webhook token that was really given out."""
        before = len(self.ledger()["creatify"]["webhooks"])
        assert self.order()["ok"]
        self.until(lambda: len(self.ledger()["creatify"]["webhooks"]) > before, what="a webhook")
        url = str(self.ledger()["creatify"]["webhooks"][-1]["url"])
        return urlsplit(url).path.rpartition("/")[2]

    def until(self, true: Any, *, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"never seen: {what}"
            time.sleep(0.05)


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Serving]:
    """Start both, wait until the bot is ready, and end them."""
    bot_port, sandbox_port = free_port(), free_port()
    bot_url, sandbox_url = f"http://127.0.0.1:{bot_port}", f"http://127.0.0.1:{sandbox_port}"
    options = ["--port", str(sandbox_port), "--app-url", f"{bot_url}/slack/events", "--speed", SPEED]
    settings = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{sandbox_url}/api/",
        "CREATIFY_API_ID": "sandbox-id",
        "CREATIFY_API_KEY": "sandbox-key",
        "CREATIFY_BASE_URL": f"{sandbox_url}/providers/creatify",
        "GREENLIGHT_DATA_DIR": str(folder / "data"),
        "GREENLIGHT_PORT": str(bot_port),
        "GREENLIGHT_PUBLIC_URL": bot_url,
        "GREENLIGHT_ALLOW_LOOPBACK": "1",
        "GREENLIGHT_SPEED": SPEED,
        **environ,
    }
    with _process(["sandbox", *options], {}, folder) as sandbox:
        _listens(sandbox_port, "/sandbox/speed", sandbox)
        with _process(["serve"], settings, folder) as bot:
            _listens(bot_port, "/readyz", bot)
            yield Serving(bot_port=bot_port, sandbox_port=sandbox_port, bot=bot, folder=folder)


@contextmanager
def _process(
    command: list[str], settings: Mapping[str, str], folder: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "bot", *command],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "it ended by itself"
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", path)
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            line.close()
    raise AssertionError("never ready")
