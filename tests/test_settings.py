"""What the bot is told from outside, and how it says that it cannot start with it."""

import logging
import os
import re
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.generation import Generation, Kind
from bot.errors import SettingsError
from bot.providers.registry import configured
from bot.settings import VARIABLES, Settings, load_settings

HERE = Path(__file__).parent.parent
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-canary", "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2}
CREATIFY = {"CREATIFY_API_ID": "an-id", "CREATIFY_API_KEY": "a-key"}
LONG_KEY = "k" * 64


def load(**environ: str) -> Settings:
    return load_settings(environ, env_file=None)


def fault(environ: Mapping[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file=None)
    return str(caught.value)


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = load()

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.provider_keys()["CREATIFY_BASE_URL"] == "https://api.creatify.ai"
    assert settings.provider_keys()["AKOOL_BASE_URL"] == "https://openapi.akool.com"
    assert settings.provider_keys()["HEYGEN_BASE_URL"] == "https://api.heygen.com"
    assert settings.data_dir == Path(".greenlight")
    assert settings.database == Path(".greenlight/greenlight.db")
    assert (settings.host, settings.port, settings.keep_days) == ("127.0.0.1", 8801, 180)
    assert (settings.allow_loopback, settings.speed, settings.warnings) == (False, 1.0, ())
    assert settings.public_url is None


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = load(SLACK_APP_TOKEN="", GREENLIGHT_PUBLIC_URL="  ", GREENLIGHT_PORT="")

    assert not settings.socket_mode
    assert settings.public_url is None
    assert settings.port == 8801


def test_the_environment_goes_before_the_file_unless_it_is_empty(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("GREENLIGHT_PORT=1\nGREENLIGHT_KEEP_DAYS=2\nGREENLIGHT_CURRENCY='chf'\n")

    settings = load_settings({"GREENLIGHT_PORT": "3", "GREENLIGHT_KEEP_DAYS": ""}, env_file=file)

    assert (settings.port, settings.keep_days, settings.currency) == (3, 2, "CHF")


def test_without_arguments_the_process_and_its_env_file_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("GREENLIGHT_PORT=1234\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENLIGHT_HOST", "0.0.0.0")  # noqa: S104 - not listened on

    settings = load_settings()

    assert (settings.host, settings.port) == ("0.0.0.0", 1234)  # noqa: S104 - as above


def test_a_missing_env_file_is_fine_and_an_unreadable_one_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\xff\xfe\x00GREENLIGHT_PORT=1")

    assert load_settings({}, env_file=tmp_path / "none").port == 8801
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, env_file=broken)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CREATIFY_API_ID": "x"}, "CREATIFY_API_KEY is not set, but CREATIFY_API_ID is"),
        ({"CREATIFY_API_KEY": "x"}, "CREATIFY_API_ID is not set, but CREATIFY_API_KEY is"),
        ({"AKOOL_CLIENT_ID": "x"}, "AKOOL_CLIENT_SECRET is not set"),
        ({"AKOOL_CLIENT_SECRET": "x"}, "AKOOL_CLIENT_ID is not set"),
        ({"AKOOL_API_KEY": "x"}, "AKOOL_CLIENT_ID is not set, but AKOOL_API_KEY is"),
        ({"HEYGEN_WEBHOOK_SECRET": "x"}, "HEYGEN_API_KEY is not set"),
        ({"HEYGEN_API_VERSION": "v2"}, "HEYGEN_API_VERSION should be 'v3' or 'v1'."),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN holds an app-level token"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN must be the bot token"),
        ({"SLACK_BOT_TOKEN": "xoxe.xoxb-1"}, "SLACK_BOT_TOKEN holds a token that expires"),
        ({"SLACK_BOT_TOKEN": "xoxb-1 2"}, "SLACK_BOT_TOKEN has a space"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN holds a bot or user token"),
        ({"SLACK_APP_TOKEN": "1"}, "SLACK_APP_TOKEN must be the app-level token"),
        ({"SLACK_SIGNING_SECRET": "xoxb-1"}, "SLACK_SIGNING_SECRET holds a token"),
        ({"CREATIFY_API_KEY": "a\nb", "CREATIFY_API_ID": "x"}, "CREATIFY_API_KEY has a space"),
        ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL must be a whole address"),
        ({"SLACK_API_URL": "http://slack.com/api/"}, "SLACK_API_URL must start with https://"),
        ({"CREATIFY_BASE_URL": "https://me:pw@x.com"}, "CREATIFY_BASE_URL must be a whole address"),
        ({"CREATIFY_BASE_URL": "https://x.com?a=1"}, "CREATIFY_BASE_URL must be a whole address"),
        ({"AKOOL_BASE_URL": "ftp://x.com"}, "AKOOL_BASE_URL must be a whole address"),
        ({"HEYGEN_BASE_URL": "https://x.com:99999"}, "HEYGEN_BASE_URL must be a whole address"),
        ({"GREENLIGHT_PUBLIC_URL": "bot.example.com"}, "GREENLIGHT_PUBLIC_URL must be a whole address"),
        ({"GREENLIGHT_PUBLIC_URL": "http://bot.example.com"}, "GREENLIGHT_PUBLIC_URL must start with https"),
        ({"GREENLIGHT_PUBLIC_URL": "http://127.0.0.1:1"}, "GREENLIGHT_PUBLIC_URL must start with https"),
        ({"GREENLIGHT_PUBLIC_URL": "https://localhost"}, "GREENLIGHT_PUBLIC_URL must name a host"),
        ({"GREENLIGHT_PUBLIC_URL": "https://10.0.0.1"}, "GREENLIGHT_PUBLIC_URL must name a host"),
        ({"GREENLIGHT_PUBLIC_URL": "https://[::1]"}, "GREENLIGHT_PUBLIC_URL must name a host"),
        ({"GREENLIGHT_PUBLIC_URL": "https://[::1"}, "GREENLIGHT_PUBLIC_URL must be a whole address"),
        ({"GREENLIGHT_PUBLIC_URL": "https://a.com/" + "x" * 130}, "GREENLIGHT_PUBLIC_URL is too long"),
        ({"GREENLIGHT_SPEED": "4"}, "GREENLIGHT_SPEED is for the sandbox and tests only"),
        ({"GREENLIGHT_SPEED": "nan", "GREENLIGHT_ALLOW_LOOPBACK": "1"}, "GREENLIGHT_SPEED must be a number"),
        ({"GREENLIGHT_SPEED": "0", "GREENLIGHT_ALLOW_LOOPBACK": "1"}, "GREENLIGHT_SPEED must be a number"),
        ({"GREENLIGHT_ALLOW_LOOPBACK": "maybe"}, "GREENLIGHT_ALLOW_LOOPBACK must be 1 or 0."),
        ({"GREENLIGHT_HOST": "127.0.0.1:80"}, "GREENLIGHT_HOST must be an address of this machine"),
        ({"GREENLIGHT_PORT": "http"}, "GREENLIGHT_PORT must be a whole number from 0 to 65535."),
        ({"GREENLIGHT_PORT": "65536"}, "GREENLIGHT_PORT must be a whole number"),
        ({"GREENLIGHT_KEEP_DAYS": "0"}, "GREENLIGHT_KEEP_DAYS must be a whole number from 1"),
        ({"GREENLIGHT_KEEP_DAYS": "1.5"}, "GREENLIGHT_KEEP_DAYS must be a whole number"),
        ({"GREENLIGHT_SECRET_KEY": "short"}, "GREENLIGHT_SECRET_KEY is too short"),
        ({"GREENLIGHT_ADMINS": "ann"}, "GREENLIGHT_ADMINS must be Slack user ids"),
        (
            {"GREENLIGHT_MEDIA_HOSTS": "cdn.example.com:443"},
            "GREENLIGHT_MEDIA_HOSTS must be exact host names",
        ),
        ({"GREENLIGHT_MEDIA_HOSTS": "*.example.com"}, "GREENLIGHT_MEDIA_HOSTS must be exact host names"),
        ({"GREENLIGHT_CREDIT_PRICES": "creatify"}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": "creatify=free"}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": "creatify=-1"}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": "creatify=1,creatify=2"}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": "{"}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": '{"creatify": {"a": 1}}'}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CREDIT_PRICES": '{"creatify": NaN}'}, "GREENLIGHT_CREDIT_PRICES must say"),
        ({"GREENLIGHT_CURRENCY": "$"}, "GREENLIGHT_CURRENCY must be a currency's three letters"),
        ({"GREENLIGHT_PRICE_LIST": "creatify=1"}, "GREENLIGHT_PRICE_LIST must say what calls cost"),
        ({"GREENLIGHT_PRICE_LIST": "creatify.gen_img=1"}, "GREENLIGHT_PRICE_LIST: creatify has no call"),
        ({"GREENLIGHT_DATABASE_URL": "postgresql://x"}, "GREENLIGHT_DATABASE_URL must be postgresql://user"),
        ({"GREENLIGHT_DATABASE_URL": "postgresql+x://x/y"}, "GREENLIGHT_DATABASE_URL must be postgresql:"),
        ({"GREENLIGHT_DATABASE_URL": "postgresql://x:y/z"}, "GREENLIGHT_DATABASE_URL must be postgresql:"),
        ({"GREENLIGHT_DATABASE_URL": "bot.db"}, "GREENLIGHT_DATABASE_URL must be sqlite:///"),
        ({"GREENLIGHT_DATABASE_URL": "sqlite:///:memory:"}, "GREENLIGHT_DATABASE_URL must be sqlite:///"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_that_names_the_variable(
    environ: dict[str, str], said: str
) -> None:
    sentence = fault(environ)

    assert sentence.startswith(said)
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("name", sorted(set(VARIABLES) - {"GREENLIGHT_DATA_DIR"}))
def test_no_fault_repeats_the_value(name: str) -> None:
    with pytest.raises(SettingsError, match=name) as caught:
        load_settings({name: "canary \x07 0x?#"}, env_file=None)

    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_secrets_are_never_printed() -> None:
    canaries = {
        name: f"{prefix}canary-{number}-{'x' * 40}"
        for number, (name, prefix) in enumerate(
            {
                "SLACK_BOT_TOKEN": "xoxb-",
                "SLACK_SIGNING_SECRET": "",
                "SLACK_APP_TOKEN": "xapp-",
                "CREATIFY_API_ID": "",
                "CREATIFY_API_KEY": "",
                "AKOOL_CLIENT_ID": "",
                "AKOOL_CLIENT_SECRET": "",
                "AKOOL_API_KEY": "",
                "HEYGEN_API_KEY": "",
                "HEYGEN_WEBHOOK_SECRET": "",
                "GREENLIGHT_SECRET_KEY": "",
                "SOME_OTHER_KEY": "",
            }.items()
        )
    }

    settings = load_settings(canaries, env_file=None)

    printed = f"{settings!r} {settings} {settings.require_slack()!r} {settings.model_dump_json()}"
    assert "canary" not in printed
    assert set(settings.secret_values()) == set(canaries.values())


def test_serve_names_the_slack_variable_that_is_missing() -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is not set"):
        load(**CREATIFY).require_slack()
    with pytest.raises(SettingsError, match=r"^SLACK_SIGNING_SECRET is not set.*SLACK_APP_TOKEN"):
        load(SLACK_BOT_TOKEN="xoxb-1").require_slack()


def test_an_app_token_switches_to_socket_mode_and_needs_no_signing_secret() -> None:
    settings = load(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert settings.socket_mode
    assert settings.require_slack().signing_secret is None
    assert not load(**SLACK).socket_mode


def test_providers_are_made_from_what_is_set() -> None:
    settings = load(**CREATIFY, CREATIFY_BASE_URL="http://127.0.0.1:8800/providers/creatify/")

    found = configured(settings.provider_keys())

    assert found["creatify"].base_url == "http://127.0.0.1:8800/providers/creatify"
    assert "creatify" not in configured(load().provider_keys())


def test_a_provider_of_another_package_finds_its_own_variables_but_none_of_slacks() -> None:
    keys = load(**SLACK, OTHER_API_KEY="theirs", SLACK_CLIENT_SECRET="x").provider_keys()

    assert keys["OTHER_API_KEY"] == "theirs"
    assert not [name for name in keys if name.startswith(("SLACK_", "GREENLIGHT_"))]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8800/api", "http://127.0.0.1:8800/api/"])
def test_slacks_address_ends_with_one_slash(url: str) -> None:
    assert load(SLACK_API_URL=url).slack_api_url == "http://127.0.0.1:8800/api/"


def test_a_public_url_may_have_a_port_and_a_path_and_loses_its_last_slash() -> None:
    settings = load(GREENLIGHT_PUBLIC_URL="https://bot.example.com:8443/greenlight/")

    assert settings.public_url == "https://bot.example.com:8443/greenlight"


def test_the_longest_public_url_still_makes_a_webhook_address_that_creatify_takes() -> None:
    longest = "https://bot.example.com/".ljust(200 - len("/webhooks/creatify/") - 43, "x")

    assert load(GREENLIGHT_PUBLIC_URL=longest).public_url == longest
    assert "too long" in fault({"GREENLIGHT_PUBLIC_URL": longest + "x"})


def test_loopback_allows_plain_http_and_speed_and_is_said_loudly() -> None:
    settings = load(
        GREENLIGHT_ALLOW_LOOPBACK="1", GREENLIGHT_SPEED="12.5", GREENLIGHT_PUBLIC_URL="http://127.0.0.1:8801"
    )

    assert (settings.speed, settings.public_url) == (12.5, "http://127.0.0.1:8801")
    assert any("GREENLIGHT_ALLOW_LOOPBACK is on" in warning for warning in settings.warnings)


@pytest.mark.parametrize(("length", "odd"), [(16, False), (24, False), (32, False), (20, True), (64, True)])
def test_a_secret_that_opens_no_webhook_of_akool_is_warned_of(length: int, odd: bool) -> None:
    warnings = load(AKOOL_CLIENT_ID="an-id", AKOOL_CLIENT_SECRET="s" * length).warnings

    assert any("AKOOL_CLIENT_SECRET" in warning for warning in warnings) is odd


def test_a_misspelt_variable_is_warned_of_with_the_likely_name() -> None:
    settings = load(GREENLIGHT_PUBLIC_ULR="https://x.example.com", GREENLIGHT_ZZZZ="1", greenlight_port="1")

    assert settings.warnings == (
        "GREENLIGHT_PUBLIC_ULR is no variable of Greenlight's and does nothing; "
        "did you mean GREENLIGHT_PUBLIC_URL?",
        "GREENLIGHT_ZZZZ is no variable of Greenlight's and does nothing.",
        "greenlight_port is no variable of Greenlight's and does nothing; did you mean GREENLIGHT_PORT?",
    )


def test_lists_take_commas_and_spaces() -> None:
    settings = load(
        GREENLIGHT_ADMINS="U012AB3CD, W045EF6GH", GREENLIGHT_MEDIA_HOSTS="CDN.example.com video.example.com"
    )

    assert settings.admins == {"U012AB3CD", "W045EF6GH"}
    assert settings.media_hosts == {"cdn.example.com", "video.example.com"}


@pytest.mark.parametrize("text", ["creatify=0.20, akool=0.01", '{"creatify": 0.20, "akool": "0.01"}'])
def test_credit_prices_are_pairs_or_json_and_exact(text: str) -> None:
    prices = load(GREENLIGHT_CREDIT_PRICES=text, GREENLIGHT_CURRENCY="eur").price_list()

    assert prices.credit_worth == {"creatify": Decimal("0.20"), "akool": Decimal("0.01")}
    assert prices.words("creatify", Decimal(3)) == "3 credits (0.60 EUR)"


def test_a_price_list_replaces_the_estimates_that_it_names() -> None:
    prices = load(GREENLIGHT_PRICE_LIST="creatify.gen_image=2,other.call=7").price_list()

    image = Generation(provider="creatify", call="gen_image", kind=Kind.IMAGE)
    video = Generation(provider="creatify", call="gen_video", kind=Kind.VIDEO)
    assert prices.estimate(image) == 2
    assert prices.estimate(video) == 3
    assert prices.estimates["other", "call"] == 7


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///", "/data/greenlight.db"),
        ("sqlite:///some/bot.db", "some/bot.db"),
        ("sqlite:////srv/a%20b.db", "/srv/a b.db"),
    ],
)
def test_a_database_url_names_a_file(url: str, path: str) -> None:
    settings = load(GREENLIGHT_DATABASE_URL=url, GREENLIGHT_DATA_DIR="/data")

    assert settings.database == Path(path)


def test_a_postgresql_url_is_a_secret() -> None:
    url = "postgresql://bot:hunter22hunter22@db.example/greenlight?sslmode=verify-full"
    settings = load(GREENLIGHT_DATABASE_URL=url)

    assert settings.database == url
    assert "hunter22" not in repr(settings)
    assert url in settings.secret_values()


def test_a_home_folder_may_be_written_short() -> None:
    assert load(GREENLIGHT_DATA_DIR="~/gl").data_dir == Path.home() / "gl"


@pytest.mark.parametrize(
    ("name", "text"),
    [("GREENLIGHT_DATA_DIR", "~nobody0"), ("GREENLIGHT_DATABASE_URL", "sqlite:///~nobody0/bot.db")],
)
def test_the_home_folder_of_nobody_is_refused_with_its_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load(**{name: text})


def test_the_secret_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = load(GREENLIGHT_DATA_DIR=str(tmp_path / "new" / "data"))

    key = settings.secret_key()

    file = settings.data_dir / "secret_key"
    assert len(key) == 32
    assert settings.secret_key() == file.read_bytes() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(settings.data_dir) == ["secret_key"]


def test_processes_that_start_at_once_end_with_the_same_secret_key(tmp_path: Path) -> None:
    settings = load(GREENLIGHT_DATA_DIR=str(tmp_path))

    with ThreadPoolExecutor(8) as threads:
        keys = {future.result() for future in [threads.submit(settings.secret_key) for _ in range(32)]}

    assert len(keys) == 1


def test_a_given_secret_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = load(GREENLIGHT_SECRET_KEY=LONG_KEY, GREENLIGHT_DATA_DIR=str(tmp_path))

    assert settings.secret_key() == LONG_KEY.encode()
    assert not os.listdir(tmp_path)


def test_a_damaged_or_unreachable_secret_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"half")
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="damaged"):
        load(GREENLIGHT_DATA_DIR=str(tmp_path)).secret_key()
    with pytest.raises(SettingsError, match="GREENLIGHT_DATA_DIR"):
        load(GREENLIGHT_DATA_DIR=str(tmp_path / "file" / "data")).secret_key()


@given(st.sampled_from(sorted(VARIABLES)), st.text(max_size=40))
def test_any_text_in_any_variable_is_read_or_refused_with_its_name(name: str, text: str) -> None:
    said = ""
    try:
        load_settings({name: text}, env_file=None)
    except SettingsError as error:
        said = str(error)

    assert not said or name in said


def documented() -> dict[str, str]:
    """Each variable of docs/configuration.md with the default that its row names."""
    page = (HERE / "docs" / "configuration.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", page, re.MULTILINE))


def test_the_page_on_configuration_has_every_variable_with_its_default() -> None:
    defaults = {name: Settings.model_fields[field].default for name, field in VARIABLES.items()}

    assert set(documented()) == set(defaults)
    for name, default in defaults.items():
        assert documented()[name] == _shown(default), name


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return "off"
    if isinstance(default, float):
        return f"`{default:g}`"
    return f"`{default}`" if default else "\N{EN DASH}"


def test_the_example_file_has_every_variable_and_loads_as_it_stands() -> None:
    example = HERE / ".env.example"
    names = re.findall(r"^#?\s?([A-Z_]+)=", example.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(names) == sorted(VARIABLES)
    assert load_settings({}, env_file=example).warnings == ()


def test_the_example_file_loads_with_every_line_switched_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = (HERE / ".env.example").read_text(encoding="utf-8")
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^#\s?(?=[A-Z_]+=)", "", text, flags=re.MULTILINE))

    with caplog.at_level(logging.WARNING):
        settings = load_settings({}, env_file=file)

    assert settings.given_prices
    assert settings.allow_loopback
    assert not caplog.records
