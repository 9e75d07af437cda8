"""A batch: many orders of one person in one table, confirmed at once and shown as one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.generation import Generation, Json, Kind
from bot.domain.task import BatchId, ChannelId, TeamId, Ts, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One row of the table. `number` counts from 1 and leaves the heading out.

    With a `fault`, a sentence, there is nothing to be ordered.
    """

    number: int
    inputs: Mapping[str, Json]
    follow_up: Kind | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """All rows go to one call of one provider. `ts`: its message, None until that was posted."""

    id: BatchId
    team: TeamId
    channel: ChannelId
    person: UserId
    made_at: datetime
    rows: tuple[BatchRow, ...]
    provider: str
    call: str
    ts: Ts | None = None

    @property
    def good(self) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.rows if not row.fault)

    @property
    def bad(self) -> tuple[BatchRow, ...]:
        return tuple(row for row in self.rows if row.fault)

    def wish(self, row: BatchRow) -> Generation:
        return Generation(provider=self.provider, call=self.call, kind=Kind.IMAGE, inputs=row.inputs)
