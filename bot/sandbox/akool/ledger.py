"""What was really accepted and paid: the truth a bot's own books are held against.

https://docs.akool.com/ai-tools-suite/image2video/image2video
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.sandbox.akool.answers import NO_CREDIT, Refusal
from bot.sandbox.akool.jobs import Job

START: Final = 2000
FILMS: Final[Mapping[tuple[str, int], int]] = {
    ("720p", 5): 20,
    ("1080p", 5): 25,
    ("4k", 5): 30,
    ("720p", 10): 40,
    ("1080p", 10): 50,
    ("4k", 10): 60,
}
ONLY_AUDIO: Final[Mapping[int, int]] = {5: 5, 10: 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One accepted paid call."""

    job: Job
    call: str
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, object]:
        wish = self.job.wish
        return {
            "id": self.job.id,
            "call": self.call,
            "billed": self.job.price,
            "created_at": self.created_at.isoformat(),
            "status": self.job.status.name.lower(),
            "webhook_url": wish.webhook_url,
            "image_url": wish.image_url,
            "prompt": wish.prompt,
            "negative_prompt": wish.negative_prompt,
            "resolution": wish.resolution,
            "video_length": wish.video_length,
            "audio_type": wish.audio_type,
            "audio_url": wish.audio_url,
            "effect_code": wish.effect_code,
            "is_premium_model": wish.is_premium_model,
            "pre_video_id": self.job.pre_video_id,
        }


class Ledger:
    """The account: its balance and every order. A job that fails later stays paid."""

    def __init__(self, balance: int = START) -> None:
        self.credits = balance
        self.orders: list[Order] = []

    def afford(self, price: int) -> None:
        """Raises Refusal when the account cannot pay it."""
        if self.credits < price:
            raise Refusal(NO_CREDIT, "Insufficient credit balance")

    def bill(self, call: str, job: Job) -> None:
        """Raises Refusal when the account cannot pay for it."""
        self.afford(job.price)
        self.credits -= job.price
        self.orders.append(Order(job=job, call=call))
