"""The key of webhook and media tokens, kept in the data folder when no other was given."""

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.errors import SettingsError

KEY_LENGTH: Final = 32


def read_or_make_key(path: Path) -> bytes:
    """The key in `path`, made there at the first call. Raises SettingsError saying what to do."""
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"The key in {path} cannot be read or made ({error.strerror}): let the bot write to "
            "GREENLIGHT_DATA_DIR, or set GREENLIGHT_SECRET_KEY."
        ) from error
    if len(key) != KEY_LENGTH:
        raise SettingsError(
            f"The key in {path} is damaged: put it back from a backup, or remove the file and accept that "
            "providers' calls for what runs now go unheard (their results are still polled)."
        )
    return key


def key_print(key: bytes) -> str:
    """By which two keys can be compared, and from which none can be had."""
    return hmac.digest(key, b"greenlight: which key is this", "sha256").hex()


def _make(path: Path) -> None:
    """Write the whole key, then give it its name: two that start at once end with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, secrets.token_bytes(KEY_LENGTH))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
