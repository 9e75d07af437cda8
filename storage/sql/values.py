"""How single values are kept: times, decimals, JSON and free text."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.domain.generation import Json

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode
"""Made once: `json.dumps` makes an encoder for each call that asks for anything unusual."""


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly: a float of seconds would lose the last ones."""
    since = moment - _EPOCH
    return (since.days * _DAY + since.seconds) * 1_000_000 + since.microseconds


def to_micros_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def from_micros(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def from_micros_or_none(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def to_text_or_none(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def to_decimal_or_none(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def to_json(value: Mapping[str, Json]) -> str:
    return _ENCODE(dict(value))


def to_json_list(values: Iterable[str | int]) -> str:
    return json.dumps(list(values))


def from_json(text: str) -> Any:
    return json.loads(text)


def storable(text: str) -> str:
    """The text without half characters: JSON can carry a lone surrogate, a database in UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
