"""Who may do what: every role, action, kind of channel and policy, from a table that was written by hand.

The table is the rule (design section 8, R24 and R25), not the code's answer: a full member may request and
approve unless people are listed; who asked for it, approvers and admins spend on it; who asked for it and
admins delete and cancel; admins alone reopen and set up; guests, other workspaces and bots do none of it.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any, Final

import pytest

from bot.domain.policy import Action, Actor, ChannelPolicy, can
from bot.domain.task import TeamId, UserId
from tests.domain.examples import CHANNEL, TEAM, task

ANN, BEN, CLEO, DAN, EVE = (UserId(f"U0{name}") for name in ("ANN", "BEN", "CLEO", "DAN", "EVE"))
ELSEWHERE = TeamId("T0OTHER001")

ROLES: Final[Mapping[str, Actor]] = {
    "requester": Actor(id=ANN, team=TEAM),
    "approver": Actor(id=BEN, team=TEAM),
    "named admin": Actor(id=CLEO, team=TEAM),
    "workspace admin": Actor(id=DAN, team=TEAM, is_admin=True),
    "member": Actor(id=EVE, team=TEAM),
    "guest": Actor(id=EVE, team=TEAM, is_guest=True),
    "guest who requested": Actor(id=ANN, team=TEAM, is_guest=True),
    "stranger": Actor(id=EVE, team=TEAM, is_stranger=True),
    "of another workspace": Actor(id=BEN, team=ELSEWHERE, is_admin=True),
    "bot": Actor(id=UserId("U0BOT"), team=TEAM, is_bot=True),
}
POLICIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "nobody set it up": {},
    "requesters listed": {"requesters": frozenset({ANN})},
    "approvers listed": {"approvers": frozenset({BEN})},
    "admins named": {"admins": frozenset({CLEO})},
    "all named": {
        "requesters": frozenset({ANN}),
        "approvers": frozenset({BEN}),
        "admins": frozenset({CLEO}),
    },
    "not their own": {"own_approval": False},
    "approvers listed, not their own": {"approvers": frozenset({ANN, BEN}), "own_approval": False},
    "approvers unknown": {"approvers": frozenset()},
}
KINDS: Final = ("of this workspace", "shared with another organisation")

ALL: Final = (
    "request spend approve approve_spend ask_changes delete cancel reopen retry look balance settings presets"
)
MEMBER: Final = "request spend approve approve_spend ask_changes retry look balance"
OWNER: Final = f"{MEMBER} delete cancel"
SPENDS: Final = "spend retry look balance"
APPROVES: Final = f"approve approve_spend ask_changes {SPENDS}"

MAY: Final[Mapping[str, Mapping[str, str]]] = {
    "nobody set it up": {
        "requester": OWNER,
        "approver": MEMBER,
        "named admin": MEMBER,
        "workspace admin": ALL,
        "member": MEMBER,
    },
    "requesters listed": {
        "requester": OWNER,
        "approver": APPROVES,
        "named admin": APPROVES,
        "workspace admin": ALL,
        "member": APPROVES,
    },
    "approvers listed": {
        "requester": f"request {SPENDS} delete cancel",
        "approver": MEMBER,
        "named admin": "request look balance",
        "workspace admin": f"request {SPENDS} delete cancel reopen settings presets",
        "member": "request look balance",
    },
    "admins named": {
        "requester": OWNER,
        "approver": MEMBER,
        "named admin": ALL,
        "workspace admin": MEMBER,
        "member": MEMBER,
    },
    "all named": {
        "requester": f"request {SPENDS} delete cancel",
        "approver": APPROVES,
        "named admin": f"request {SPENDS} delete cancel reopen settings presets",
        "workspace admin": "look balance",
        "member": "look balance",
    },
    "not their own": {
        "requester": f"request ask_changes {SPENDS} delete cancel",
        "approver": MEMBER,
        "named admin": MEMBER,
        "workspace admin": ALL,
        "member": MEMBER,
    },
    "approvers listed, not their own": {
        "requester": f"request ask_changes {SPENDS} delete cancel",
        "approver": MEMBER,
        "named admin": "request look balance",
        "workspace admin": f"request {SPENDS} delete cancel reopen settings presets",
        "member": "request look balance",
    },
    "approvers unknown": {
        "requester": f"request {SPENDS} delete cancel",
        "approver": "request look balance",
        "named admin": "request look balance",
        "workspace admin": f"request {SPENDS} delete cancel reopen settings presets",
        "member": "request look balance",
    },
}
LOOKS: Final = {"guest", "guest who requested"}
NOTHING: Final = {"stranger", "of another workspace", "bot"}

CELLS: Final = list(product(ROLES, ALL.split(), KINDS, POLICIES))

REFUSALS: Final = {
    "Bots cannot use Greenlight.",
    "Only people of this workspace can do that.",
    "Greenlight is off in channels that are shared with another organisation. Use another channel.",
    "Guests may look, but not spend, approve or request changes here.",
    "Only <@U0ANN> can request something here.",
    "Only <@U0BEN> can approve here. I've left it waiting.",
    "Only <@U0BEN> can approve the spend here. I've left it waiting.",
    "Only <@U0ANN> or <@U0BEN> can approve here. I've left it waiting.",
    "Only <@U0ANN> or <@U0BEN> can approve the spend here. I've left it waiting.",
    "Only <@U0ANN> or <@U0BEN> can request changes here. I've left it waiting.",
    "Only <@U0BEN> can approve here (you asked for it). I've left it waiting.",
    "Only <@U0BEN> can approve the spend here (you asked for it). I've left it waiting.",
    "Somebody else has to approve here (you asked for it). I've left it waiting.",
    "Somebody else has to approve the spend here (you asked for it). I've left it waiting.",
    *(
        f"Nobody can {verb} here while I do not know who the approvers are. "
        "A workspace admin can name them in /greenlight settings."
        for verb in ("approve", "approve the spend", "request changes")
    ),
    "Only <@U0ANN> or an admin can spend on this.",
    "Only <@U0BEN> can request changes here. I've left it waiting.",
    "Only <@U0ANN> or <@U0BEN> can spend on this.",
    "Only <@U0ANN> or a workspace admin can delete this.",
    "Only <@U0ANN> or a workspace admin can cancel this.",
    "Only <@U0ANN> or <@U0CLEO> can delete this.",
    "Only <@U0ANN> or <@U0CLEO> can cancel this.",
    "Only a workspace admin can reopen this.",
    "Only a workspace admin can change the settings.",
    "Only a workspace admin can change the presets.",
    "Only <@U0CLEO> can reopen this.",
    "Only <@U0CLEO> can change the settings.",
    "Only <@U0CLEO> can change the presets.",
}


def test_there_are_enough_cells() -> None:
    assert len(CELLS) >= 600


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ROLES)
def test_each_cell_is_as_the_table_says(role: str, kind: str, policy: str) -> None:
    allowed = {action for action in ALL.split() if _ruling(role, action, kind, policy)[0]}

    assert allowed == _expected(role, kind, policy)


def test_each_refusal_says_who_could_and_no_other_is_ever_said() -> None:
    rulings = [_ruling(*cell) for cell in CELLS]

    assert {why for allowed, why in rulings if not allowed} == REFUSALS
    assert {why for allowed, why in rulings if allowed} == {""}


def _expected(role: str, kind: str, policy: str) -> set[str]:
    if role in NOTHING:
        return set()
    if role in LOOKS or kind == KINDS[1]:
        return {"look"}
    return set(MAY[policy][role].split())


def _ruling(role: str, action: str, kind: str, policy: str) -> tuple[bool, str]:
    channel = ChannelPolicy(channel=CHANNEL, team=TEAM, is_shared=kind == KINDS[1], **POLICIES[policy])
    about = None if action in {"request", "balance", "settings", "presets"} else task(requester=ANN)
    ruling = can(ROLES[role], Action(action), about, channel)
    return ruling.allowed, ruling.why
