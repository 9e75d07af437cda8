"""A simulated Akool, strict where the real one is documented."""

from bot.sandbox.akool.server import Akool

__all__ = ["Akool"]
