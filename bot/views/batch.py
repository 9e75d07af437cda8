"""The one message of a batch: how far it is, row by row as far as there is room, and how it ended."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.domain.batch import Batch, BatchRow
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task
from bot.views.blocks import actions, message, section, sections
from bot.views.escape import escape, mention, quote
from bot.views.message import Block, Message
from bot.views.text import money, states
from bot.views.text.wishes import wish_words

_MOST_LINES: Final = 40
_NOTHING: Final = "0 credits"
_LONGEST_PROMPT: Final = 60
_LONGEST_FAULT: Final = 160
_QUIET: Final = frozenset({Status.DELIVERED, Status.APPROVED, Status.DELETED})


def latest(tasks: Sequence[Task]) -> dict[int, Task]:
    """The last task of each row: a row that was tried again goes on where that is."""
    return {task.batch_row: task for task in tasks if task.batch_row is not None}


def is_over(batch: Batch, tasks: Sequence[Task]) -> bool:
    """Whether nothing goes on by itself any more: every row has ended, or waits for a person to look."""
    rows = latest(tasks)
    return all(row.number in rows and not _goes_on(rows[row.number]) for row, _ in batch.good)


def batch_message(batch: Batch, tasks: Sequence[Task], *, prices: PriceList) -> Message:
    """Rows that want attention come first where there are too many for one message."""
    rows = latest(tasks)
    count = len(batch.rows)
    head = f"*Batch* for {mention(batch.person)} · {count} {'row' if count == 1 else 'rows'}"
    price = money.total(list(rows.values()), prices) or money.about(price_of(batch, prices))
    lines = [f"{head} · {price}", _counts(batch, rows), *_lines(batch, rows)]
    return message(lines, [section("\n".join(lines[:2])), *sections(lines[2:])])


def row_message(task: Task, words: str, buttons: Sequence[Block]) -> Message:
    """What happened to one row, with its buttons: it has no message of its own. `words` is mrkdwn."""
    said = f"Row {task.batch_row}, *{task.id}*: {words}"
    rows = [actions(str(block["block_id"]), _elements(block)) for block in buttons]
    return message([said], [section(said), *rows])


def batch_over(batch: Batch, tasks: Sequence[Task], *, prices: PriceList) -> Message:
    """The one mention at the end."""
    rows = latest(tasks)
    spent = money.total(list(rows.values()), prices) or "nothing spent"
    said = f"{mention(batch.person)} your batch is done: {_counts(batch, rows)} · {spent}."
    return message([said], [section(said)])


def price_of(batch: Batch, prices: PriceList) -> str:
    """What all its rows are expected to cost together, in words."""
    return money.by_provider(batch_prices(batch, prices), prices) or _NOTHING


def batch_prices(batch: Batch, prices: PriceList) -> dict[str, Decimal]:
    """Credits of one provider are none of another's, so each has a sum of its own."""
    sums: dict[str, Decimal] = {}
    for _, wish in batch.good:
        sums[wish.provider] = sums.get(wish.provider, Decimal()) + prices.estimate(wish)
    return sums


def fault_line(row: BatchRow) -> str:
    return f"{row.number} · not ordered: {escape(row.fault, _LONGEST_FAULT)}"


def _goes_on(task: Task) -> bool:
    return task.status.is_open and not task.needs_person and task.status is not Status.STALLED


def _counts(batch: Batch, rows: dict[int, Task]) -> str:
    """ "17 delivered · 1 failed · 2 not ordered"."""
    counted = Counter(states.word(task) for task in rows.values())
    waiting = len(batch.good) - len(rows)
    parts = [f"{count} {word}" for word, count in counted.most_common()]
    parts += [f"{waiting} about to begin"] if waiting else []
    parts += [f"{len(batch.bad)} not ordered"] if batch.bad else []
    return " · ".join(parts)


def _lines(batch: Batch, rows: dict[int, Task]) -> list[str]:
    first = sorted(batch.rows, key=lambda row: (_is_quiet(rows.get(row.number)), row.number))[:_MOST_LINES]
    lines = [_line(row, rows.get(row.number)) for row in sorted(first, key=lambda row: row.number)]
    more = len(batch.rows) - len(first)
    return [*lines, f"… and {more} more rows"] if more else lines


def _line(row: BatchRow, task: Task | None) -> str:
    if row.wish is None:
        return fault_line(row)
    prompt = quote(wish_words(row.wish), _LONGEST_PROMPT)
    if task is None:
        return f"{row.number} · {prompt} · about to begin"
    return f"{row.number} · *{task.id}* {prompt} · {states.lasting_word(task)}"


def _is_quiet(task: Task | None) -> bool:
    return task is not None and task.status in _QUIET


def _elements(block: Block) -> list[Block]:
    elements = block["elements"]
    return [part for part in elements if isinstance(part, dict)] if isinstance(elements, list) else []
