"""The Slack app manifest, held against Slack's rules and against what the code uses."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.sandbox.manifest import read_manifest
from bot.views import ids
from handlers.commands import COMMANDS

HERE = Path(__file__).parent
TEXT = (HERE.parent / "manifest.yml").read_text(encoding="utf-8")
RULES = Draft202012Validator(json.loads((HERE / "manifest_schema.json").read_text(encoding="utf-8")))
EVENTS_URL = "https://YOUR-HOST/slack/events"

# https://docs.slack.dev/reference/methods names the scope of each on its page
SCOPES = {
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "metadata.message:read"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "metadata.message:read"},
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read"},
    "usergroups.list": {"usergroups:read"},
    "usergroups.users.list": {"usergroups:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
# https://docs.slack.dev/reference/events: what an event needs besides its subscription
EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unarchive": {"channels:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "tokens_revoked": set(),
}

Manifest = dict[str, Any]


@pytest.fixture
def manifest() -> Manifest:
    return dict(yaml.safe_load(TEXT))


def faults(manifest: Manifest) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in RULES.iter_errors(manifest)]


def for_socket_mode() -> Manifest:
    """What the file's own first lines tell people to do."""
    kept = [line for line in TEXT.splitlines() if "YOUR-HOST" not in line or line.startswith("#")]
    return dict(
        yaml.safe_load("\n".join(kept).replace("socket_mode_enabled: false", "socket_mode_enabled: true"))
    )


def test_the_manifest_keeps_slacks_rules(manifest: Manifest) -> None:
    assert faults(manifest) == []


def test_the_variant_for_socket_mode_has_no_addresses_and_keeps_slacks_rules() -> None:
    variant = for_socket_mode()

    assert faults(variant) == []
    assert "https://" not in json.dumps(variant)
    assert variant["settings"]["socket_mode_enabled"] is True


def _set(*path: str | int, value: object) -> Callable[[Manifest], None]:
    def change(manifest: Manifest) -> None:
        part: Any = manifest
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "spoil",
    [
        _set("display_information", "name", value="x" * 36),
        _set("display_information", "description", value="x" * 141),
        _set("display_information", "long_description", value="x" * 174),
        _set("display_information", "background_color", value="green"),
        _set("features", "slash_commands", 0, "command", value="product-image"),
        _set("features", "slash_commands", 0, "command", value="/" + "x" * 32),
        _set("features", "slash_commands", 0, "url", value="http://YOUR-HOST/slack/events"),
        _set("features", "slash_commands", 0, "colour", value="green"),
        _set("features", "shortcuts", 0, "name", value="x" * 25),
        _set("features", "shortcuts", 0, "type", value="channel"),
        _set("oauth_config", "scopes", "bot", value=["commands", "commands"]),
        _set("settings", "event_subscriptions", value={"bot_events": ["app_home_opened"]}),
        _set("settings", "socket_mode_enabled", value=True),
        _set("something", value={}),
    ],
)
def test_the_rules_refuse_what_slack_refuses(manifest: Manifest, spoil: Callable[[Manifest], None]) -> None:
    spoilt = copy.deepcopy(manifest)

    spoil(spoilt)

    assert faults(spoilt)


def test_every_command_is_answered_and_every_answer_has_its_command(manifest: Manifest) -> None:
    commands = {entry["command"]: entry for entry in manifest["features"]["slash_commands"]}

    assert set(commands) == set(COMMANDS)
    assert {name for name, entry in commands.items() if entry["should_escape"]} == {"/greenlight"}


def test_the_shortcuts_are_those_the_code_listens_for(manifest: Manifest) -> None:
    found = {
        (entry["name"], entry["type"], entry["callback_id"]) for entry in manifest["features"]["shortcuts"]
    }

    assert found == {
        ("Animate this image", "message", ids.SHORTCUT_ANIMATE),
        ("New generation", "global", ids.SHORTCUT_NEW),
    }


def test_the_sandbox_reads_the_manifest_as_slack_does(manifest: Manifest) -> None:
    read = read_manifest(HERE.parent / "manifest.yml")

    assert {command.command for command in read.commands} == set(COMMANDS)
    assert list(read.scopes) == manifest["oauth_config"]["scopes"]["bot"]
    assert read.home_tab


def test_slack_calls_one_address(manifest: Manifest) -> None:
    features, settings = manifest["features"], manifest["settings"]

    assert {entry["url"] for entry in features["slash_commands"]} == {EVENTS_URL}
    assert settings["event_subscriptions"]["request_url"] == EVENTS_URL
    assert settings["interactivity"]["request_url"] == EVENTS_URL
    assert settings["interactivity"]["message_menu_options_url"] == EVENTS_URL


def test_every_scope_that_the_code_needs_is_asked_for_and_hardly_another(manifest: Manifest) -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (HERE.parent / "bot" / "slack").rglob("*.py")
    )
    called = set(
        re.findall(r'"((?:auth|chat|conversations|files|users|usergroups|views)\.[A-Za-z]+)"', sources)
    )
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands"}.union(
        *(SCOPES[method] for method in called), *(EVENT_SCOPES[event] for event in events)
    )

    asked = set(manifest["oauth_config"]["scopes"]["bot"])

    assert needed <= asked
    assert asked <= needed


def test_what_would_need_more_than_one_workspace_or_short_lived_tokens_is_off(manifest: Manifest) -> None:
    settings = manifest["settings"]

    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False
    assert settings["socket_mode_enabled"] is False
