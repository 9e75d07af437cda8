"""Which providers are switched on, and how another package brings one."""

import json
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.providers.registry import configured, registered

KEYS = {"CREATIFY_API_ID": "an-id", "CREATIFY_API_KEY": "a-key"}


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A package of somebody else that offers `brought:ENTRY` under the group of providers."""
    (folder / "brought.py").write_text(source)
    about = folder / "brought-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[greenlight.providers]\nbrought = brought:ENTRY\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "brought", raising=False)


def entry(name: str) -> str:
    return (
        "from bot.providers.creatify import Creatify\n"
        "from bot.providers.registry import Registered\n"
        f"ENTRY = Registered(name={json.dumps(name)}, keys=('BROUGHT_ID', 'BROUGHT_KEY'),\n"
        "    address='BROUGHT_URL', base_url='https://brought.example.com', make=Creatify)\n"
    )


def test_a_provider_without_keys_is_switched_off() -> None:
    assert configured({}) == {}
    assert configured({"CREATIFY_API_ID": "", "CREATIFY_API_KEY": ""}) == {}


def test_a_provider_with_its_keys_is_made_with_them() -> None:
    creatify = configured(KEYS)["creatify"]

    assert creatify.base_url == "https://api.creatify.ai"
    assert creatify.provider.name == "creatify"
    assert creatify.provider.headers()["X-API-ID"] == "an-id"
    assert creatify.provider.headers()["X-API-KEY"] == "a-key"


def test_a_provider_can_be_pointed_elsewhere() -> None:
    made = configured({**KEYS, "CREATIFY_BASE_URL": "http://127.0.0.1:8800/providers/creatify"})

    assert made["creatify"].base_url == "http://127.0.0.1:8800/providers/creatify"


def test_what_is_optional_is_handed_on_and_may_be_missing() -> None:
    akool = {"AKOOL_CLIENT_ID": "an-id", "AKOOL_CLIENT_SECRET": "a-secret"}

    with_token = configured(akool)["akool"].provider
    with_key = configured({**akool, "AKOOL_API_KEY": "a-key"})["akool"].provider
    old = configured({"HEYGEN_API_KEY": "a-key", "HEYGEN_API_VERSION": "v1"})["heygen"].provider

    assert "x-api-key" not in with_token.headers()
    assert with_key.headers()["x-api-key"] == "a-key"
    assert old.can.speaks == "video.generate"


@pytest.mark.parametrize("missing", KEYS)
def test_a_half_configured_provider_stops_the_start_with_the_name_of_what_is_missing(missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^{missing} is not set"):
        configured({**KEYS, missing: ""})


def test_another_package_can_bring_a_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, entry("brought"))

    assert [one.name for one in registered()] == ["creatify", "akool", "heygen", "brought"]
    assert list(configured({"BROUGHT_ID": "i", "BROUGHT_KEY": "k"})) == ["brought"]


@pytest.mark.parametrize("source", [entry("creatify"), "ENTRY = 7\n"])
def test_a_package_that_brings_nonsense_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    install(tmp_path, monkeypatch, source)

    with pytest.raises(SettingsError):
        registered()
