"""What presets do to the form of an order: their menu, the fields that one fills in, and what it locks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.presets import Part, Preset, Sort
from bot.views import ids
from bot.views.blocks import context, section
from bot.views.escape import escape, quote
from bot.views.forms.fields import choice_field
from bot.views.forms.values import FILLED_BY, NOTHING, StateValues, Values
from bot.views.message import Block
from bot.views.text import labels
from bot.views.text.presets import PART_LABELS, value_words

MOST_PRESETS: Final = 50
"""A menu holds a hundred choices, and nobody reads so many."""

LONGEST_NAME: Final = 60
LONGEST_STYLE: Final = 300
_LONGEST_VALUE: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The presets that a form of this sort offers, and the one that is chosen in it. `is_filled`: the form
    has its values from elsewhere, so that the chosen one only locks."""

    sort: Sort = Sort.PRODUCT
    presets: Sequence[Preset] = ()
    chosen: Preset | None = None
    is_filled: bool = False

    @property
    def menu(self) -> list[Block]:
        """It stands first; none where the channel has no presets. Below it, what is no field: the style, and
        whose orders the preset is for. Where one binds, nothing is no choice."""
        if not self.presets:
            return []
        nothing = {} if any(preset.binds for preset in self.presets) else {NOTHING: "None"}
        options = {**nothing, **{preset.name: preset.name for preset in self.presets[:MOST_PRESETS]}}
        initial = self.chosen.name if self.chosen else NOTHING
        menu = choice_field(ids.PRESET, labels.PRESET, options, initial=initial, redraws=True)
        return [menu, *self._notes()]

    def locked(self, *parts: Part) -> list[Block]:
        """In the place of the fields of those parts that are locked: what they are, not to be changed."""
        return [self._line(part) for part in parts if self.locks(part)]

    def locks(self, part: Part) -> bool:
        return self.chosen is not None and self.chosen.locks(part)

    def fills(self, part: Part) -> bool:
        return self.chosen is not None and bool(self.chosen.values.get(part))

    def field(self, part: Part, name: str) -> str:
        """The block id of the field `name`: where a preset fills it in, one that Slack takes for new, since
        it keeps what stands in a block that it knows."""
        if self.chosen is None or self.is_filled or not self.fills(part):
            return name
        return f"{name}{FILLED_BY}{self.chosen.name}"[:255]

    def initial(self, part: Part, name: str, usual: str) -> str:
        """What the input `name` starts with."""
        if self.chosen is None or self.is_filled:
            return usual
        return self.chosen.fills(self.sort).get(part, {}).get(name, usual)

    def _notes(self) -> list[Block]:
        preset = self.chosen
        if preset is None:
            return []
        is_styled = preset.style and self.sort is not Sort.FILM and not self._moves_by_effect
        added = [context(f"Added to the prompt: {quote(preset.style, LONGEST_STYLE)}")] if is_styled else []
        whose = [self._line(Part.PROVIDER)] if self.fills(Part.PROVIDER) else []
        return [*whose, *added]

    @property
    def _moves_by_effect(self) -> bool:
        """A locked effect brings its own motion: no prompt is used, and so no style."""
        return self.sort is Sort.ANIMATION and self.locks(Part.EFFECT)

    def _line(self, part: Part) -> Block:
        preset = self.chosen
        assert preset is not None  # noqa: S101  # asked for by those who have seen that there is one
        by = f"set by the preset {quote(preset.name, LONGEST_NAME)}"
        return section(f"*{PART_LABELS[part]}*\n{escape(value_words(preset, part), _LONGEST_VALUE)} · {by}")


NO_OFFER: Final = Offer()


def chosen_name(values: StateValues) -> str:
    """The name of the preset that is chosen in a form; empty for none."""
    return Values(values).looked_up(ids.PRESET)[0]
