from decimal import Decimal

import pytest

from bot.domain.pricing import PriceList
from tests.domain.examples import image, video


@pytest.mark.parametrize(
    ("credit", "said"), [("1", "1 credit"), ("3", "3 credits"), ("2.50", "2.5 credits"), ("20", "20 credits")]
)
def test_prices_are_said_in_plain_words(credit: str, said: str) -> None:
    assert PriceList().words("creatify", Decimal(credit)) == said


def test_money_stands_beside_credits_once_a_credit_has_a_price() -> None:
    prices = PriceList(credit_worth={"creatify": Decimal("0.198")}, currency="EUR")

    assert prices.words("creatify", Decimal(3)) == "3 credits (0.59 EUR)"
    assert prices.words("akool", Decimal(3)) == "3 credits"


def test_defaults_are_those_the_vendor_names() -> None:
    assert PriceList().estimate(image()) == 1
    assert PriceList().estimate(video()) == 3
