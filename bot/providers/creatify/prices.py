"""What a call to Creatify is estimated to cost. No answer says what it did cost."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.generation import Generation
from bot.domain.pricing import DEFAULT_ESTIMATES


def estimate(generation: Generation) -> Decimal:
    """Credits: each call has one price, whatever it makes."""
    return DEFAULT_ESTIMATES[(generation.provider, generation.call)]
