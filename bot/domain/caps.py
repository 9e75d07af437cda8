"""Caps: how much one person, one channel and one provider may have running and waiting at once."""

from dataclasses import dataclass
from enum import StrEnum


class Whose(StrEnum):
    """Of whom there are too many tasks."""

    PERSON = "person"
    CHANNEL = "channel"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """One number for each: the most tasks that a person, a channel and a provider may have."""

    person: int
    channel: int
    provider: int

    def exceeded(self, counts: "Most") -> Whose | None:
        """Whose cap these counts go beyond, the person's first."""
        if counts.person > self.person:
            return Whose.PERSON
        if counts.channel > self.channel:
            return Whose.CHANNEL
        return Whose.PROVIDER if counts.provider > self.provider else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """`running`: sent and not ended, those of unknown outcome among them while they are looked for. A channel
    has fewer than a provider, so that one channel's flood leaves room for the others. `queued`: admitted and
    not sent; a person's are enough for a batch of 500."""

    running: Most = Most(person=50, channel=100, provider=200)
    queued: Most = Most(person=1_000, channel=2_000, provider=5_000)
