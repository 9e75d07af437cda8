"""What is posted: blocks to look at, and the text that notifications and screen readers have instead."""

from dataclasses import dataclass, field
from typing import TypeAlias

from bot.domain.generation import Json

Block: TypeAlias = dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`text` is mrkdwn, escaped already, and never empty."""

    text: str
    blocks: list[Block] = field(default_factory=list)
