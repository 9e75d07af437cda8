"""The lists that a form asks for while a person types: avatars, voices, effects, finished media.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from bot.domain.generation import Json
from bot.views.escape import one_line
from bot.views.forms.fields import LONGEST_VALUE, option
from bot.views.forms.values import NOTHING
from bot.views.message import Block

MOST_OPTIONS: Final = 100


class Listed(Protocol):
    """One entry of a provider's list."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def detail(self) -> str: ...


def choice_options(choices: Sequence[Listed], query: str, *, nothing: str = "") -> Block:
    """The choices that have every word of `query` in name or detail, those whose name begins so first.

    `nothing` are the words of a first choice that takes a choice back, where there is one.
    """
    words = one_line(query).casefold().split()
    found = [choice for choice in choices if _has(choice, words)]
    found.sort(key=lambda choice: not choice.name.casefold().startswith(" ".join(words)))
    options: list[Json] = [option(choice.id, _label(choice)) for choice in _distinct(found)]
    if nothing and not words:
        options.insert(0, option(NOTHING, nothing))
    return {"options": options[:MOST_OPTIONS]}


def _has(choice: Listed, words: Sequence[str]) -> bool:
    text = f"{one_line(choice.name)} {one_line(choice.detail)}".casefold()
    return all(word in text for word in words)


def _label(choice: Listed) -> str:
    """The provider's own name in full, then what tells it apart."""
    name = one_line(choice.name) or choice.id
    detail = one_line(choice.detail)
    return f"{name} · {detail}" if detail else name


def _distinct(choices: Sequence[Listed]) -> Iterator[Listed]:
    seen: set[str] = set()
    for choice in choices:
        if choice.id and len(choice.id) <= LONGEST_VALUE and choice.id not in seen:
            seen.add(choice.id)
            yield choice
