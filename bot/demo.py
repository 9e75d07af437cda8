"""The demo: the bot that `serve` runs, inside the sandbox, with its own side shown to the page."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.app import App
from bot.settings import Settings, load_settings
from storage.glimpse import Glimpse, Row, glimpse

if TYPE_CHECKING:
    from bot.sandbox.config import SandboxConfig

_MICROSECONDS: Final = 1_000_000
_NEVER: Final = Glimpse(tasks=(), timeline=(), outbox=())


class RunningBot:
    """The demo's bot, which the page may stop and start; its database outlives it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: App | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def is_running(self) -> bool:
        return self._app is not None

    async def start(self) -> None:
        async with self._one_at_a_time:
            if self._app is None:
                app = App(self._settings)
                await app.start()
                self._app = app

    async def stop(self) -> None:
        async with self._one_at_a_time:
            app, self._app = self._app, None
            if app is not None:
                await app.stop()

    async def facts(self) -> dict[str, Any]:
        """Tasks with their timelines and the outbox, read from the database while the bot runs or not."""
        seen = _NEVER
        with suppress(OSError):
            seen = await glimpse(Path(self._settings.database))
        lines = _lines_by_task(seen.timeline)
        return {
            "tasks": [_task(row, lines[str(row["id"])]) for row in seen.tasks],
            "outbox": [_effect(row) for row in seen.outbox],
        }


def _lines_by_task(timeline: Sequence[Row]) -> Mapping[str, list[dict[str, Any]]]:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in timeline:
        line = {"at": _seconds(row["at"]), "what": row["what"], "who": row["who"], "after": row["after"]}
        lines[str(row["task"])].append(line)
    return lines


def _task(row: Row, timeline: list[dict[str, Any]]) -> dict[str, Any]:
    prompt = json.loads(str(row["inputs"])).get("prompt")
    about = f"{row['kind']} at {row['provider']}" + (f": {prompt}" if prompt else "")
    return {"id": row["id"], "status": row["status"], "about": about, "timeline": timeline}


def _effect(row: Row) -> dict[str, Any]:
    shown = {"key": row["effect_key"], "state": row["state"], "tries": row["attempts"], "error": row["error"]}
    return shown | {"paid": bool(row["paid"]), "open": not row["ended"], "due": _seconds(row["due"])}


def _seconds(micros: str | int | None) -> float:
    return int(micros or 0) / _MICROSECONDS


def demo_workspace(bot_url: str, speed: float) -> "SandboxConfig":
    """A workspace in which the app is installed from the manifest that a real one gets."""
    from bot.sandbox.config import Manifest, SandboxConfig  # they need the demo extra
    from bot.sandbox.manifest import read_manifest

    shipped = Path(__file__).parents[1] / "manifest.yml"
    manifest = read_manifest(shipped) if shipped.exists() else Manifest()
    return SandboxConfig(app_url=f"{bot_url}/slack/events", speed=speed, manifest=manifest)


def demo_settings(
    config: "SandboxConfig", sandbox_url: str, bot_url: str, folder: str, speed: float
) -> Settings:
    """The demo runs the bot that `serve` runs; only its surroundings are simulated."""
    return load_settings(
        {
            "SLACK_BOT_TOKEN": config.bot_token,
            "SLACK_SIGNING_SECRET": config.signing_secret,
            "SLACK_API_URL": f"{sandbox_url}/api/",
            "CREATIFY_API_ID": config.creatify_id,
            "CREATIFY_API_KEY": config.creatify_key,
            "CREATIFY_BASE_URL": f"{sandbox_url}/providers/creatify",
            "AKOOL_CLIENT_ID": config.akool_client_id,
            "AKOOL_CLIENT_SECRET": config.akool_client_secret,
            "AKOOL_BASE_URL": f"{sandbox_url}/providers/akool",
            "HEYGEN_API_KEY": config.heygen_key,
            "HEYGEN_BASE_URL": f"{sandbox_url}/providers/heygen",
            "GREENLIGHT_PUBLIC_URL": bot_url,
            "GREENLIGHT_DATA_DIR": folder,
            "GREENLIGHT_HOST": "127.0.0.1",
            "GREENLIGHT_PORT": bot_url.rsplit(":", 1)[1],
            "GREENLIGHT_ALLOW_LOOPBACK": "1",
            "GREENLIGHT_SPEED": str(speed),
        },
        env_file=None,
    )
