"""What can be chosen, and what is left on the account.

https://github.com/heygen-com/heygen-cli/blob/main/gen/avatar.go (and voice.go, user.go beside it); for v2
https://docs.heygen.com/reference/list-avatars-v2
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.errors import Unreadable
from bot.providers.heygen.clips import PHOTO
from bot.providers.heygen.refusals import NAME, readable
from bot.providers.heygen.replies import answer_of, data_of
from bot.providers.provider import Choice, Reply

_ID: Final = re.compile(r"[\x21-\x7e]{1,200}")
_QUOTA_A_CREDIT: Final = 60


def read_avatars(reply: Reply, *, hide: Sequence[str] = ()) -> list[Choice]:
    """The looks that can speak, or v2's avatars and then its talking photos, in HeyGen's order."""
    data = data_of(reply, about_job=False, hide=hide)
    if isinstance(data, list):
        return list(_choices(data, "id", "name", "preview_image_url", ("gender", "avatar_type")))
    avatars = _choices(
        _rows(data, "avatars"), "avatar_id", "avatar_name", "preview_image_url", ("gender", "type")
    )
    photos = _choices(
        _rows(data, "talking_photos"),
        "talking_photo_id",
        "talking_photo_name",
        "preview_image_url",
        (),
        PHOTO,
    )
    return [*avatars, *photos]


def read_voices(reply: Reply, *, hide: Sequence[str] = ()) -> list[Choice]:
    """The voices, each with its language; `preview_url` is something to hear."""
    data = data_of(reply, about_job=False, hide=hide)
    traits = ("language", "gender")
    if isinstance(data, list):
        return list(_choices(data, "voice_id", "name", "preview_audio_url", traits))
    rows = _rows(data, "voices") or _rows(data, "list")
    return list(_choices(rows, "voice_id", "name", "preview_audio", traits))


def next_page(reply: Reply) -> str | None:
    """The token of the page after this one of a v3 list, None for none. Raises as the readers do."""
    answer = answer_of(reply, about_job=False)
    token = answer.get("next_token")
    return token if answer.get("has_more") is not False and isinstance(token, str) and token else None


def _rows(data: Mapping[str, Any], name: str) -> list[object]:
    rows = data.get(name)
    return rows if isinstance(rows, list) else []


def _choices(
    rows: Sequence[object], id_: str, name: str, preview: str, traits: Sequence[str], mark: str = ""
) -> Iterator[Choice]:
    """What cannot be chosen is left out; the same id comes once."""
    seen: set[str] = set()
    for row in rows:
        key = _word(row, id_)
        if not _ID.fullmatch(key) or key in seen or not isinstance(row, dict):
            continue
        seen.add(key)
        known = (readable(_word(row, trait)).replace("_", " ") for trait in traits)
        called = readable(_word(row, name) or _word(row, "display_name"))
        yield Choice(
            id=f"{mark}{key}",
            name=called or key[:30],
            detail=", ".join(trait for trait in known if trait and trait != "unknown"),
            preview_url=_word(row, preview),
        )


def _word(row: object, name: str) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    return value.strip() if isinstance(value, str) else ""


def read_balance(reply: Reply, *, hide: Sequence[str] = ()) -> str:
    """ "12.5 USD", "412 credits", or for v1 its quota in credits. Raises Unreadable when none is named."""
    data = data_of(reply, about_job=False, hide=hide)
    told = data if isinstance(data, dict) else {}
    words = _quota(told) or _wallet(told) or _plan(told) or _metered(told)
    if not words:
        raise Unreadable(NAME, "the answer names no balance", status=reply.status)
    return words


def _quota(data: Mapping[str, Any]) -> str:
    """https://docs.heygen.com/reference/get-remaining-quota-v2 counts sixty to a credit."""
    left = _decimal(data.get("remaining_quota"))
    return "" if left is None else _credits(left / _QUOTA_A_CREDIT)


def _wallet(data: Mapping[str, Any]) -> str:
    wallet = data.get("wallet")
    left = _decimal(wallet.get("remaining_balance")) if isinstance(wallet, dict) else None
    if left is None:
        return ""
    unit = _word(wallet, "currency")
    return (
        _credits(left) if unit.lower() in {"", "credit", "credits"} else f"{_plain(left)} {unit.upper()[:10]}"
    )


def _plan(data: Mapping[str, Any]) -> str:
    plan = data.get("subscription")
    told = plan.get("credits") if isinstance(plan, dict) else None
    if not isinstance(told, dict):
        left = _decimal(told)
        return "" if left is None else _credits(left)
    parts = [left for value in told.values() if (left := _left(value)) is not None]
    return _credits(sum(parts, Decimal())) if parts else ""


def _left(value: object) -> Decimal | None:
    return _decimal(value.get("remaining")) if isinstance(value, dict) else _decimal(value)


def _metered(data: Mapping[str, Any]) -> str:
    usage = data.get("usage_based")
    if not isinstance(usage, dict):
        return ""
    if (left := _decimal(usage.get("remaining_credits"))) is not None:
        return _credits(left)
    spent, cap = _decimal(usage.get("spending_current_usd")), _decimal(usage.get("spending_cap_usd"))
    if spent is None:
        return ""
    return f"{_plain(spent)} USD spent" if cap is None else f"{_plain(spent)} of {_plain(cap)} USD spent"


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
        return number.quantize(Decimal("0.01")) if number.is_finite() else None
    except InvalidOperation:
        return None


def _credits(left: Decimal) -> str:
    words = _plain(left)
    return f"{words} credit" if words == "1" else f"{words} credits"


def _plain(number: Decimal) -> str:
    words = f"{number.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words
