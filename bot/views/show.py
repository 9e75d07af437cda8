"""`/greenlight show`: one task, what can be done with it now, its tree, and each step of its way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.domain.events import HistoryLine
from bot.domain.generation import Kind
from bot.domain.pricing import PriceList
from bot.domain.task import Status, Task
from bot.views import ids
from bot.views.blocks import actions, button, context, message, plain_section, section, sections, thumbnail
from bot.views.escape import escape, mention, one_line, quote, quote_plain, sentence, when
from bot.views.lineage import tree, version_of, with_task
from bot.views.message import Block, Message
from bot.views.result import PICTURES
from bot.views.text import labels, money, states
from bot.views.text.files import alt_text
from bot.views.text.steps import HAPPENED, SAID_BY_US, cost_words
from bot.views.text.wishes import wish_words

_LONGEST_PROMPT: Final = 500
_LONGEST_WHY: Final = 100
_LONGEST_INPUT: Final = 100
_LONGEST_INPUTS: Final = 900
_MOST_STEPS: Final = 20
_MOST_VERSIONS: Final = 12
_DEEPEST: Final = 4
_HIDDEN: Final = frozenset(
    {"prompt", "avatar", "voice", "image_of", "image_file", "clip", "clips", "audio_file", "video"}
)
"""Inputs that are said elsewhere, or whose ids say nothing to people."""

_LOOKED_AT: Final = frozenset({Status.DELIVERED, Status.APPROVED})


def show_message(
    task: Task,
    *,
    lineage: Sequence[Task],
    history: Sequence[HistoryLine],
    buttons: Sequence[Block],
    now: datetime,
    prices: PriceList,
    provider_label: str,
    with_pictures: bool = True,
) -> Message:
    """`buttons` are the rows that stand under the task in its thread now; `with_pictures`: whether Slack is
    asked to show thumbnails, for which it may refuse the whole message."""
    family = with_task(lineage, task)
    head = _head(task, prices)
    prompt = one_line(wish_words(task.generation))
    inputs = _inputs(task)
    state = states.state_line(task, usual=None, now=now, prices=prices, provider_label=provider_label)
    versions = _versions(task, family, prices)
    steps = _steps(task, history, prices)
    blocks = [
        section(head),
        *([plain_section(quote_plain(prompt, _LONGEST_PROMPT))] if prompt else []),
        *([context(inputs)] if inputs else []),
        section(state),
        *(_row_of(task, row) for row in buttons),
        *_again(task),
        *(_version_block(other, line, with_pictures=with_pictures) for other, line in versions),
        *sections(steps),
    ]
    lines = [head, *([quote(prompt, _LONGEST_PROMPT)] if prompt else []), state]
    return message([*lines, *(line for _, line in versions), *steps], blocks)


def has_pictures(message: Message) -> bool:
    """Whether there is something in it that Slack may refuse to show."""
    return any("accessory" in block for block in message.blocks)


def _head(task: Task, prices: PriceList) -> str:
    where = f"<#{task.channel}>"
    what = f"{labels.title_word(task.kind)} for {mention(task.requester)}"
    return f"*{task.id}* {what} in {where} · {money.standing(task, prices)}"


def _row_of(task: Task, row: Block) -> Block:
    """Block ids may stand only once in a message, and say here whose buttons these are."""
    return {**row, "block_id": f"{row['block_id']}:{task.id}"}


def _again(task: Task) -> list[Block]:
    """Sound is put under a film, so there is nothing of it to be ordered by itself."""
    if task.kind is Kind.AUDIO:
        return []
    return [actions(f"{ids.AGAIN_ROW}{task.id}", [button(labels.USE_AGAIN, ids.USE_AGAIN, task)])]


def _versions(task: Task, family: Sequence[Task], prices: PriceList) -> list[tuple[Task | None, str]]:
    """The tree, a line each; the oldest are left out of a large one, but never the task itself."""
    branches = tree(family)
    newest = sorted(branches, key=lambda branch: version_of(branch[0], family))[-_MOST_VERSIONS:]
    kept = {other.id for other, _ in newest} | {task.id}
    lines: list[tuple[Task | None, str]] = [
        (other, _version(other, depth, family, prices, is_this=other.id == task.id))
        for other, depth in branches
        if other.id in kept
    ]
    left = len(branches) - len(lines)
    return [(None, f"{left} older"), *lines] if left else lines


def _version(task: Task, depth: int, family: Sequence[Task], prices: PriceList, *, is_this: bool) -> str:
    """ "  └ v2 · GL-AAA2 · video approved by Ben · 3 credits"."""
    branch = "\u2003" * (min(depth, _DEEPEST) - 1) + "└ " if depth else ""
    name = f"*{task.id}*" if is_this else task.id
    by = f" by {mention(task.decided_by)}" if task.status is Status.APPROVED and task.decided_by else ""
    what = f"{task.kind.word} {states.word(task)}{by}"
    return f"{branch}v{version_of(task, family)} · {name} · {what} · {money.standing(task, prices)}"


def _version_block(task: Task | None, line: str, *, with_pictures: bool) -> Block:
    picture = _picture(task) if task is not None and with_pictures else None
    if task is None or picture is None:
        return section(line)
    return {**section(line), "accessory": thumbnail(picture, alt_text(task))}


def _picture(task: Task) -> str | None:
    """The Slack file of what can be looked at; a film is none, and what was deleted is gone."""
    media = task.media
    if media is None or media.mime not in PICTURES or task.kind is not Kind.IMAGE:
        return None
    return media.slack_file if task.status in _LOOKED_AT else None


def _inputs(task: Task) -> str:
    """What was chosen besides the prompt."""
    given = {name: task.generation.text(name) for name in task.generation.inputs if name not in _HIDDEN}
    said = [
        f"{name.replace('_', ' ')}: {escape(one_line(value), _LONGEST_INPUT)}"
        for name, value in given.items()
        if value
    ]
    if isinstance(clips := task.generation.inputs.get("clips"), list):
        said.insert(0, f"{1 + len(clips)} clips")
    while len(" · ".join(said)) > _LONGEST_INPUTS:
        said.pop()
    return " · ".join(said)


def _steps(task: Task, history: Sequence[HistoryLine], prices: PriceList) -> list[str]:
    """The newest last; of a long way the first steps are left out."""
    left = len(history) - _MOST_STEPS
    earlier = [f"{left} earlier steps"] if left > 0 else []
    return [*earlier, *(_step(task, line, prices) for line in history[max(left, 0) :])]


def _step(task: Task, line: HistoryLine, prices: PriceList) -> str:
    """ "14:02 · failed at the provider · 1 credit spent · “No subject found”"."""
    who = f" by {mention(line.who)}" if line.who else ""
    what = f"{HAPPENED.get(line.what, escape(line.what, 60))}{who}"
    cost = [cost_words(task, line.cost, prices)] if line.cost else []
    why = [_why(line)] if one_line(line.why) else []
    return " · ".join([when(line.at), what, *cost, *why])


def _why(line: HistoryLine) -> str:
    words = one_line(line.why)
    return sentence(words, _LONGEST_WHY) if line.what in SAID_BY_US else quote(words, _LONGEST_WHY)
