"""What a person filled in, read from the state of a view without trusting its shape.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from bot.domain.task import UserId
from bot.errors import FormError
from bot.views.escape import one_line

StateValues: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view.state.values`: by block id, then by action id. Ours are the same."""

NOTHING: Final = "none"
"""The value of the choice that takes a choice back: Slack lets nobody empty a list that was chosen from."""


FILLED_BY: Final = "~"
"""Stands in a block's id between the field's name and what filled it in: Slack keeps what stands in a block
that it knows, so a field that is filled in anew has another id."""


class Values:
    """One form's answers. What is missing or of another shape is as good as empty."""

    def __init__(self, values: StateValues) -> None:
        self._values = values

    def text(self, field: str) -> str:
        return _text(self._field(field).get("value")).strip()

    def needed(self, field: str, fault: str) -> str:
        """Raises FormError with `fault` when nothing was filled in."""
        text = self.text(field)
        if not text:
            raise FormError({field: fault})
        return text

    def option(self, field: str) -> str:
        """The value of the chosen option."""
        return _text(_mapping(self._field(field).get("selected_option")).get("value"))

    def looked_up(self, field: str) -> tuple[str, str]:
        """The value and the words of what was chosen from a list; both empty for nothing."""
        value = self.option(field)
        return ("", "") if value in {"", NOTHING} else (value, one_line(self.option_text(field)))

    def option_text(self, field: str) -> str:
        """The words of the chosen option."""
        chosen = _mapping(self._field(field).get("selected_option"))
        return _text(_mapping(chosen.get("text")).get("text"))

    def options(self, field: str) -> frozenset[str]:
        """The values of all ticked options."""
        chosen = self._field(field).get("selected_options")
        ticked = chosen if isinstance(chosen, list) else []
        return frozenset(_text(_mapping(option).get("value")) for option in ticked)

    def file(self, field: str) -> str:
        """The id of the one uploaded file."""
        files = self._field(field).get("files")
        first = files[0] if isinstance(files, list) and files else {}
        return _text(_mapping(first).get("id"))

    def file_url(self, field: str) -> str:
        """Where the bytes of that file are, for whoever has our token."""
        files = self._field(field).get("files")
        first = _mapping(files[0] if isinstance(files, list) and files else {})
        return _text(first.get("url_private_download")) or _text(first.get("url_private"))

    def people(self, field: str) -> frozenset[UserId]:
        chosen = self._field(field).get("selected_users")
        listed = chosen if isinstance(chosen, list) else []
        return frozenset(UserId(person) for person in listed if isinstance(person, str) and person)

    def person(self, field: str) -> UserId | None:
        chosen = _text(self._field(field).get("selected_user"))
        return UserId(chosen) if chosen else None

    def conversation(self, field: str) -> str:
        return _text(self._field(field).get("selected_conversation"))

    def _field(self, field: str) -> Mapping[str, Any]:
        blocks = _mapping(self._values)
        found = next((name for name in blocks if name.partition(FILLED_BY)[0] == field), field)
        return _mapping(_mapping(blocks.get(found)).get(field))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
