"""What a generation is estimated to cost, in the provider's own credits and, where known, in money."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from bot.domain.generation import Generation

DEFAULT_ESTIMATES: Final[Mapping[tuple[str, str], Decimal]] = MappingProxyType(
    {
        ("creatify", "gen_image"): Decimal(1),
        ("creatify", "regen_image"): Decimal(1),
        ("creatify", "gen_video"): Decimal(3),
        ("creatify", "regen_video"): Decimal(1),
    }
)
"""Calls that have one price, whatever they make. Creatify's help centre names 1 credit an image and 3 a
video; its API page 1 credit for regen_video."""

PRICED_CALLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "creatify": tuple(call for _, call in DEFAULT_ESTIMATES),
        "akool": ("animate", "add_audio"),
        "heygen": ("create_video", "video.generate"),
    }
)
"""The calls that cost, by provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """What calls are expected to cost (credits), and what one credit of a provider is worth (`currency`).

    `estimates` by provider and call go first. Where a price hangs on what is asked for, `tables` knows it, by
    provider.
    """

    estimates: Mapping[tuple[str, str], Decimal] = field(default_factory=lambda: DEFAULT_ESTIMATES)
    credit_worth: Mapping[str, Decimal] = field(default_factory=dict)
    currency: str = "USD"
    tables: Mapping[str, Callable[[Generation], Decimal]] = field(default_factory=dict)

    def estimate(self, generation: Generation) -> Decimal:
        """Credits that this generation is expected to cost. Raises KeyError for a call without a price."""
        flat = self.estimates.get((generation.provider, generation.call))
        return self.tables[generation.provider](generation) if flat is None else flat

    def money(self, provider: str, credit: Decimal) -> Decimal | None:
        """`credit` credits in money to the cent, or None when nobody said what a credit is worth."""
        worth = self.credit_worth.get(provider)
        if worth is None:
            return None
        return (credit * worth).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def words(self, provider: str, credit: Decimal) -> str:
        """ "1 credit", "2.5 credits", or "3 credits (0.60 USD)" where a credit has a price."""
        number = f"{credit.normalize():f}"
        counted = f"{number} credit" if credit == 1 else f"{number} credits"
        money = self.money(provider, credit)
        return counted if money is None else f"{counted} ({money} {self.currency})"
