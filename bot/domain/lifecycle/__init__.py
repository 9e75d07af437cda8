"""How a task moves: `advance` for facts, `decide` for what a person pressed."""

from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.decide import decide
from bot.domain.lifecycle.moves import LOOK_APART, STALLED_LOOK, Moved, NotPossible, SaidAlready
from bot.domain.lifecycle.search import resend

__all__ = ["LOOK_APART", "STALLED_LOOK", "Moved", "NotPossible", "SaidAlready", "advance", "decide", "resend"]
