"""What was really accepted and paid: the truth a bot's own books are held against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.sandbox.creatify.jobs import Job
from bot.sandbox.creatify.refusals import detail

START: Final = 500.0
# https://help.creatify.ai/en/articles/9348041 for image and video; the vendor's page of
# regen_video itself says one credit.
PRICES: Final[Mapping[str, float]] = {
    "gen_image": 1.0,
    "gen_video": 3.0,
    "regen_image": 1.0,
    "regen_video": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One accepted paid call. An image and its video are two orders on one job."""

    job: Job
    call: str
    billed: float
    prompt: str | None
    webhook_url: str | None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.job.id,
            "call": self.call,
            "billed": self.billed,
            "created_at": self.created_at.isoformat(),
            "status": self.job.status.value,
            "webhook_url": self.webhook_url,
            "product_url": self.job.product_url,
            "type": self.job.type,
            "aspect_ratio": self.job.aspect_ratio,
            "prompt": self.prompt,
            "failed_reason": self.job.failed_reason,
            "regen_source_id": self.job.regen_source_id,
        }


class Ledger:
    """The account: its balance and every order. A job that fails later stays paid."""

    def __init__(self, balance: float = START, prices: Mapping[str, float] = PRICES) -> None:
        self.credits = balance
        self.orders: list[Order] = []
        self._prices = prices

    def afford(self, call: str) -> None:
        """Raises Refusal when the account cannot pay for it."""
        if self.credits < self._prices[call]:
            raise detail(402, "You do not have enough credits. Please top up your account.")

    def bill(self, call: str, job: Job, *, prompt: str | None, webhook_url: str | None) -> None:
        price = self._prices[call]
        self.credits -= price
        self.orders.append(Order(job=job, call=call, billed=price, prompt=prompt, webhook_url=webhook_url))
