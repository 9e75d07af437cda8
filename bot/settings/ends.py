"""The two ends of a move as they are typed. No sentence repeats one: it may hold a password."""

from pathlib import Path

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings.values import database


def sqlite_path(text: str) -> Path:
    """Where to move from. Raises SettingsError."""
    found = _read(text)
    if not isinstance(found, Path):
        raise SettingsError("What is moved must be sqlite:/// and the path of a file.")
    return found


def postgres_url(text: str) -> str:
    """Where to move to. Raises SettingsError."""
    found = _read(text)
    if found is None or isinstance(found, Path):
        raise SettingsError("It is moved to postgresql://user:password@host:5432/database.")
    return found.get_secret_value()


def _read(text: str) -> Path | SecretStr | None:
    try:
        return database(text)
    except ValueError:
        return None
