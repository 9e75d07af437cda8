"""Who may do what: one pure function, denied unless a rule says yes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

from bot.domain.rounds import Quorum, asked_next
from bot.domain.task import ChannelId, Status, Task, TeamId, UserId

GroupId = NewType("GroupId", str)
"""A user group of the workspace."""

DEFAULT_ASK_BEFORE: Final = Decimal(5)
DEFAULT_EXPIRY: Final = timedelta(days=7)
_MOST_NAMES: Final = 5


class Action(StrEnum):
    """What an actor may ask for."""

    REQUEST = "request"
    SPEND = "spend"
    APPROVE = "approve"
    APPROVE_SPEND = "approve_spend"
    ASK_CHANGES = "ask_changes"
    DELETE = "delete"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RETRY = "retry"
    LOOK = "look"
    BALANCE = "balance"
    SETTINGS = "settings"
    PRESETS = "presets"


class Digest(StrEnum):
    """How often a channel reads what was made in it."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person as Slack describes them. `team` is the workspace they belong to."""

    id: UserId
    team: TeamId
    is_admin: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """The settings of one channel; the defaults are those of a channel nobody has set up.

    `ask_before` and `limit` are in credits: above the first the requester is asked in private, above the
    second an approver has to agree. Budgets are in money, a calendar month each; None is no budget.
    `requesters` and `approvers` None mean every full member. With an `approver_group` its members stand in
    `approvers`; where they are not known there is nobody in it, so that nobody may.

    A decision that nobody makes is recalled after `remind_after`; a spend that nobody approves goes to
    `ask_next` after `expire_after`, and ends after as long again.
    """

    channel: ChannelId
    team: TeamId
    also_notify: ChannelId | None = None
    broadcast_results: bool = False
    broadcast_approved: bool = True
    ask_before: Decimal = DEFAULT_ASK_BEFORE
    limit: Decimal | None = None
    requesters: frozenset[UserId] | None = None
    approvers: frozenset[UserId] | None = None
    approver_group: GroupId | None = None
    approvals_needed: int = 1
    own_approval: bool = True
    budget_month: Decimal | None = None
    budget_person: Decimal | None = None
    remind_after: timedelta | None = None
    expire_after: timedelta = DEFAULT_EXPIRY
    ask_next: UserId | None = None
    digest: Digest = Digest.NEVER
    is_shared: bool = False
    admins: frozenset[UserId] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One line of the audit trail of a channel's settings: `what` is the setting's name, the rest are its
    values in words."""

    at: datetime
    who: UserId
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Yes, or no with a whole sentence that says who could."""

    allowed: bool
    why: str = ""


_YES = Ruling(allowed=True)


def can(actor: Actor, action: Action, task: Task | None, channel: ChannelPolicy) -> Ruling:
    """Whether `actor` may do `action` to `task` (None: something new) in `channel`."""
    if actor.is_bot:
        return _no("Bots cannot use Greenlight.")
    if actor.is_stranger or actor.team != channel.team:
        return _no("Only people of this workspace can do that.")
    if channel.is_shared and action is not Action.LOOK:
        return _no(
            "Greenlight is off in channels that are shared with another organisation. Use another channel."
        )
    match action:
        case Action.LOOK:
            return _YES
        case _ if actor.is_guest:
            return _no("Guests may look, but not spend, approve or request changes here.")
        case Action.BALANCE:
            return _YES
        case Action.REQUEST:
            return _may_request(actor, channel)
        case Action.APPROVE | Action.APPROVE_SPEND:
            return _may_approve(actor, action, task, channel)
        case Action.ASK_CHANGES:
            return _one_of(actor, channel, "request changes")
        case Action.SPEND | Action.RETRY:
            return _requester_or_approver(actor, task, channel)
        case Action.DELETE | Action.CANCEL:
            return _requester_or_admin(actor, task, channel, action.value)
        case Action.REOPEN | Action.SETTINGS | Action.PRESETS:
            word = "reopen this" if action is Action.REOPEN else f"change the {action.value}"
            return _YES if _is_admin(actor, channel) else _no(f"Only {_admins(channel)} can {word}.")


def quorum(task: Task, channel: ChannelPolicy) -> Quorum:
    """How many have to agree about this task, and who may."""
    among = channel.approvers
    if among is not None and task.status is Status.AWAITING_APPROVAL and (next_one := asked_next(task)):
        among |= {next_one}
    if among is not None and not channel.own_approval:
        among -= {task.requester}
    return Quorum(needed=channel.approvals_needed, among=among)


def _no(why: str) -> Ruling:
    return Ruling(allowed=False, why=why)


def _may_request(actor: Actor, channel: ChannelPolicy) -> Ruling:
    if channel.requesters is None or actor.id in channel.requesters or _is_admin(actor, channel):
        return _YES
    return _no(f"Only {_names(channel.requesters)} can request something here.")


def _may_approve(actor: Actor, action: Action, task: Task | None, channel: ChannelPolicy) -> Ruling:
    """One's own only where that is allowed; a spend also by whoever was asked next."""
    verb = "approve" if action is Action.APPROVE else "approve the spend"
    if task is not None and actor.id == task.requester and not channel.own_approval:
        return _no(f"{_others(task, channel)} {verb} here (you asked for it). I've left it waiting.")
    if action is Action.APPROVE_SPEND and task is not None and asked_next(task) == actor.id:
        return _YES
    return _one_of(actor, channel, verb)


def _others(task: Task, channel: ChannelPolicy) -> str:
    others = (channel.approvers or frozenset()) - {task.requester}
    return f"Only {_names(others)} can" if others else "Somebody else has to"


def _one_of(actor: Actor, channel: ChannelPolicy, verb: str) -> Ruling:
    if channel.approvers is None or actor.id in channel.approvers:
        return _YES
    if not channel.approvers:
        return _no(
            f"Nobody can {verb} here while I do not know who the approvers are. {_who_can_mend(channel)}"
        )
    return _no(f"Only {_names(channel.approvers)} can {verb} here. I've left it waiting.")


def _requester_or_approver(actor: Actor, task: Task | None, channel: ChannelPolicy) -> Ruling:
    if task is not None and actor.id == task.requester:
        return _may_request(actor, channel)
    if channel.approvers is None or actor.id in channel.approvers or _is_admin(actor, channel):
        return _YES
    others = channel.approvers - {task.requester if task else ""}
    who = _or([*_requester(task), *(_each(others) or ["an admin"])])
    return _no(f"Only {who} can spend on this.")


def _requester_or_admin(actor: Actor, task: Task | None, channel: ChannelPolicy, verb: str) -> Ruling:
    if task is not None and actor.id == task.requester:
        return _YES
    if _is_admin(actor, channel):
        return _YES
    return _no(f"Only {_or([*_requester(task), _admins(channel)])} can {verb} this.")


def _is_admin(actor: Actor, channel: ChannelPolicy) -> bool:
    return actor.id in channel.admins if channel.admins else actor.is_admin


def _requester(task: Task | None) -> list[str]:
    return [f"<@{task.requester}>"] if task else []


def _admins(channel: ChannelPolicy) -> str:
    return _names(channel.admins) if channel.admins else "a workspace admin"


def _who_can_mend(channel: ChannelPolicy) -> str:
    who = _admins(channel)
    return f"{who[0].upper()}{who[1:]} can name them in /greenlight settings."


def _names(people: frozenset[UserId]) -> str:
    return _or(_each(people))


def _each(people: frozenset[UserId]) -> list[str]:
    """Not more than a few: a group may have hundreds."""
    names = [f"<@{person}>" for person in sorted(people)]
    more = len(names) - _MOST_NAMES
    return names if more <= 1 else [*names[:_MOST_NAMES], f"{more} others"]


def _or(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
