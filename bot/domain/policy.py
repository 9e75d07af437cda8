"""Who may do what: one pure function, denied unless a rule says yes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

from bot.domain.task import ChannelId, Task, TeamId, UserId

GroupId = NewType("GroupId", str)
"""A user group of the workspace."""

DEFAULT_ASK_BEFORE: Final = Decimal(5)
DEFAULT_EXPIRY: Final = timedelta(days=7)


class Action(StrEnum):
    """What an actor may ask for."""

    REQUEST = "request"
    SPEND = "spend"
    APPROVE = "approve"
    ASK_CHANGES = "ask_changes"
    DELETE = "delete"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RETRY = "retry"
    LOOK = "look"
    BALANCE = "balance"
    SETTINGS = "settings"


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
        case Action.APPROVE | Action.ASK_CHANGES:
            return _one_of(actor, channel, "approve" if action is Action.APPROVE else "request changes")
        case Action.SPEND | Action.RETRY:
            return _requester_or_approver(actor, task, channel)
        case Action.DELETE | Action.CANCEL:
            return _requester_or_admin(actor, task, channel, action.value)
        case Action.REOPEN | Action.SETTINGS:
            word = "reopen this" if action is Action.REOPEN else "change the settings"
            return _YES if _is_admin(actor, channel) else _no(f"Only {_admins(channel)} can {word}.")


def _no(why: str) -> Ruling:
    return Ruling(allowed=False, why=why)


def _may_request(actor: Actor, channel: ChannelPolicy) -> Ruling:
    if channel.requesters is None or actor.id in channel.requesters or _is_admin(actor, channel):
        return _YES
    return _no(f"Only {_names(channel.requesters)} can request something here.")


def _one_of(actor: Actor, channel: ChannelPolicy, verb: str) -> Ruling:
    if channel.approvers is None or actor.id in channel.approvers:
        return _YES
    return _no(f"Only {_names(channel.approvers)} can {verb} here. I've left it waiting.")


def _requester_or_approver(actor: Actor, task: Task | None, channel: ChannelPolicy) -> Ruling:
    if task is not None and actor.id == task.requester:
        return _may_request(actor, channel)
    if channel.approvers is None or actor.id in channel.approvers or _is_admin(actor, channel):
        return _YES
    return _no(f"Only {_requester(task)}{_names(channel.approvers)} can spend on this.")


def _requester_or_admin(actor: Actor, task: Task | None, channel: ChannelPolicy, verb: str) -> Ruling:
    if task is not None and actor.id == task.requester:
        return _YES
    if _is_admin(actor, channel):
        return _YES
    return _no(f"Only {_requester(task)}{_admins(channel)} can {verb} this.")


def _is_admin(actor: Actor, channel: ChannelPolicy) -> bool:
    return actor.id in channel.admins if channel.admins else actor.is_admin


def _requester(task: Task | None) -> str:
    return f"<@{task.requester}> or " if task else ""


def _admins(channel: ChannelPolicy) -> str:
    return _names(channel.admins) if channel.admins else "a workspace admin"


def _names(people: frozenset[UserId]) -> str:
    *first, last = (f"<@{person}>" for person in sorted(people))
    return f"{', '.join(first)} or {last}" if first else last
