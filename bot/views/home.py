"""App Home: what waits for the viewer's word, what runs for them, what they spent, and what was made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain.budgets import MonthlySpend
from bot.domain.generation import Json, Kind
from bot.domain.policy import ChannelPolicy
from bot.domain.pricing import PriceList
from bot.domain.task import Task
from bot.views import ids
from bot.views.blocks import actions, context, plain, section, thumbnail
from bot.views.budget import spent_by, whole
from bot.views.lists import task_lines
from bot.views.message import Block
from bot.views.pages import task_line
from bot.views.result import PICTURES
from bot.views.text.files import alt_text

NOTHING: Final = "Nothing of yours is running. Type /product-image in a channel to begin."
NOTHING_WAITS: Final = "Nothing waits for your decision."
NOTHING_SPENT: Final = "Nothing yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that the viewer may decide about, with its buttons as they stand in its thread."""

    task: Task
    buttons: Sequence[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What one person sees; all lists newest first. `budgets`: each channel's rules, and what it spent."""

    month: str
    waiting: Sequence[Waiting] = ()
    running: Sequence[Task] = ()
    recent: Sequence[Task] = ()
    spends: Sequence[MonthlySpend] = ()
    budgets: Sequence[tuple[ChannelPolicy, Sequence[MonthlySpend]]] = field(default_factory=tuple)


def home_view(home: Home, *, prices: PriceList, with_pictures: bool = True) -> Block:
    """Without pictures where Slack does not take them."""
    blocks = [
        _title("Waiting for you"),
        *_waiting(home.waiting, prices),
        _title("Running"),
        *(task_lines(home.running, prices) or [section(NOTHING)]),
        _title(f"My spend in {home.month}"),
        section(spent_by(home.spends, prices) or NOTHING_SPENT),
        *_budgets(home, prices),
    ]
    if home.recent:
        blocks += [_title("Lately"), *(_made(task, prices, with_pictures) for task in home.recent)]
    return {"type": "home", "blocks": [*blocks]}


def _title(words: str) -> Block:
    return {"type": "header", "text": plain(words, 150)}


def has_pictures(home: Home) -> bool:
    return any(_picture(task) for task in home.recent)


def _waiting(waiting: Sequence[Waiting], prices: PriceList) -> list[Block]:
    if not waiting:
        return [context(NOTHING_WAITS)]
    blocks = []
    for each in waiting:
        blocks.append(section(task_line(each.task, prices)))
        blocks.append(_row(each))
    return blocks


def _row(each: Waiting) -> Block:
    """Its block id is its own: a page has many such rows."""
    buttons = [button for button in each.buttons if isinstance(button, dict)]
    return actions(f"{ids.TASK_ROW}{each.task.id}", buttons)


def _budgets(home: Home, prices: PriceList) -> list[Block]:
    lines = [f"<#{policy.channel}> {_spent(policy, spends, prices)}" for policy, spends in home.budgets]
    return [_title("My channels"), section("\n".join(lines))] if lines else []


def _spent(policy: ChannelPolicy, spends: Sequence[MonthlySpend], prices: PriceList) -> str:
    """Against the budget; just the credits where money plays no part."""
    if policy.budget_month is None and not prices.credit_worth and spends:
        return spent_by(spends, prices)
    return whole(spends, policy, prices)


def _made(task: Task, prices: PriceList, with_pictures: bool) -> Block:
    picture = _picture(task) if with_pictures else None
    line = section(task_line(task, prices))
    return line if picture is None else {**line, "accessory": thumbnail(picture, alt_text(task))}


def _picture(task: Task) -> str | None:
    is_shown = task.kind is Kind.IMAGE and task.media is not None and task.media.mime in PICTURES
    return task.media.slack_file if is_shown and task.media and task.status.has_result else None
