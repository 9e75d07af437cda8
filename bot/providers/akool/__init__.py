"""Akool's Image to Video API. https://docs.akool.com/ai-tools-suite/image2video/image2video"""

from bot.providers.akool.provider import Akool

__all__ = ["Akool"]
