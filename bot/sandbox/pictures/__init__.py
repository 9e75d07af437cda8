"""Pictures and films that the sandbox makes by itself: real PNG, JPEG and MP4, drawn on demand."""

from bot.sandbox.pictures.darkroom import film, picture, portrait, sample, scene
from bot.sandbox.pictures.films import make_film
from bot.sandbox.pictures.shots import make_picture

__all__ = ["film", "make_film", "make_picture", "picture", "portrait", "sample", "scene"]
