"""What `/greenlight` answers in private: help and balances; and lists of tasks as blocks."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.pricing import PriceList
from bot.domain.task import Task
from bot.views.blocks import message, sections
from bot.views.escape import escape, mention, one_line, quote, sentence
from bot.views.message import Block, Message
from bot.views.text import money, states
from bot.views.text.wishes import wish_words

_MOST_LINES: Final = 25
"""Of some 200 characters each; Slack refuses a message with more than about 10,000:
https://github.com/slackapi/bolt-js/issues/2867"""

HELP: Final = (
    "*/product-image* [image-url] [prompt] · a product image",
    "*/product-video* [image-url] [prompt] · an image; approving it makes the video",
    "*/animate* [image-url] [prompt] · a picture set in motion",
    "*/avatar-video* [script] · an avatar speaks",
    "Without arguments, or ending in …, a form opens.",
    "*/greenlight tasks* [mine] [@somebody] [#channel] [a state] [image, video] [akool …] [since:7d] "
    "[until:2026-01-31] [some words] · what is going on",
    "*/greenlight show* GL-… · one task with its history",
    "*/greenlight cancel* GL-… · stop a task",
    "*/greenlight batch* · many orders in one table",
    "*/greenlight presets* · what this channel's forms can start with",
    "*/greenlight settings* · this channel's settings",
    "*/greenlight budget* · what this channel spent this month",
    "*/greenlight refunded* GL-… · the provider paid this failed job back (admins)",
    "*/greenlight balance* · credits left",
    "In a thread, use the shortcut *New generation*: Slack has no slash commands there.",
)


def help_message(hint: str = "") -> Message:
    """`hint` is a sentence of what was not understood."""
    lines = [*([sentence(hint)] if hint else []), *HELP]
    return message(lines, sections(lines))


def task_lines(tasks: Sequence[Task], prices: PriceList) -> list[Block]:
    """One line a task, newest first as given."""
    return sections(_within([_task_line(task, prices) for task in tasks], "older"))


def balance_message(balances: Mapping[str, str]) -> Message:
    """Provider label to its balance in words, such as "412.5 credits"."""
    lines = [f"*{escape(label, 40)}* {_left(words)}" for label, words in balances.items()]
    lines = lines or ["No provider is set up here."]
    return message(lines, sections(lines))


def _left(words: str) -> str:
    """A figure, or that there is none: "no answer just now" is no amount that could be left."""
    return f"{escape(words, 200)} left" if any(letter.isdigit() for letter in words) else escape(words, 200)


def _task_line(task: Task, prices: PriceList) -> str:
    prompt = f" · {quote(wish_words(task.generation), 60)}" if one_line(wish_words(task.generation)) else ""
    who = f"<#{task.channel}> · {mention(task.requester)}"
    return (
        f"*{task.id}* {task.kind.word} {states.word(task)} · {who} · {money.standing(task, prices)}{prompt}"
    )


def _within(lines: Sequence[str], rest: str) -> list[str]:
    """As many lines as one message surely holds, and how many were left out."""
    left = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"{left} {rest}"] if left > 0 else [*lines]
