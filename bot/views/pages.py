"""`/greenlight tasks`: a page of tasks, each with its buttons, and the way to the next page."""

from bot.domain.generation import Kind
from bot.domain.pricing import PriceList
from bot.domain.search import TaskPage
from bot.domain.task import Task
from bot.views import ids
from bot.views.blocks import actions, button, context, leading_button, message, section
from bot.views.escape import day, escape, mention, moment, one_line, quote
from bot.views.filters import ListTasks, spelled
from bot.views.message import Block, Message
from bot.views.text import labels, money, states
from bot.views.text.wishes import wish_words


def tasks_message(page: TaskPage, wanted: ListTasks, *, prices: PriceList) -> Message:
    """`wanted` is what the page was searched for. It names its channel, since the buttons carry it on."""
    head, end = _head(wanted), _end(page)
    lines = [task_line(task, prices) for task in page.tasks]
    blocks = [section(head)]
    for task, line in zip(page.tasks, lines, strict=True):
        blocks += [section(line), actions(f"{ids.TASK_ROW}{task.id}", _row(task))]
    blocks += [context(end)] if end else []
    blocks += _ways_on(page, wanted)
    return message([head, *lines, *([end] if end else [])], blocks)


def _row(task: Task) -> list[Block]:
    """Sound is put under a film, so there is nothing of it to be ordered by itself."""
    show = button(labels.SHOW, ids.SHOW, task)
    again = button(labels.USE_AGAIN, ids.USE_AGAIN, task)
    return [show] if task.kind is Kind.AUDIO else [show, again]


def task_line(task: Task, prices: PriceList) -> str:
    """What it is, how it stands, since when, where, for whom, and for how much."""
    prompt = f" · {quote(wish_words(task.generation), 60)}" if one_line(wish_words(task.generation)) else ""
    where = f"{day(task.created_at)} · <#{task.channel}> · {mention(task.requester)}"
    return (
        f"*{task.id}* {task.kind.word} {states.word(task)} · {where} · {money.standing(task, prices)}{prompt}"
    )


def _head(wanted: ListTasks) -> str:
    """ "*Your tasks* · failed · Akool · “linen”"."""
    where = "*Your tasks*" if wanted.mine else f"*Tasks in* <#{wanted.channel}>"
    narrowed = [
        *([mention(wanted.person)] if wanted.person and not wanted.mine else []),
        *sorted(status.value.replace("_", " ") for status in wanted.statuses),
        *(labels.provider_label(name) for name in sorted(wanted.providers)),
        *sorted(kind.value.replace("_", " ") for kind in wanted.kinds),
        *([f"since {day(wanted.since)}, {moment(wanted.since)}"] if wanted.since else []),
        *([f"before {day(wanted.until)}, {moment(wanted.until)}"] if wanted.until else []),
        *(f"“{escape(word, 100)}”" for word in wanted.words),
    ]
    return " · ".join([where, *narrowed])


def _end(page: TaskPage) -> str:
    if page.looked_at is not None:
        return f"I looked through {page.looked_at:,} tasks. {labels.OLDER} looks further."
    return "" if page.tasks else "There is nothing to show."


def _ways_on(page: TaskPage, wanted: ListTasks) -> list[Block]:
    ways = ((labels.NEWER, ids.NEWER, page.newer), (labels.OLDER, ids.OLDER, page.older))
    filters = spelled(wanted)
    buttons = [
        leading_button(label, action, ids.page_value(place, filters))
        for label, action, place in ways
        if place is not None
    ]
    return [actions(ids.PAGES_ROW, buttons)] if buttons else []
