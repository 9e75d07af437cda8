"""What Greenlight makes by itself, in the shape of a provider: sound from a file, put under a video."""

from bot.providers.studio.provider import Studio

__all__ = ["Studio"]
