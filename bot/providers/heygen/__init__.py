"""HeyGen's avatar videos, by the v3 API or by its old v1 one. https://developers.heygen.com/quick-start"""

from bot.providers.heygen.provider import HeyGen

__all__ = ["HeyGen"]
