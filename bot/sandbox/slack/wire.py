"""Shapes that travel: JSON objects, and the errors Slack answers with."""

from collections.abc import Sequence
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class SlackError(Exception):
    """A refusal as the Web API words it: HTTP 200 with `ok: false`."""

    def __init__(
        self, error: str, *, messages: Sequence[str] = (), errors: Sequence[str] = (), **extra: object
    ) -> None:
        super().__init__(error)
        self.error = error
        self._messages = list(messages)
        self._errors = list(errors)
        self._extra = extra

    def body(self) -> Json:
        body: Json = {"ok": False, "error": self.error, **self._extra}
        if self._errors:
            body["errors"] = self._errors
        if self._messages:
            body["response_metadata"] = {"messages": self._messages}
        return body


def invalid_arguments(*problems: str) -> SlackError:
    return SlackError("invalid_arguments", messages=[f"[ERROR] {problem}" for problem in problems])
