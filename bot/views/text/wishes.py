"""What was wished for, in the words of whoever wished it."""

from typing import Final

from bot.domain.generation import Generation

OURS: Final = "greenlight"
"""The provider of what is made here: it has no copy elsewhere, and nothing was paid for it."""


def wish_words(wish: Generation) -> str:
    """The prompt; the chosen effect where that speaks for itself. Raw, as it was given."""
    return wish.prompt.strip() or wish.text("effect_name").strip()
