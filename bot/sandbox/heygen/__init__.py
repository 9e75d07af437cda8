"""A simulated HeyGen, v3 and v1, strict where the real one is documented."""

from bot.sandbox.heygen.server import API_KEY, HeyGen

__all__ = ["API_KEY", "HeyGen"]
