"""The status message: where a task is. The first task's is the root, which shows the whole lineage."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.generation import Generation, Kind
from bot.domain.pricing import PriceList
from bot.domain.rounds import ONE, Quorum
from bot.domain.task import Status, Task
from bot.views import ids
from bot.views.blocks import actions, button, context, message, plain_section, section
from bot.views.escape import link, mention, one_line, quote, quote_plain
from bot.views.lineage import final_of, is_seen, superseded_by, tried_again, version_of, with_task
from bot.views.message import Block, Message
from bot.views.text import dialogs, labels, money, reviews, states
from bot.views.text.wishes import wish_words

_LONGEST_PROMPT: Final = 300
_MOST_VERSIONS: Final = 6

_SHOWN: Final = frozenset({Status.DELIVERED, Status.APPROVED})
_GONE: Final = frozenset({Status.DELETING, Status.DELETED})
FINAL: Final = "Final version"
_OVER: Final = frozenset({Status.FAILED, Status.REFUSED, Status.EXPIRED, Status.CANCELLED})


def status_message(
    task: Task,
    *,
    lineage: Sequence[Task],
    usual: timedelta | None,
    now: datetime,
    prices: PriceList,
    provider_label: str,
    again: Generation | None = None,
    ahead: int = 0,
    quorum: Quorum = ONE,
    final_link: str = "",
) -> Message:
    """The task as it is now. `usual` is how long such a job takes, None while nobody knows; `again` what Try
    again would order, where that is another call than the task's own; `ahead` how many wait before it;
    `final_link` leads to the chosen version of the thread."""
    family = with_task(lineage, task)
    if task.status in _SHOWN and not task.is_root:
        line = _done_line(task, prices, quorum)
        return message([line], [section(line)])
    state = states.state_line(
        task,
        usual=usual,
        now=now,
        prices=prices,
        provider_label=provider_label,
        ahead=ahead,
        quorum=quorum,
    )
    summary = lineage_line(family, prices, quorum) if task.is_root and _has_story(task, family) else ""
    if summary and final_link and final_of(family) is not None:
        summary = f"{summary} · {link(final_link, FINAL)}"
    buttons = _buttons(task, family, prices, provider_label, again or task.generation)
    return _laid_out(
        task, state="" if task.status in _SHOWN else state, summary=summary, buttons=buttons, prices=prices
    )


def lineage_line(family: Sequence[Task], prices: PriceList, quorum: Quorum = ONE) -> str:
    """ "v3 approved by Ben · 2 older · 7 credits", or each version with what became of it."""
    seen = [task for task in family if is_seen(task)]
    approved = [task for task in seen if task.status is Status.APPROVED]
    parts = _since_approval(approved[-1], seen, family, quorum) if approved else _latest(seen, family, quorum)
    return " · ".join([*parts, *filter(None, [money.total(seen, prices)])])


def _laid_out(task: Task, *, state: str, summary: str, buttons: list[Block], prices: PriceList) -> Message:
    head = _head(task, prices)
    blocks, lines = [section(head)], [head]
    if one_line(wish_words(task.generation)) and task.status not in _GONE:
        blocks.append(plain_section(quote_plain(wish_words(task.generation), _LONGEST_PROMPT)))
        lines.append(quote(wish_words(task.generation), _LONGEST_PROMPT))
    if state:
        blocks.append(section(state))
        lines.append(state)
    if summary:
        blocks.append(context(summary) if state else section(summary))
        lines.append(summary)
    if buttons:
        blocks.append(actions(ids.STATUS_ROW, buttons))
    return message(lines, blocks)


def _head(task: Task, prices: PriceList) -> str:
    """ "*GL-7K3Q* Image for Ann · about 1 credit": an ended task says its price elsewhere, or had none."""
    head = f"*{task.id}* {labels.title_word(task.kind)} for {mention(task.requester)}"
    return f"{head} · {money.about(money.estimate(task, prices))}" if task.status.is_open else head


def _done_line(task: Task, prices: PriceList, quorum: Quorum) -> str:
    by = f" by {reviews.approvers(task)}" if task.status is Status.APPROVED and task.decided_by else ""
    agreed = reviews.so_far(task, quorum) if task.status is Status.DELIVERED else ""
    said = f"*{task.id}* {labels.title_word(task.kind)} {states.word(task)}{by}"
    return " · ".join(filter(None, [said, agreed, money.cost_or_free(task, prices)]))


def _has_story(task: Task, family: Sequence[Task]) -> bool:
    """Whether there is more to tell than the state of the root's own task."""
    return task.status in _SHOWN or any(is_seen(other) for other in family if other.id != task.id)


def _since_approval(
    approved: Task, seen: Sequence[Task], family: Sequence[Task], quorum: Quorum
) -> list[str]:
    place = [task.id for task in seen].index(approved.id)
    by = f" by {reviews.approvers(approved)}" if approved.decided_by else ""
    older = [f"{place} older"] if place else []
    newer = [_version(task, family, quorum) for task in seen[place + 1 :][-_MOST_VERSIONS:]]
    return [f"v{version_of(approved, family)} approved{by}", *older, *newer]


def _latest(seen: Sequence[Task], family: Sequence[Task], quorum: Quorum) -> list[str]:
    shown = seen[-_MOST_VERSIONS:]
    older = [f"{len(seen) - len(shown)} older"] if len(seen) > len(shown) else []
    return [*older, *(_version(task, family, quorum) for task in shown)]


def _version(task: Task, family: Sequence[Task], quorum: Quorum) -> str:
    what = "video with audio" if task.kind is Kind.AUDIO else task.kind.word
    known = f"v{version_of(task, family)} {what} {states.lasting_word(task)}{_origin(task, family)}"
    if task.status is not Status.DELIVERED:
        return known
    said = reviews.so_far(task, quorum) or reviews.changes_asked(task)
    return f"{known}, {said}" if said else known


def _origin(task: Task, family: Sequence[Task]) -> str:
    """ " (from v1)" where that is not the version right before it."""
    parent = next((other for other in family if other.id == task.parent), None)
    if parent is None or version_of(parent, family) == version_of(task, family) - 1:
        return ""
    return f" (from v{version_of(parent, family)})"


def _buttons(
    task: Task, family: Sequence[Task], prices: PriceList, provider_label: str, again: Generation
) -> list[Block]:
    """What a person can do about the state it is in. Those of a result stand on the result message."""
    match task.status:
        case Status.AWAITING_APPROVAL:
            ask = dialogs.approve_spend(task, prices)
            return [
                button(labels.APPROVE_SPEND, ids.APPROVE_SPEND, task, style="primary", ask=ask),
                button(labels.REFUSE, ids.REFUSE_SPEND, task),
            ]
        case Status.QUEUED:
            return [button(labels.CANCEL, ids.CANCEL, task)]
        case Status.RENDERING:
            ask = dialogs.cancel_rendering(task, prices, provider_label)
            return [button(labels.CANCEL, ids.CANCEL, task, ask=ask)]
        case Status.UNKNOWN if task.needs_person:
            return _unknown_buttons(task, prices, provider_label)
        case Status.STALLED:
            return [_check_again(task), _give_up(task, prices, provider_label)]
        case Status.UNDELIVERED:
            return _undelivered_buttons(task)
        case status if status in _OVER and not tried_again(task, family) and not superseded_by(task, family):
            ask = dialogs.try_again(task, again, prices)
            return [button(labels.TRY_AGAIN, ids.TRY_AGAIN, task, ask=ask)]
        case _:
            return []


def _unknown_buttons(task: Task, prices: PriceList, provider_label: str) -> list[Block]:
    ask = dialogs.send_again(task, prices)
    return [
        _check_again(task),
        button(labels.SEND_AGAIN, ids.SEND_AGAIN, task, style="danger", ask=ask),
        _give_up(task, prices, provider_label),
    ]


def _undelivered_buttons(task: Task) -> list[Block]:
    return [
        button(labels.TRY_AGAIN, ids.TRY_AGAIN, task, style="primary", ask=dialogs.try_again_free(task)),
        button(
            labels.DELETE, ids.DELETE, task, style="danger", ask=dialogs.delete(task, provider_deletes=False)
        ),
    ]


def _check_again(task: Task) -> Block:
    return button(labels.CHECK_AGAIN, ids.CHECK_AGAIN, task)


def _give_up(task: Task, prices: PriceList, provider_label: str) -> Block:
    ask = dialogs.give_up(task, prices, provider_label)
    return button(labels.GIVE_UP, ids.GIVE_UP, task, ask=ask)
