"""Reads an app manifest the way Slack does: YAML in, the parts a workspace acts on out."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.sandbox.config import Command, Manifest, Shortcut


class BadManifest(ValueError):
    """The file is no app manifest; the text says where."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Command(_Part):
    command: str = Field(pattern=r"^/\S{1,31}$")
    description: str = Field(max_length=2000)
    usage_hint: str = ""
    should_escape: bool = False


class _Shortcut(_Part):
    name: str = Field(max_length=24)
    type: str = Field(pattern="^(global|message)$")
    callback_id: str = Field(max_length=255)
    description: str = Field(default="", max_length=150)


class _Home(_Part):
    home_tab_enabled: bool = False
    messages_tab_enabled: bool = False


class _Features(_Part):
    app_home: _Home = _Home()
    slash_commands: list[_Command] = Field(default=[], max_length=50)
    shortcuts: list[_Shortcut] = Field(default=[], max_length=10)
    unfurl_domains: list[str] = Field(default=[], max_length=5)


class _Scopes(_Part):
    bot: list[str] = []


class _OAuth(_Part):
    scopes: _Scopes = _Scopes()


class _Subscriptions(_Part):
    bot_events: list[str] = []


class _Settings(_Part):
    event_subscriptions: _Subscriptions = _Subscriptions()


class _Display(_Part):
    name: str = Field(max_length=35)


class _Manifest(_Part):
    display_information: _Display
    features: _Features = _Features()
    oauth_config: _OAuth = _OAuth()
    settings: _Settings = _Settings()


def read_manifest(path: Path) -> Manifest:
    """The manifest in `path`. Raises BadManifest, naming the file and the first fault."""
    try:
        parsed = _Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise BadManifest(f"{path.name}: {error}") from error
    features = parsed.features
    return Manifest(
        name=parsed.display_information.name,
        commands=tuple(Command(**command.model_dump()) for command in features.slash_commands),
        shortcuts=tuple(Shortcut(**shortcut.model_dump()) for shortcut in features.shortcuts),
        scopes=tuple(parsed.oauth_config.scopes.bot),
        bot_events=tuple(parsed.settings.event_subscriptions.bot_events),
        unfurl_domains=tuple(features.unfurl_domains),
        home_tab=features.app_home.home_tab_enabled,
        messages_tab=features.app_home.messages_tab_enabled,
    )
