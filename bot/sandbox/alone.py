"""The sandbox by itself, for any Slack app: what it is told, and what the app has to be told."""

from pathlib import Path

from bot.sandbox.config import Manifest, SandboxConfig
from bot.sandbox.manifest import read_manifest


def workspace_for(manifest: Path | None, app_url: str, speed: float) -> SandboxConfig:
    """A workspace with this app installed; Greenlight's own when no manifest is named. Raises BadManifest."""
    app = read_manifest(manifest) if manifest is not None else Manifest()
    return SandboxConfig(manifest=app, app_url=app_url, speed=speed)


def how_to_connect(config: SandboxConfig, url: str) -> str:
    """What the app needs to reach the workspace, as lines for its environment."""
    way = f"HTTP to {config.app_url}" if config.app_url else "Socket Mode"
    secret = (
        f"SLACK_SIGNING_SECRET={config.signing_secret}"
        if config.app_url
        else f"SLACK_APP_TOKEN={config.app_token}"
    )
    lines = [
        f"Sandbox: {url} is a workspace with {config.manifest.name} installed.",
        f"It speaks to the app by {way}. The app speaks to it with:",
        "",
        f"SLACK_API_URL={url}/api/",
        f"SLACK_BOT_TOKEN={config.bot_token}",
        secret,
    ]
    return "\n".join(lines)
