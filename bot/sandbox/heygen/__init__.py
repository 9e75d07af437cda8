"""A simulated HeyGen, v3 and v1, strict where the real one is documented."""

from bot.sandbox.heygen.server import WEBHOOK_SECRET, HeyGen

__all__ = ["WEBHOOK_SECRET", "HeyGen"]
