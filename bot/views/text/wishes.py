"""What was wished for, in the words of whoever wished it."""

from bot.domain.generation import Generation


def wish_words(wish: Generation) -> str:
    """The prompt; the chosen effect where that speaks for itself. Raw, as it was given."""
    return wish.prompt.strip() or wish.text("effect_name").strip()
