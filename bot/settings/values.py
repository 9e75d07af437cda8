"""Reads the value of one variable; what is wrong with it is said so that it can stand after its name.

No sentence repeats a value: people put secrets into the wrong line.
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})
_SQLITE: Final = "sqlite:///"
_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_PERSON: Final = re.compile(r"[UW][A-Z0-9]{6,}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
_CALL: Final = re.compile(r"[a-z][a-z0-9_.-]*")
_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")


def secret(text: str) -> str:
    if not _VISIBLE.fullmatch(text):
        raise ValueError("has a space, a line break or a letter in it that no key has; copy it again.")
    return text


def bot_token(text: str) -> str:
    """https://docs.slack.dev/authentication/tokens"""
    if text.startswith("xapp-"):
        raise ValueError(
            "holds an app-level token (xapp-…): put that into SLACK_APP_TOKEN, and here the bot token "
            "(xoxb-…) from “OAuth & Permissions”."
        )
    if text.startswith("xoxe"):
        raise ValueError("holds a token that expires: switch token rotation off, then install the app again.")
    if not text.startswith("xoxb-"):
        raise ValueError("must be the bot token from “OAuth & Permissions”; it starts with xoxb-.")
    return secret(text)


def app_token(text: str) -> str:
    if text.startswith("xox"):
        raise ValueError(
            "holds a bot or user token (xox…): put the bot token into SLACK_BOT_TOKEN, and here the "
            "app-level token (xapp-…) from “Basic Information”."
        )
    if not text.startswith("xapp-"):
        raise ValueError("must be the app-level token from “Basic Information”; it starts with xapp-.")
    return secret(text)


def signing_secret(text: str) -> str:
    if text.startswith(("xox", "xapp-")):
        raise ValueError("holds a token: put here the signing secret from “Basic Information”.")
    return secret(text)


def secret_key(text: str) -> str:
    if len(text) < 32:
        raise ValueError("is too short to be safe: make one with `openssl rand -hex 32`, or leave it unset.")
    return secret(text)


def service_url(text: str) -> str:
    """An API's address without a slash at its end; http reaches only this machine."""
    parts = _url(text)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError(
            "must start with https://; plain http is only for 127.0.0.1, since keys travel with it."
        )
    return text.rstrip("/")


def slack_url(text: str) -> str:
    return f"{service_url(text)}/"


def public_url(text: str) -> str:
    """Where others reach us. Whether http is allowed is decided with GREENLIGHT_ALLOW_LOOPBACK."""
    parts = _url(text)
    host = parts.hostname or ""
    if parts.scheme == "http" and host != "127.0.0.1":
        raise ValueError("must start with https://, because providers call it from outside.")
    if parts.scheme == "https" and not _is_public(host):
        raise ValueError(
            "must name a host that providers can reach from outside, such as https://bot.example.com."
        )
    return text.rstrip("/")


def flag(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError("must be 1 or 0.")
    return text.lower() in _YES


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}.")
        return int(text)

    return read


def speed(text: str) -> float:
    number = _decimal(text)
    if number is None or not Decimal("0.01") <= number <= 1000:
        raise ValueError("must be a number from 0.01 to 1000, such as 4.")
    return float(number)


def currency(text: str) -> str:
    """https://www.iso.org/iso-4217-currency-codes.html"""
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError("must be a currency's three letters, such as USD.")
    return text.upper()


def people(text: str) -> frozenset[str]:
    found = frozenset(_items(text))
    if not all(_PERSON.fullmatch(person) for person in found):
        raise ValueError(
            "must be Slack user ids with commas between, such as U012AB3CD,U045EF6GH "
            "(in Slack: profile, ⋮, Copy member ID)."
        )
    return found


def hosts(text: str) -> frozenset[str]:
    found = frozenset(item.lower() for item in _items(text))
    if not all(_HOST.fullmatch(host) for host in found):
        raise ValueError(
            "must be exact host names with commas between, without https://, ports, paths or stars."
        )
    return found


def credit_prices(text: str) -> Mapping[str, Decimal]:
    """`provider=money` with commas between, or a JSON object of the same."""
    found = _amounts(text)
    if found is None or not all(_NAME.fullmatch(name) for name in found):
        raise ValueError("must say what a credit is worth, such as creatify=0.20,akool=0.01, or in JSON.")
    return found


def call_prices(text: str) -> Mapping[tuple[str, str], Decimal]:
    """`provider.call=credits` with commas between, or a JSON object of the same."""
    given = _amounts(text) or {"": Decimal()}
    found = {name.partition(".")[::2]: number for name, number in given.items()}
    if not all(_NAME.fullmatch(provider) and _CALL.fullmatch(call) for provider, call in found):
        raise ValueError(
            "must say what calls cost, such as creatify.gen_image=2,creatify.gen_video=10, or in JSON."
        )
    return found


def database(text: str) -> Path | SecretStr | None:
    """`sqlite:///name` (from the working folder) or `sqlite:////name`; None for a bare `sqlite:///`.

    `postgresql://…` may hold a password, so all of it is a secret.
    """
    if text.startswith(("postgres:", "postgresql:", "postgresql+")):
        return SecretStr(_postgres(text))
    path = unquote(text.removeprefix(_SQLITE))
    if not text.startswith(_SQLITE) or path == ":memory:" or "?" in text or "\0" in path:
        raise ValueError("must be sqlite:/// and the path of a file, or postgresql://….")
    return at_home(path) if path else None


def _postgres(text: str) -> str:
    """A URL as libpq takes it: https://www.postgresql.org/docs/current/libpq-connect.html"""
    try:
        parts = urlsplit(text)
        named = parts.scheme in {"postgresql", "postgres"} and bool(parts.path.strip("/"))
        fits = named and (parts.port is None or parts.port > 0) and _VISIBLE.fullmatch(text)
    except ValueError:
        fits = None
    if not fits:
        raise ValueError("must be postgresql://user:password@host:5432/database.")
    return text


def at_home(text: str) -> Path:
    """`~` is the home folder of who runs this, `~name` that of somebody else."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("names the home folder of somebody who has none here.") from error


def host(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        if _HOST.fullmatch(text.lower()):
            return text
    raise ValueError("must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, without a port.")


def _url(text: str) -> SplitResult:
    wrong = "must be a whole address such as https://example.com, without a name, question mark or # in it."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(wrong) from None
    plain = parts.scheme in {"http", "https"} and parts.hostname and _VISIBLE.fullmatch(text) and port != 0
    if not plain or parts.username is not None or "?" in text or "#" in text:
        raise ValueError(wrong)
    return parts


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return bool(_HOST.fullmatch(host)) and "." in host and not host.endswith((".local", ".internal"))


def _items(text: str) -> list[str]:
    return [item for item in re.split(r"[\s,]+", text) if item]


def _amounts(text: str) -> Mapping[str, Decimal] | None:
    """None when a number is missing or negative, or a name stands twice."""
    pairs = _from_json(text) if text.startswith("{") else [item.partition("=")[::2] for item in _items(text)]
    read = {name: _decimal(number) for name, number in pairs}
    found = {name: number for name, number in read.items() if number is not None and number >= 0}
    return found if len(found) == len(pairs) else None


def _from_json(text: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        return [("", "")]
    return [(name, str(number)) for name, number in found.items()]


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
