"""A simulated Creatify, strict where the real one is documented."""

from bot.sandbox.creatify.server import Creatify

__all__ = ["Creatify"]
