"""Carries out what the domain wants: claim, perform, retry with backoff, reconcile, give up loudly."""

from bot.outbox.tools import Tools
from bot.outbox.worker import Worker

__all__ = ["Tools", "Worker"]
