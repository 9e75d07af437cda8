"""The settings of one channel: the form, and its reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.domain.policy import DEFAULT_EXPIRY, ChannelPolicy, Digest, GroupId, SettingChange
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, UserId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.blocks import context, section
from bot.views.forms.fields import (
    channel_field,
    choice_field,
    lookup_field,
    number_field,
    people_field,
    person_field,
    ticks_field,
)
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.numbers import count_of, credits_of, hours_of, money_of, written, written_hours
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels
from bot.views.text import settings as words
from bot.views.text.answers import order_gone

EVERYONE: Final = "everyone"
LISTED: Final = "listed"
GROUP: Final = "group"
YES: Final = "yes"
NO: Final = "no"
RESULTS: Final = "results"
APPROVED: Final = "approved"

_DIGESTS: Final = {rhythm.value: rhythm.value.capitalize() for rhythm in Digest}
_OWN: Final = {YES: "Yes", NO: "No"}
_BROADCASTS: Final = {RESULTS: "Every result", APPROVED: "Approved videos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """What was set for `channel`; all else of its policy stays.

    `requesters` empty is everyone. `approvers` are what stands in that field, whoever `who_approves`.
    """

    channel: ChannelId
    requesters: frozenset[UserId]
    who_approves: str
    approvers: frozenset[UserId]
    approver_group: GroupId | None
    approvals_needed: int
    own_approval: bool
    ask_before: Decimal
    limit: Decimal | None
    budget_month: Decimal | None
    budget_person: Decimal | None
    remind_after: timedelta | None
    expire_after: timedelta
    ask_next: UserId | None
    also_notify: ChannelId | None
    broadcast_results: bool
    broadcast_approved: bool
    digest: Digest

    def apply(self, policy: ChannelPolicy) -> ChannelPolicy:
        """Raises FormError when the approvers cannot be as many as are needed."""
        group = self.approver_group if self.who_approves == GROUP else None
        approvers = frozenset() if group else self._approvers(policy)
        if approvers is not None and group is None and len(approvers) < self.approvals_needed:
            raise FormError({ids.APPROVALS_NEEDED: words.too_few_approvers(len(approvers))})
        return replace(
            policy,
            requesters=self.requesters or None,
            approvers=approvers,
            approver_group=group,
            approvals_needed=self.approvals_needed,
            own_approval=self.own_approval,
            ask_before=self.ask_before,
            limit=self.limit,
            budget_month=self.budget_month,
            budget_person=self.budget_person,
            remind_after=self.remind_after,
            expire_after=self.expire_after,
            ask_next=self.ask_next,
            also_notify=self.also_notify,
            broadcast_results=self.broadcast_results,
            broadcast_approved=self.broadcast_approved,
            digest=self.digest,
        )

    def _approvers(self, policy: ChannelPolicy) -> frozenset[UserId] | None:
        """Whoever lists approvers where everyone was one means these, even with the choice left as it was."""
        was_everyone = policy.approvers is None and self.who_approves == EVERYONE
        is_listed = self.who_approves == LISTED or (was_everyone and bool(self.approvers))
        return self.approvers if is_listed else None


def settings_form(
    policy: ChannelPolicy,
    metadata: Metadata,
    *,
    prices: PriceList,
    changes: Sequence[SettingChange] = (),
    groups: Mapping[str, str] | None = None,
) -> Block:
    """`changes` are the last lines of the audit trail, newest first. `groups` are those of the workspace, id
    to name: without any, no group is offered."""
    blocks = [*_who(policy, groups or {}), *_money(policy, prices), *_waiting(policy), *_telling(policy)]
    trail = [section(words.TRAIL), *(context(words.change_line(line)) for line in changes)] if changes else []
    return form_view(ids.SETTINGS, "Save", [*blocks, *trail], metadata)


def _who(policy: ChannelPolicy, groups: Mapping[str, str]) -> list[Block]:
    choices = {EVERYONE: "Everyone", LISTED: "The people in “Approvers”"}
    if groups or policy.approver_group:
        choices[GROUP] = "The people of “Approver group”"
    listed = () if policy.approver_group else sorted(policy.approvers or ())
    return [
        people_field(
            ids.WHO_REQUESTS,
            labels.WHO_REQUESTS,
            initial=sorted(policy.requesters or ()),
            hint="Nobody chosen: every full member. Admins always may.",
        ),
        choice_field(
            ids.WHO_APPROVES,
            labels.WHO_APPROVES,
            choices,
            initial=GROUP if policy.approver_group else EVERYONE if policy.approvers is None else LISTED,
            hint="Everyone is every full member.",
        ),
        people_field(ids.APPROVERS, labels.APPROVERS, initial=listed),
        *_group_field(policy, groups),
        number_field(
            ids.APPROVALS_NEEDED,
            labels.APPROVALS_NEEDED,
            initial=str(policy.approvals_needed),
            hint="How many different people have to approve, results and spends alike.",
            whole=True,
        ),
        choice_field(
            ids.OWN_APPROVAL,
            labels.OWN_APPROVAL,
            _OWN,
            initial=YES if policy.own_approval else NO,
        ),
    ]


def _group_field(policy: ChannelPolicy, groups: Mapping[str, str]) -> list[Block]:
    chosen = policy.approver_group
    if not groups and chosen is None:
        return []
    return [
        lookup_field(
            ids.APPROVER_GROUP,
            labels.APPROVER_GROUP,
            placeholder="None",
            hint="Who is in it is asked every ten minutes.",
            initial=(chosen, groups.get(chosen, chosen)) if chosen else ("", ""),
        )
    ]


def _money(policy: ChannelPolicy, prices: PriceList) -> list[Block]:
    budget = words.budget_hint(prices)
    return [
        number_field(
            ids.ASK_BEFORE,
            labels.ASK_BEFORE,
            initial=written(policy.ask_before),
            hint="Credits. An order above this is asked about first.",
        ),
        number_field(
            ids.LIMIT,
            labels.LIMIT,
            initial=written(policy.limit),
            hint="Credits. An order above this waits for approval before anything is sent. Empty: never.",
            optional=True,
        ),
        number_field(
            ids.BUDGET_MONTH,
            labels.BUDGET_MONTH,
            initial=written(policy.budget_month),
            hint=budget,
            optional=True,
        ),
        number_field(
            ids.BUDGET_PERSON,
            labels.BUDGET_PERSON,
            initial=written(policy.budget_person),
            hint=budget,
            optional=True,
        ),
    ]


def _waiting(policy: ChannelPolicy) -> list[Block]:
    return [
        number_field(
            ids.REMIND_AFTER,
            labels.REMIND_AFTER,
            initial=written_hours(policy.remind_after),
            hint="Hours without a decision. Empty: nobody is reminded.",
            optional=True,
        ),
        number_field(
            ids.EXPIRE_AFTER,
            labels.EXPIRE_AFTER,
            initial=written_hours(policy.expire_after),
            hint="Hours that a spend waits for approval. 168 are a week.",
        ),
        person_field(
            ids.ASK_NEXT,
            labels.ASK_NEXT,
            initial=policy.ask_next,
            hint="Asked when that time is over, and given as long again. Nobody: the order expires.",
        ),
    ]


def _telling(policy: ChannelPolicy) -> list[Block]:
    wished = {RESULTS: policy.broadcast_results, APPROVED: policy.broadcast_approved}
    ticked = [name for name, is_on in wished.items() if is_on]
    return [
        channel_field(
            ids.ALSO_NOTIFY,
            labels.ALSO_NOTIFY,
            initial=policy.also_notify,
            hint="Hears of every finished image and video of this channel.",
        ),
        ticks_field(ids.BROADCAST_RESULTS, labels.BROADCAST_RESULTS, _BROADCASTS, ticked=ticked),
        choice_field(
            ids.DIGEST,
            labels.DIGEST,
            _DIGESTS,
            initial=policy.digest.value,
            hint="What was made and what waits, at 9:00 (UTC); weekly on Mondays.",
        ),
    ]


def read_settings(values: StateValues, private_metadata: str) -> SettingsForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    given = Values(values)
    channel = read_metadata(private_metadata).channel
    if channel is None:
        raise PersonError(order_gone())
    notified = given.conversation(ids.ALSO_NOTIFY)
    broadcasts = given.options(ids.BROADCAST_RESULTS)
    approvers = given.people(ids.APPROVERS)
    if given.option(ids.WHO_APPROVES) == LISTED and not approvers:
        raise FormError({ids.APPROVERS: words.no_approvers()})
    group, _ = given.looked_up(ids.APPROVER_GROUP)
    if given.option(ids.WHO_APPROVES) == GROUP and not group:
        raise FormError({ids.APPROVER_GROUP: words.no_group()})
    return SettingsForm(
        channel=channel,
        requesters=given.people(ids.WHO_REQUESTS),
        who_approves=given.option(ids.WHO_APPROVES),
        approvers=approvers,
        approver_group=GroupId(group) if group else None,
        approvals_needed=count_of(given, ids.APPROVALS_NEEDED) or 1,
        own_approval=given.option(ids.OWN_APPROVAL) != NO,
        ask_before=_ask_before(given),
        limit=credits_of(given, ids.LIMIT),
        budget_month=money_of(given, ids.BUDGET_MONTH),
        budget_person=money_of(given, ids.BUDGET_PERSON),
        remind_after=hours_of(given, ids.REMIND_AFTER),
        expire_after=hours_of(given, ids.EXPIRE_AFTER) or DEFAULT_EXPIRY,
        ask_next=given.person(ids.ASK_NEXT),
        also_notify=ChannelId(notified) if notified else None,
        broadcast_results=RESULTS in broadcasts,
        broadcast_approved=APPROVED in broadcasts,
        digest=_digest(given),
    )


def _digest(given: Values) -> Digest:
    chosen = given.option(ids.DIGEST)
    return Digest(chosen) if chosen in _DIGESTS else Digest.NEVER


def _ask_before(given: Values) -> Decimal:
    credit = credits_of(given, ids.ASK_BEFORE)
    if credit is None:
        raise FormError({ids.ASK_BEFORE: words.ask_before_missing()})
    return credit
