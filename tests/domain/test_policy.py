from typing import Any

import pytest

from bot.domain.policy import Action, can
from bot.domain.task import Status, TeamId, UserId
from tests.domain.examples import ANN, BEN, member, policy, task

CLEO = UserId("U0CLEO0001")
SPENDING = (Action.REQUEST, Action.SPEND, Action.APPROVE, Action.ASK_CHANGES)


@pytest.mark.parametrize(
    "action", [Action.REQUEST, Action.APPROVE, Action.SPEND, Action.ASK_CHANGES, Action.BALANCE]
)
def test_in_a_channel_nobody_set_up_full_members_may_do_everyday_things(action: Action) -> None:
    assert can(member(), action, task(Status.DELIVERED), policy()).allowed


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize(
    "who",
    [{"is_bot": True}, {"is_stranger": True}, {"team": TeamId("T0OTHER001")}],
    ids=["bot", "stranger", "other workspace"],
)
def test_bots_and_strangers_may_nothing(action: Action, who: dict[str, Any]) -> None:
    assert not can(member(**who), action, task(Status.DELIVERED), policy()).allowed


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.LOOK])
def test_guests_may_only_look(action: Action) -> None:
    guest = member(ANN, is_guest=True)

    assert not can(guest, action, task(Status.DELIVERED), policy()).allowed
    assert can(guest, Action.LOOK, None, policy()).allowed


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.LOOK])
def test_a_shared_channel_is_off(action: Action) -> None:
    assert not can(member(ANN), action, task(Status.DELIVERED), policy(is_shared=True)).allowed


def test_only_named_approvers_approve_and_the_refusal_says_who() -> None:
    ruling = can(
        member(ANN), Action.APPROVE, task(Status.DELIVERED), policy(approvers=frozenset({BEN, CLEO}))
    )

    assert not ruling.allowed
    assert ruling.why == f"Only <@{BEN}> or <@{CLEO}> can approve here. I've left it waiting."


@pytest.mark.parametrize("action", [Action.DELETE, Action.CANCEL])
def test_delete_and_cancel_are_the_requester_s_and_the_admins(action: Action) -> None:
    it = task(Status.DELIVERED)

    assert can(member(ANN), action, it, policy()).allowed
    assert can(member(CLEO, is_admin=True), action, it, policy()).allowed
    assert not can(member(BEN), action, it, policy()).allowed


@pytest.mark.parametrize("action", [Action.SETTINGS, Action.REOPEN])
def test_configured_admins_replace_the_workspace_s(action: Action) -> None:
    configured = policy(admins=frozenset({BEN}))

    assert can(member(BEN), action, None, configured).allowed
    assert not can(member(CLEO, is_admin=True), action, None, configured).allowed


@pytest.mark.parametrize("action", SPENDING)
def test_who_is_not_among_the_named_may_not_spend(action: Action) -> None:
    closed = policy(requesters=frozenset({CLEO}), approvers=frozenset({CLEO}))

    assert not can(member(BEN), action, task(Status.DELIVERED), closed).allowed
