"""Who has agreed and who is still missing. mrkdwn."""

from collections.abc import Sequence
from typing import Final

from bot.domain.rounds import Quorum, agreed, agreed_to_spend
from bot.domain.task import Status, Task, UserId
from bot.views.escape import mention
from bot.views.text.labels import APPROVE_SPEND, REFUSE

_MOST_NAMES: Final = 5
_MOST_CALLED: Final = 10
_UNDECIDED: Final = frozenset({Status.AWAITING_APPROVAL, Status.FETCHING, Status.DELIVERED})
"""A result is posted while its task still counts as being fetched."""


def names(people: Sequence[UserId]) -> str:
    """ "Ben", "Ben and Cleo", "Ben, Cleo and 9 others"."""
    said = [mention(person) for person in people[:_MOST_NAMES]]
    if len(people) > _MOST_NAMES:
        said = [*said[:-1], f"{len(people) - _MOST_NAMES + 1} others"]
    *first, last = said
    return f"{', '.join(first)} and {last}" if first else last


def approvers(task: Task) -> str:
    """Everybody whose word decided it; empty when nobody's did."""
    people = agreed(task) or ((task.decided_by,) if task.decided_by else ())
    return names(people) if people else ""


def so_far(task: Task, quorum: Quorum) -> str:
    """ "1 of 2 approved by Ben"; empty before the first one did, and where one is enough."""
    people = _agreed(task)
    return f"{len(people)} of {quorum.needed} approved by {names(people)}" if people else ""


def still_missing(task: Task, quorum: Quorum) -> str:
    """ "1 of 2 approved by Ben. Cleo is still missing."; empty where one is enough."""
    people = _agreed(task)
    if quorum.needed < 2 or task.status not in _UNDECIDED:
        return ""
    known = f"{so_far(task, quorum)}." if people else f"{quorum.needed} people have to approve."
    return f"{known} {_who(quorum, people)}"


def superseded(version: int, final: Task) -> str:
    """Beneath, and in answer to a click on, a version that is not the chosen one."""
    by = f", approved by {approvers(final)}" if approvers(final) else ""
    return f"v{version} ({final.id}) is final{by}. Nothing more is spent on this unless that is reopened."


def said_before(task: Task, quorum: Quorum) -> str:
    """The private answer to somebody who approves twice."""
    return f"You have approved {task.id} already. {still_missing(task, quorum)}".rstrip()


def please_decide(task: Task, quorum: Quorum, price: str) -> str:
    """To those whose word is missing: what it is about, and where the buttons stand."""
    word = task.kind.word
    if task.status is Status.AWAITING_APPROVAL:
        one = "an image" if word == "image" else f"a {word}"
        what = f"{task.id}, {one} for {mention(task.requester)}, needs its spend"
        where = f"{what} approved: {price}. {APPROVE_SPEND} and {REFUSE} stand on its message."
    else:
        where = f"{task.id}, the {word} for {mention(task.requester)}, waits for your decision."
    return f"{_called(task, quorum)}{where} {still_missing(task, quorum)}".rstrip()


def asked_instead(task: Task, person: UserId, price: str) -> str:
    """To the one who is asked because nobody has decided."""
    about = f"{task.id} for {mention(task.requester)}: {price}"
    called = f"{mention(person)} nobody has decided in time about {about}."
    return f"{called} You may: {APPROVE_SPEND} and {REFUSE} stand on its message."


def _called(task: Task, quorum: Quorum) -> str:
    left = quorum.missing(_agreed(task))
    return f"{' '.join(mention(person) for person in sorted(left)[:_MOST_CALLED])} " if left else ""


def _agreed(task: Task) -> tuple[UserId, ...]:
    return agreed_to_spend(task) if task.status is Status.AWAITING_APPROVAL else agreed(task)


def _who(quorum: Quorum, people: tuple[UserId, ...]) -> str:
    count = max(quorum.needed - len(people), 1)
    left = quorum.missing(people)
    if left is None or len(left) > _MOST_NAMES:
        return f"{count} more {'is' if count == 1 else 'are'} missing."
    if len(left) < count:
        return "Not enough others may approve here; an admin can change that in /greenlight settings."
    who = names(sorted(left))
    if len(left) == count:
        return f"{who} {'is' if count == 1 else 'are'} still missing."
    return f"{count} of {who} {'is' if count == 1 else 'are'} still missing."
