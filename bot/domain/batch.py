"""A batch: many orders of one person in one table, confirmed at once and shown as one message."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.generation import Generation, Kind
from bot.domain.task import BatchId, ChannelId, TeamId, Ts, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One row of the table. `number` counts from 1 and leaves the heading out.

    It has a `wish`, or else a `fault`, a sentence: then there is nothing to be ordered.
    """

    number: int
    wish: Generation | None = None
    follow_up: Kind | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Its rows may go to several providers. `ts`: its message, None until that was posted."""

    id: BatchId
    team: TeamId
    channel: ChannelId
    person: UserId
    made_at: datetime
    rows: tuple[BatchRow, ...]
    ts: Ts | None = None

    @property
    def good(self) -> tuple[tuple[BatchRow, Generation], ...]:
        """What can be ordered."""
        return tuple((row, row.wish) for row in self.rows if row.wish is not None)

    @property
    def bad(self) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.rows if row.wish is None)
