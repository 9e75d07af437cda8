"""What `/greenlight` answers in private: help, lists of tasks, one task with its history, balances."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.domain.events import HistoryLine
from bot.domain.pricing import PriceList
from bot.domain.task import Task
from bot.views.blocks import context, message, plain_section, section
from bot.views.escape import escape, mention, moment, one_line, quote, quote_plain, sentence
from bot.views.message import Block, Message
from bot.views.text import labels, money, states

_LONGEST_SECTION: Final = 2_800
_MOST_LINES: Final = 25
"""Of some 200 characters each; Slack refuses a message with more than about 10,000:
https://github.com/slackapi/bolt-js/issues/2867"""

HELP: Final = (
    "*/product-image* [image-url] [prompt] · a product image",
    "*/product-video* [image-url] [prompt] · an image; approving it makes the video",
    "*/animate* [image-url] [prompt] · a picture set in motion",
    "Without arguments, or ending in …, a form opens.",
    "*/greenlight tasks* [mine] [@somebody] [#channel] [a state] [image, video] [akool …] [since:7d] "
    "[until:2026-01-31] [some words] · what is going on",
    "*/greenlight show* GL-… · one task with its history",
    "*/greenlight cancel* GL-… · stop a task",
    "*/greenlight settings* · this channel's settings",
    "*/greenlight budget* · what this channel spent this month",
    "*/greenlight refunded* GL-… · the provider paid this failed job back (admins)",
    "*/greenlight balance* · credits left",
    "In a thread, use the shortcut *New generation*: Slack has no slash commands there.",
)

_HAPPENED: Final[Mapping[str, str]] = {
    "Requested": "asked for",
    "Admitted": "admitted",
    "SpendQuestioned": "price asked about",
    "ApprovalNeeded": "needs its spend approved",
    "Refused": "refused",
    "ApprovalExpired": "nobody approved the spend",
    "StatusShown": "shown in the channel",
    "SubmissionStarted": "sent",
    "SubmissionNotSent": "could not be sent, tried again",
    "SubmissionRefused": "refused by the provider",
    "SubmissionLost": "sent, but no answer",
    "JobAccepted": "accepted by the provider",
    "JobFound": "found at the provider",
    "JobNotFound": "not found at the provider",
    "SearchEnded": "the search ended",
    "JobSucceeded": "made",
    "JobFailed": "failed at the provider",
    "JobOverdue": "took too long",
    "MediaArchived": "fetched",
    "FileStored": "being uploaded",
    "FileLost": "upload lost",
    "ResultShown": "shown",
    "DeliveryFailed": "could not be shown",
    "Removed": "removed",
    "ThreadMoved": "the thread moved",
    "SpendConfirmed": "spend confirmed",
    "SpendApproved": "spend approved",
    "SpendRefused": "spend refused",
    "Cancelled": "cancelled",
    "Approved": "approved",
    "Reopened": "reopened",
    "ChangesAsked": "changes asked for",
    "DeleteAsked": "delete asked for",
    "CheckAsked": "checked again",
    "SendAsked": "sent again",
    "GivenUp": "given up",
    "RetryAsked": "tried again",
    "Refunded": "noted as refunded",
}


def help_message(hint: str = "") -> Message:
    """`hint` is a sentence of what was not understood."""
    lines = [*([sentence(hint)] if hint else []), *HELP]
    return message(lines, _sections(lines))


def task_lines(tasks: Sequence[Task], prices: PriceList) -> list[Block]:
    """One line a task, newest first as given."""
    return _sections(_within([_task_line(task, prices) for task in tasks], "older"))


def show_message(
    task: Task, *, history: Sequence[HistoryLine], now: datetime, prices: PriceList, provider_label: str
) -> Message:
    """One task: what was asked, where it stands, and each step of its way, the newest last."""
    head = _head(task, prices)
    prompt = task.generation.prompt
    state = states.state_line(task, usual=None, now=now, prices=prices, provider_label=provider_label)
    steps = _within([_step(line) for line in reversed(history)], "earlier steps")[::-1]
    inputs = _inputs(task)
    blocks: list[Block] = [section(head)]
    if one_line(prompt):
        blocks.append(plain_section(quote_plain(prompt, 1_000)))
    blocks.extend([*([context(inputs)] if inputs else []), section(state), *_sections(steps)])
    said = [head, *([quote(prompt, 1_000)] if one_line(prompt) else []), state, *steps]
    return message(said, blocks)


def balance_message(balances: Mapping[str, str]) -> Message:
    """Provider label to its balance in words, such as "412.5 credits"."""
    lines = [f"*{escape(label, 40)}* {_left(words)}" for label, words in balances.items()]
    lines = lines or ["No provider is set up here."]
    return message(lines, _sections(lines))


def _left(words: str) -> str:
    """A figure, or that there is none: "no answer just now" is no amount that could be left."""
    return f"{escape(words, 200)} left" if any(letter.isdigit() for letter in words) else escape(words, 200)


def _head(task: Task, prices: PriceList) -> str:
    what = f"{labels.title_word(task.kind)} for {mention(task.requester)}"
    return f"*{task.id}* {what} · {money.standing(task, prices)}"


def _task_line(task: Task, prices: PriceList) -> str:
    prompt = f" · {quote(task.generation.prompt, 60)}" if one_line(task.generation.prompt) else ""
    who = f"<#{task.channel}> · {mention(task.requester)}"
    return (
        f"*{task.id}* {task.kind.word} {states.word(task)} · {who} · {money.standing(task, prices)}{prompt}"
    )


def _step(line: HistoryLine) -> str:
    who = f" by {mention(line.who)}" if line.who else ""
    return f"{moment(line.at)} · {_HAPPENED.get(line.what, escape(line.what, 60))}{who}"


def _inputs(task: Task) -> str:
    """What was chosen besides the prompt; ids that say nothing to people are left out."""
    hidden = {"prompt", "avatar"}
    given = {name: task.generation.text(name) for name in task.generation.inputs if name not in hidden}
    said = [
        f"{name.replace('_', ' ')}: {escape(one_line(value), 210)}" for name, value in given.items() if value
    ]
    return " · ".join(said)


def _within(lines: Sequence[str], rest: str) -> list[str]:
    """As many lines as one message surely holds, and how many were left out."""
    left = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"{left} {rest}"] if left > 0 else [*lines]


def _sections(lines: Sequence[str]) -> list[Block]:
    """Lines put together into as few sections as hold them."""
    blocks: list[Block] = []
    text = ""
    for line in lines:
        if text and len(text) + len(line) + 1 > _LONGEST_SECTION:
            blocks.append(section(text))
            text = ""
        text = f"{text}\n{line}" if text else line
    return [*blocks, section(text)] if text else blocks
