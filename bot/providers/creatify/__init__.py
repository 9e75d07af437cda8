"""Creatify's Product to Video API. https://docs.creatify.ai/api-documentation/product-to-video/product-to-video"""

from bot.providers.creatify.provider import Creatify

__all__ = ["Creatify"]
