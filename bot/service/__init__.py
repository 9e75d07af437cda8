"""Use cases: request, decide, hear: load ► advance ► save, in one transaction each."""

from bot.service.orders import Order
from bot.service.service import Service
from bot.service.tokens import WebhookTokens

__all__ = ["Order", "Service", "WebhookTokens"]
