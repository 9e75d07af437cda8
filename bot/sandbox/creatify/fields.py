"""Bodies of requests, read field by field, with every complaint collected under its field."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from aiohttp import web

from bot.sandbox.creatify.refusals import Refusal, detail

LONGEST_URL: Final = 200
TYPES: Final = ("product_anyshot", "product_avatar")
RATIOS: Final = ("9x16", "16x9", "1x1")
MOTIONS: Final = ("talking", "display")

Read: TypeAlias = Callable[[object], object]


class Unfit(ValueError):
    """One field's complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How a field is read, whether it must be there, may be null or empty, and what it is when missing."""

    read: Read
    required: bool = False
    nullable: bool = True
    blank: bool = False
    default: object = None

    def value(self, given: object) -> object:
        if given is None:
            if not self.nullable:
                raise Unfit("This field may not be null.")
            return None
        if given == "":
            if not self.blank:
                raise Unfit("This field may not be blank.")
            return ""
        return self.read(given)


def text(given: object) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise Unfit("Not a valid string.")
    return str(given)


def url(given: object) -> str:
    spelled = text(given)
    if len(spelled) > LONGEST_URL:
        raise Unfit(f"Ensure this field has no more than {LONGEST_URL} characters.")
    if not _is_web_address(spelled):
        raise Unfit("Enter a valid URL.")
    return spelled


def _is_web_address(spelled: str) -> bool:
    try:
        parts = urlsplit(spelled)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and not any(mark.isspace() for mark in spelled)


def uuid(given: object) -> str:
    """Dashed or not; kept dashed. https://docs.creatify.ai shows 32 bare hex digits for an avatar."""
    try:
        return str(UUID(text(given)))
    except ValueError:
        raise Unfit("Must be a valid UUID.") from None


def choice(allowed: tuple[str, ...]) -> Read:
    def read(given: object) -> str:
        if not isinstance(given, str) or given not in allowed:
            raise Unfit(f'"{given}" is not a valid choice.')
        return given

    return read


_WEBHOOK: Final = Field(read=url)
_PROMPT: Final = Field(read=text, blank=True)

GEN_IMAGE: Final[Mapping[str, Field]] = {
    "product_url": Field(read=url, required=True, nullable=False),
    "type": Field(read=choice(TYPES), nullable=False, default="product_anyshot"),
    "aspect_ratio": Field(read=choice(RATIOS), nullable=False, default="16x9"),
    "image_prompt": _PROMPT,
    "override_avatar": Field(read=uuid),
    "product_showcase_url": Field(read=text, blank=True),
    "webhook_url": _WEBHOOK,
}
GEN_VIDEO: Final[Mapping[str, Field]] = {
    "motion_style": Field(read=choice(MOTIONS), blank=True),
    "video_prompt": _PROMPT,
    "webhook_url": _WEBHOOK,
}
REGEN_IMAGE: Final[Mapping[str, Field]] = {"image_prompt": _PROMPT, "webhook_url": _WEBHOOK}
REGEN_VIDEO: Final = GEN_VIDEO


async def read_body(request: web.Request, fields: Mapping[str, Field]) -> dict[str, str | None]:
    """The fields that were asked for; unknown ones are ignored. Raises Refusal with all complaints."""
    if request.content_type != "application/json":
        raise detail(415, f'Unsupported media type "{request.content_type}" in request.')
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise detail(400, f"JSON parse error - {error}") from error
    if not isinstance(body, dict):
        kind = type(body).__name__
        complaint = f"Invalid data. Expected a dictionary, but got {kind}."
        raise Refusal(400, {"non_field_errors": [complaint]})
    return _read_fields(body, fields)


def _read_fields(body: dict[str, object], fields: Mapping[str, Field]) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    complaints: dict[str, list[str]] = {}
    for name, field in fields.items():
        try:
            if name not in body and field.required:
                raise Unfit("This field is required.")  # noqa: TRY301 - told like every other complaint
            value = field.value(body[name]) if name in body else field.default
            values[name] = None if value is None else str(value)
        except Unfit as complaint:
            complaints[name] = [str(complaint)]
    if complaints:
        raise Refusal(400, complaints)
    return values
