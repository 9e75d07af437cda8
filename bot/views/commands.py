"""What people type behind a slash command, in the many ways that phones and Slack spell it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from bot.addresses import clean_slack_url, unescaped
from bot.domain.generation import Json
from bot.domain.task import TaskId
from bot.errors import PersonError
from bot.views.escape import inert
from bot.views.filters import PROVIDERS, ListTasks, read_filters
from bot.views.ids import read_task_id

_MORE: Final = re.compile(r"\s*(?:…|\.{3,})\s*\Z")
_LINK: Final = re.compile(r"<https?://[^>]*>|[\"'“”„«»\u2018\u2019]?https?://\S+", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\A[\"'“”„«\u2018](.*)[\"'“”»\u2019]\Z", re.DOTALL)

_PRESET: Final = re.compile(
    r"\s*(?<!\S)(?P<choice>preset):(?:[\"“”„«](?P<long>[^\"“”»]+)[\"“”»]|(?P<short>\S+))", re.IGNORECASE
)
_RATIO: Final = re.compile(r"\s*(?<!\S)(?P<choice>ratio):(?P<short>\d{1,2}:\d{1,2})(?!\S)", re.IGNORECASE)

_EXAMPLE: Final = "https://shop.example/bag.jpg clean background"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """The arguments of an order. `wants_form`: open the form, with what was given already filled in.
    `preset` is the one that was named, `aspect_ratio` as it was written (16:9); both may be empty."""

    url: str | None
    prompt: str
    wants_form: bool
    preset: str = ""
    aspect_ratio: str = ""

    def ratio(self, between: str) -> dict[str, Json]:
        """The input, where it was given, as the provider writes it: 16x9 or 16:9."""
        return {"aspect_ratio": self.aspect_ratio.replace(":", between)} if self.aspect_ratio else {}


def read_inline(text: str, *, takes_ratio: bool = False) -> Inline:
    """Find the link wherever it stands, and what was chosen by name; the rest is the prompt. Raises
    PersonError when there is no link."""
    words = text.strip()
    bare = _MORE.sub("", words)
    wants_form = not bare or bare != words
    link = _LINK.search(bare)
    if link is None and not wants_form:
        raise PersonError(
            f"Please give the link of a picture, like this: {_EXAMPLE}. Or nothing at all, for a form."
        )
    url = clean_slack_url(link[0]) if link else None
    said = unescaped(f"{bare[: link.start()]} {bare[link.end() :]}" if link else bare)
    preset, said = _taken(_PRESET, said)
    ratio, said = _taken(_RATIO, said) if takes_ratio else ("", said)
    return Inline(
        url=url,
        prompt=_unquoted(" ".join(said.split())),
        wants_form=wants_form,
        preset=preset,
        aspect_ratio=ratio,
    )


def read_script(text: str) -> Inline:
    """What somebody shall say, as the prompt. A preset or a ratio stands before it: what comes later is
    spoken."""
    words = text.strip()
    bare = _MORE.sub("", words)
    said, chosen = unescaped(bare), {"preset": "", "ratio": ""}
    while (found := _PRESET.match(said) or _RATIO.match(said)) is not None:
        chosen[found["choice"].lower()] = _value(found)
        said = said[found.end() :]
    return Inline(
        url=None,
        prompt=_unquoted(" ".join(said.split())),
        wants_form=not bare or bare != words,
        preset=chosen["preset"],
        aspect_ratio=chosen["ratio"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """`hint`: what was not understood, as a sentence."""

    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTask:
    task: TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTask:
    task: TaskId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSettings:
    """The settings of the channel that the command was typed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPresets:
    """What the forms of the channel can start with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBatch:
    """Many orders in one table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBalance:
    """What is left at the providers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBudget:
    """What the channel that the command was typed in has spent this month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefund:
    """The provider paid a failed job back."""

    task: TaskId


Wish: TypeAlias = (
    Help
    | ListTasks
    | ShowTask
    | CancelTask
    | OpenSettings
    | OpenPresets
    | OpenBatch
    | ShowBalance
    | ShowBudget
    | NoteRefund
)


def read_greenlight(text: str, *, now: datetime, providers: Collection[str] = PROVIDERS) -> Wish:
    """What `/greenlight …` asks for; what is not understood leads to the help. "7d" counts from `now`.

    Raises PersonError for an id that cannot be one.
    """
    name, _, rest = text.strip().partition(" ")
    if name.lower() in _LISTS:
        try:
            return read_filters(unescaped(rest), now=now, providers=providers)
        except PersonError as error:
            return Help(hint=str(error))
    read = _SUBCOMMANDS.get(name.lower())
    if read is not None:
        return read(rest.strip())
    return Help(hint=f"I do not know “{inert(name, 40)}”.")


def _taken(choice: re.Pattern[str], said: str) -> tuple[str, str]:
    """What was chosen, and the words without it."""
    found = choice.search(said)
    return ("", said) if found is None else (_value(found), f"{said[: found.start()]} {said[found.end() :]}")


def _value(found: re.Match[str]) -> str:
    parts = found.groupdict()
    return (parts.get("long") or parts["short"]).strip()


def _unquoted(prompt: str) -> str:
    found = _QUOTED.match(prompt)
    return found[1].strip() if found else prompt


_LISTS: Final = frozenset({"tasks", "list"})
_SUBCOMMANDS: Final[Mapping[str, Callable[[str], Wish]]] = {
    "": lambda _: Help(),
    "help": lambda _: Help(),
    "show": lambda rest: ShowTask(task=read_task_id(rest)),
    "cancel": lambda rest: CancelTask(task=read_task_id(rest)),
    "settings": lambda _: OpenSettings(),
    "batch": lambda _: OpenBatch(),
    "presets": lambda _: OpenPresets(),
    "balance": lambda _: ShowBalance(),
    "budget": lambda _: ShowBudget(),
    "refunded": lambda rest: NoteRefund(task=read_task_id(rest)),
}
