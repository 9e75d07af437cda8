"""What was really accepted and paid: the truth a bot's own books are held against."""

from typing import Final

from bot.sandbox.heygen.jobs import Job
from bot.sandbox.heygen.refusals import Refusal

START: Final = 500.0


class Ledger:
    """The account: its balance and every order. A job that fails later stays paid."""

    def __init__(self, balance: float = START) -> None:
        self.credits = balance
        self.orders: list[Job] = []

    def bill(self, job: Job) -> None:
        """Raises Refusal when the account cannot pay for it."""
        price = job.order.price
        if self.credits < price:
            text = f"Your account has {self.credits:g} credits but this video requires {price:g} credits."
            raise Refusal("insufficient_credit", text)
        self.credits -= price
        self.orders.append(job)

    def as_json(self) -> list[dict[str, object]]:
        return [
            {
                "id": job.id,
                "call": job.order.call,
                "type": job.order.type,
                "billed": job.order.price,
                "created_at": job.created_at.isoformat(),
                "status": "deleted" if job.is_deleted else job.status.value,
                "webhook_url": job.order.callback_url,
                "callback_id": job.order.callback_id,
                "title": job.order.title,
                "key": job.key,
                "prompt": " ".join(clip.script for clip in job.order.clips if clip.script),
                "scenes": [clip.kind for clip in job.order.clips],
                "looks": [clip.look for clip in job.order.clips],
                "voices": [clip.voice for clip in job.order.clips],
                "test": job.order.test,
                "failed_reason": job.failure,
            }
            for job in self.orders
        ]
