"""Presets: what a channel's forms start with, and what of it nobody changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.generation import Json
from bot.domain.task import ChannelId, TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A name that people choose. `style` is added to every prompt; `values` go into the fields of the same
    names; those in `locked` stand as they are, whatever is sent."""

    team: TeamId
    channel: ChannelId
    name: str
    style: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    def apply(self, inputs: Mapping[str, Json]) -> dict[str, Json]:
        """What is ordered with this preset."""
        forced = {name: value for name, value in self.values.items() if name in self.locked}
        return {**inputs, **forced, "prompt": self._styled(str(inputs.get("prompt", "")))}

    def _styled(self, prompt: str) -> str:
        return ". ".join(filter(None, [prompt.strip().rstrip("."), self.style]))
