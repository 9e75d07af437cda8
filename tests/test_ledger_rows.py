"""What a failed job leaves in the books hangs on whether its provider is known to pay back."""

from decimal import Decimal

import pytest

from bot.domain.effects import SettleFailed
from bot.domain.pricing import PriceList
from bot.domain.task import Status
from bot.providers.provider import Refund
from bot.service.rows import ledger_rows
from storage.store import MoneyState
from tests.domain.examples import NOW, task

PRICES = PriceList(credit_worth={"creatify": Decimal("0.20")})


@pytest.mark.parametrize(
    ("refund", "state", "may_come_back"),
    [
        (Refund.NO, MoneyState.SETTLED, False),
        (Refund.UNKNOWN, MoneyState.SETTLED, True),
        (Refund.YES, MoneyState.RELEASED, False),
    ],
)
def test_a_failed_job_is_booked_as_its_provider_pays(
    refund: Refund, state: MoneyState, may_come_back: bool
) -> None:
    effects = [SettleFailed(cost=Decimal(2))]

    (row,) = ledger_rows(task(Status.FAILED), effects, now=NOW, prices=PRICES, refunds={"creatify": refund})

    assert (row.state, row.maybe_refunded) == (state, may_come_back)
    if refund is not Refund.YES:
        assert (row.credit, row.money, row.estimated) == (Decimal(2), Decimal("0.40"), False)
