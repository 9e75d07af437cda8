"""The arguments of one Web API call, wherever they stood: query, form or JSON body."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.slack.wire import Json, SlackError, invalid_arguments

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Arguments:
    """Typed look-ups over the merged arguments; absent and null are the same."""

    def __init__(self, values: Json) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}

    def given(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        if isinstance(value, dict | list):
            raise invalid_arguments(f"must provide a string [json-pointer:/{name}]")
        return _spelled(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        if not self.given(name):
            return default
        try:
            return int(self.text(name))
        except ValueError:
            raise invalid_arguments(f"must provide a number [json-pointer:/{name}]") from None

    def words(self, name: str) -> list[str]:
        """A comma-separated list, or a JSON array."""
        value = self._values.get(name)
        if isinstance(value, list):
            return [_spelled(item) for item in value]
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def json_list(self, name: str, error: str) -> list[Any] | None:
        """A list, given as JSON or as a string of it. Raises SlackError(error) if it is not."""
        value = self._parsed(name, error)
        if value is None:
            return None
        if not isinstance(value, list):
            raise SlackError(error)
        return value

    def json_object(self, name: str, error: str) -> Json:
        value = self._parsed(name, error)
        if value is None or value == "":
            return {}
        if not isinstance(value, dict):
            raise SlackError(error)
        return value

    def _parsed(self, name: str, error: str) -> Any:
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(error) from None

    def summary(self) -> Json:
        """What the ledger keeps of a call: enough to recognise it, no token, nothing long."""
        return {name: _short(value) for name, value in self._values.items() if name != "token"}


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > 300:
        return value[:297] + "..."
    if isinstance(value, dict | list) and len(json.dumps(value)) > 1000:
        return f"{type(value).__name__} of {len(value)}"
    return value


async def read_arguments(request: web.Request) -> Arguments:
    """Merge query, form and JSON. Raises SlackError for a body that is neither.

    https://docs.slack.dev/apis/web-api/#methods_supporting_json
    """
    values: Json = dict(request.query)
    if request.content_type in _FORMS:
        values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    elif request.content_type == "application/json" and (body := await request.read()):
        values |= _json_body(body)
    return Arguments(values)


def _json_body(body: bytes) -> Json:
    try:
        parsed = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed
