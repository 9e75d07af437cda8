"""Finds the values: the environment first, then `.env`; what is empty counts as not set."""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from pydantic import SecretStr, ValidationError
from pydantic_settings import DotEnvSettingsSource

from bot.errors import SettingsError
from bot.settings.settings import VARIABLES, Settings

ENV_FILE: Final = Path(".env")
TEST_VARIABLES: Final = frozenset({"GREENLIGHT_HUNT", "GREENLIGHT_HUNT_SEED"})
"""Ours, but for the test command alone."""

_PREFIX: Final = "GREENLIGHT_"
_LOOPBACK_WARNING: Final = (
    "GREENLIGHT_ALLOW_LOOPBACK is on: addresses may point at this machine over plain http. "
    "That is for the sandbox and tests; never run it so for real."
)

_AES_KEYS: Final = frozenset({16, 24, 32})
_NO_AES_WARNING: Final = (
    "AKOOL_CLIENT_SECRET has not 16, 24 or 32 characters, so Akool's webhooks cannot be opened with it: "
    "its results are found by polling alone."
)
"""https://docs.akool.com/ai-tools-suite/webhook"""


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
    """The settings from `environ` (this process's own when None) and `env_file`.

    Raises SettingsError with one sentence that names the variable and says what to do.
    """
    given = _from_file(env_file) | _filled(os.environ if environ is None else environ)
    known = {name: value for name, value in given.items() if name in VARIABLES}
    others = {name: SecretStr(value) for name, value in given.items() if _is_foreign(name)}
    try:
        settings = Settings(**known, others=others)  # type: ignore[arg-type]  # text, which validators read
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None  # the cause holds the values, secrets among them
    return settings.model_copy(update={"warnings": tuple(_warnings(given, settings))})


def _from_file(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        source = DotEnvSettingsSource(
            Settings, env_file=path, env_file_encoding="utf-8", case_sensitive=True, env_ignore_empty=True
        )
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {path} cannot be read: {type(error).__name__}.") from error
    return _filled({name: value for name, value in source.env_vars.items() if value})


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value.strip()}


def _is_foreign(name: str) -> bool:
    return name not in VARIABLES and not name.startswith(("SLACK_", _PREFIX))


def _sentence(error: ValidationError) -> str:
    """The first fault. A fault of one variable is worded to stand after its name."""
    fault = error.errors(include_url=False, include_input=False)[0]
    raised = fault.get("ctx", {}).get("error")
    text = str(raised) if raised else f"{fault['msg'].removeprefix('Input ')}."
    return f"{fault['loc'][0]} {text}" if fault["loc"] else text


def _warnings(given: Mapping[str, str], settings: Settings) -> Iterable[str]:
    for name in sorted(given):
        if name.upper().startswith(_PREFIX) and name not in VARIABLES and name not in TEST_VARIABLES:
            yield _unknown(name)
    if settings.allow_loopback:
        yield _LOOPBACK_WARNING
    secret = settings.akool_client_secret
    if secret is not None and len(secret.get_secret_value()) not in _AES_KEYS:
        yield _NO_AES_WARNING


def _unknown(name: str) -> str:
    endings = {known.removeprefix(_PREFIX): known for known in VARIABLES if known.startswith(_PREFIX)}
    near = get_close_matches(name.upper().removeprefix(_PREFIX), endings, n=1)
    hint = f"; did you mean {endings[near[0]]}?" if near else "."
    return f"{name} is no variable of Greenlight's and does nothing{hint}"
