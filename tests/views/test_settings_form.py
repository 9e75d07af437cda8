"""The settings of a channel: their fields, what may be filled in, and what the audit trail says."""

from decimal import Decimal
from typing import Any

import pytest

from bot.domain.policy import ChannelPolicy
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, UserId
from bot.errors import FormError
from bot.views import forms, ids
from bot.views.message import Block
from bot.views.settings_trail import setting_changes
from bot.views.text.settings import change_line
from tests.domain.examples import ANN, BEN, NOW, policy
from tests.views.test_every_form import inputs_of, untouched
from tests.views.test_forms import HERE, chosen, labels_of, written

CLEO = UserId("U0CLEO0001")
PRICED = PriceList(credit_worth={"creatify": Decimal("0.20")})


def form(kept: ChannelPolicy | None = None, prices: PriceList = PRICED) -> Block:
    return forms.settings_form(kept or policy(), HERE, prices=prices)


def listed(*people: UserId) -> dict[str, Any]:
    return {"selected_users": [*people]}


def sent(before: ChannelPolicy, **fields: dict[str, Any]) -> ChannelPolicy:
    """The policy after somebody filled in these fields and left the others."""
    filled = {name: {name: state} for name, state in fields.items()}
    return forms.read_settings({**untouched(form(before)), **filled}, HERE.to_text()).apply(before)


def test_the_labels_are_the_fixed_ones() -> None:
    assert labels_of(form()) == [
        "Who may request",
        "Who may approve",
        "Approvers",
        "Approvals needed",
        "Requester may approve own",
        "Ask before spending over",
        "Approve spend over",
        "Budget per month",
        "Budget per person",
        "Remind after",
        "Expire after",
        "Ask next",
        "Also notify",
        "Broadcast results",
        "Digest",
    ]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *((ids.ASK_BEFORE, typed) for typed in ("", "many", "-1", "NaN", "Infinity", "1e9")),
        *((ids.LIMIT, typed) for typed in ("many", "-1", "NaN", "1e9")),
        *((ids.BUDGET_MONTH, typed) for typed in ("much", "-0.01", "0.001", "1e12")),
        *((ids.BUDGET_PERSON, typed) for typed in ("much", "0.001")),
        *((ids.APPROVALS_NEEDED, typed) for typed in ("0", "1.5", "21", "two")),
        *((ids.REMIND_AFTER, typed) for typed in ("0", "0.001", "soon", "9999")),
        *((ids.EXPIRE_AFTER, typed) for typed in ("0", "9999")),
    ],
)
def test_a_number_that_is_none_is_said_beside_its_field(field: str, typed: str) -> None:
    with pytest.raises(FormError) as raised:
        sent(policy(), **{field: written(typed)})
    assert list(raised.value.faults) == [field]


def test_a_comma_is_a_decimal_point() -> None:
    assert sent(policy(), budget_month=written("12,50")).budget_month == Decimal("12.50")


def test_an_emptied_field_lifts_what_was_set() -> None:
    kept = policy(limit=Decimal(3), budget_month=Decimal(20), approvers=frozenset({BEN}))

    lifted = sent(
        kept, limit=written(""), budget_month=written(""), who_approves=chosen("everyone"), approvers=listed()
    )

    assert lifted == policy()


def test_the_listed_approvers_are_the_only_ones() -> None:
    kept = sent(policy(), who_approves=chosen("listed"), approvers=listed(BEN, CLEO))
    assert kept.approvers == frozenset({BEN, CLEO})


def test_listing_approvers_is_enough_to_mean_them() -> None:
    assert sent(policy(), approvers=listed(BEN)).approvers == frozenset({BEN})


def test_choosing_everyone_wins_over_a_list_that_was_left() -> None:
    assert sent(policy(approvers=frozenset({BEN})), who_approves=chosen("everyone")).approvers is None


def test_a_list_of_nobody_is_asked_about() -> None:
    with pytest.raises(FormError) as raised:
        sent(policy(), who_approves=chosen("listed"))
    assert list(raised.value.faults) == ["approvers"]


def test_more_approvals_than_approvers_are_asked_about() -> None:
    with pytest.raises(FormError) as raised:
        sent(policy(), approvers=listed(BEN), approvals_needed=written("2"))
    assert raised.value.faults == {
        "approvals_needed": "Only 1 person may approve, so this cannot be reached."
    }


@pytest.mark.parametrize(("prices", "is_warned"), [(PriceList(), True), (PRICED, False)])
def test_a_budget_that_nothing_could_be_held_against_is_said_before_it_is_set(
    prices: PriceList, is_warned: bool
) -> None:
    fields = {block["block_id"]: block for block in inputs_of(form(prices=prices))}
    assert ("nothing could be spent" in fields["budget_month"]["hint"]["text"]) is is_warned


def test_every_change_is_one_line_of_the_trail() -> None:
    after = policy(
        approvers=frozenset({BEN, CLEO}), budget_month=Decimal(20), also_notify=ChannelId("C0LAUNCH01")
    )

    lines = setting_changes(policy(), after, who=ANN, at=NOW, currency="EUR")

    assert [change_line(line).partition(" · ")[0] for line in lines] == [
        "<@U0ANN00001> set *Who may approve* from everyone to <@U0BEN00001>, <@U0CLEO0001>",
        "<@U0ANN00001> set *Budget per month* from no budget to 20.00 EUR",
        "<@U0ANN00001> set *Also notify* from nobody to <#C0LAUNCH01>",
    ]


def test_what_stayed_leaves_no_line() -> None:
    assert setting_changes(policy(), policy(), who=ANN, at=NOW, currency="USD") == []
