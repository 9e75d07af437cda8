"""Who has agreed and who is still missing. mrkdwn."""

from collections.abc import Sequence
from typing import Final

from bot.domain.rounds import Quorum, agreed, agreed_to_spend
from bot.domain.task import Status, Task, UserId, Verdict
from bot.views.escape import mention

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


def changes_asked(task: Task) -> str:
    """ "changes asked by Ben" while that is the last word about it."""
    if not task.reviews or task.reviews[-1].verdict is not Verdict.CHANGES:
        return ""
    return f"changes asked by {mention(task.reviews[-1].by)}"


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


def please_decide(task: Task, quorum: Quorum, price: str, *, again: bool = False) -> str:
    """To those whose word is missing, who are mentioned at its start: what it is about, for how much."""
    what = f"{task.id}, {_one(task)} for {mention(task.requester)},{' still' if again else ''}"
    if task.status is Status.AWAITING_APPROVAL:
        said = f"{what} needs its spend approved: {price}. Its message has the buttons."
    else:
        said = f"{what} waits for your decision."
    known = f" {so_far(task, quorum)}." if so_far(task, quorum) else ""
    return f"{_called(task, quorum)}{said}{known}"


def _one(task: Task) -> str:
    return "an image" if task.kind.word == "image" else f"a {task.kind.word}"


def asked_instead(task: Task, person: UserId, price: str) -> str:
    """To the one who is asked because nobody has decided."""
    about = f"{task.id} for {mention(task.requester)}: {price}"
    called = f"{mention(person)} nobody has decided in time about {about}."
    return f"{called} You may; its message has the buttons."


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
