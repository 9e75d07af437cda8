"""The sandbox by itself, with an app that is not Greenlight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.sandbox.alone import how_to_connect, workspace_for
from bot.sandbox.app import SandboxServer

MANIFEST = {
    "display_information": {"name": "Lunch"},
    "features": {"slash_commands": [{"command": "/lunch", "description": "Where today?"}]},
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "lunch.json"
    path.write_text(json.dumps(MANIFEST))
    return path


async def test_an_app_finds_its_workspace_by_the_lines_that_are_printed(manifest: Path) -> None:
    config = workspace_for(manifest, app_url="", speed=1.0)
    async with SandboxServer(config) as server:
        lines = how_to_connect(config, server.url).splitlines()
        told = dict(line.split("=", 1) for line in lines if line.startswith("SLACK_"))
        client = AsyncWebClient(token=told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
        found = await client.auth_test()
        opened = await client.apps_connections_open(app_token=told["SLACK_APP_TOKEN"])

    assert found["user"] == "lunch"
    assert found.headers["x-oauth-scopes"] == "commands,chat:write"
    assert opened["url"].startswith("ws://127.0.0.1:")


def test_over_http_the_secret_of_the_signatures_is_said_instead(manifest: Path) -> None:
    config = workspace_for(manifest, app_url="http://127.0.0.1:3000/slack/events", speed=1.0)
    said = how_to_connect(config, "http://127.0.0.1:8800")
    assert f"SLACK_SIGNING_SECRET={config.signing_secret}" in said
    assert "SLACK_APP_TOKEN" not in said


def test_a_file_that_is_no_manifest_is_refused_with_the_place(manifest: Path) -> None:
    features = {"slash_commands": [{"command": "lunch", "description": "no slash"}]}
    manifest.write_text(json.dumps(MANIFEST | {"features": features}))
    ended = CliRunner().invoke(cli, ["sandbox", "--manifest", str(manifest)])
    assert ended.exit_code == 2
    assert "slash_commands.0.command" in ended.stderr
