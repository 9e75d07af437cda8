"""From a row of a table to a checked order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.batch import BatchRow
from bot.domain.generation import Generation, Json, Kind
from bot.domain.presets import Sort
from bot.domain.task import ChannelId
from bot.errors import FormError, PersonError
from bot.providers.provider import Choice
from bot.views import ids
from bot.views.forms import Column, TableRow, What
from bot.views.text import tables
from bot.views.text.labels import provider_label
from bot.views.text.presets import NOTHING_ORDERED
from handlers import offers, orders, speech
from handlers.desk import Desk
from handlers.motion import EFFECTS

_AUDIO = {"": "", "none": "3", "ai": "1", "ai audio": "1"}


@dataclass(slots=True, kw_only=True)
class Rows:
    """Reads the rows of one table. Each list of a provider's is asked for once, however many rows name it."""

    desk: Desk
    channel: ChannelId
    _lists: dict[tuple[str, str], Sequence[Choice]] = field(default_factory=dict)
    _nobody: PersonError | None = None
    """Why no avatar was to be had for a row that names none: the next such row does not wait for it again."""

    async def read(self, row: TableRow) -> BatchRow:
        """What is wrong with a row is said beside it, and keeps no other from being ordered."""
        try:
            what = row.what
            wish = await self._wish(what, row.cells)
        except FormError as error:
            return BatchRow(number=row.number, fault=" ".join(error.faults.values()))
        except PersonError as error:
            return BatchRow(number=row.number, fault=str(error).removesuffix(NOTHING_ORDERED))
        return BatchRow(number=row.number, wish=wish, follow_up=Kind.VIDEO if what is What.VIDEO else None)

    async def _wish(self, what: What, cells: Mapping[Column, str]) -> Generation:
        match what:
            case What.IMAGE | What.VIDEO:
                return await self._product(cells)
            case What.ANIMATION:
                return await self._animation(cells)
            case What.AVATAR_VIDEO:
                return await self._film(cells)

    async def _product(self, cells: Mapping[Column, str]) -> Generation:
        given = _given(
            {
                ids.PRODUCT_URL: cells.get(Column.IMAGE_URL),
                ids.ASPECT_RATIO: cells.get(Column.ASPECT_RATIO, "").replace(":", "x"),
                ids.SCENE_URL: cells.get(Column.SCENE_URL),
            }
        )
        if name := cells.get(Column.AVATAR):
            who = await self._listed(orders.CREATIFY, speech.AVATARS, Column.AVATAR, name)
            given |= {ids.AVATAR: who.id, "avatar_name": who.name, ids.TYPE: "product_avatar"}
        given = {ids.PROMPT: cells.get(Column.PROMPT, ""), **given}
        return orders.product_image(
            self.desk, await self._with_preset(cells, given, Sort.PRODUCT, orders.CREATIFY)
        )

    async def _animation(self, cells: Mapping[Column, str]) -> Generation:
        maker, _ = orders.animator(self.desk)
        audio = cells.get(Column.AUDIO, "")
        given = _given(
            {
                ids.IMAGE_URL: cells.get(Column.IMAGE_URL),
                ids.RESOLUTION: cells.get(Column.RESOLUTION, "").lower(),
                ids.LENGTH: cells.get(Column.LENGTH, "").removesuffix("s").strip(),
                ids.AUDIO: _AUDIO.get(audio.lower(), "2"),
                ids.AUDIO_URL: "" if audio.lower() in _AUDIO else audio,
            }
        )
        if name := cells.get(Column.EFFECT):
            effect = await self._listed(maker.name, EFFECTS, Column.EFFECT, name)
            given |= {ids.EFFECT: effect.id, "effect_name": effect.name}
        given = {ids.PROMPT: cells.get(Column.PROMPT, ""), **given}
        inputs = await self._with_preset(cells, given, Sort.ANIMATION, maker.name)
        return orders.animation(self.desk, inputs)

    async def _film(self, cells: Mapping[Column, str]) -> Generation:
        maker, _ = orders.speaker(self.desk)
        given = _given(
            {
                ids.ASPECT_RATIO: cells.get(Column.ASPECT_RATIO, "").replace("x", ":"),
                ids.BACKGROUND: cells.get(Column.BACKGROUND),
                ids.AUDIO_URL: cells.get(Column.AUDIO),
            }
        )
        if name := cells.get(Column.AVATAR):
            who = await self._listed(maker.name, speech.AVATARS, Column.AVATAR, name)
            given |= {ids.AVATAR: who.id, "avatar_name": who.name}
        if name := cells.get(Column.VOICE):
            voice = await self._listed(maker.name, speech.VOICES, Column.VOICE, name)
            given |= {ids.VOICE: voice.id, "voice_name": voice.name}
        given = {ids.PROMPT: cells.get(Column.SCRIPT) or cells.get(Column.PROMPT, ""), **given}
        inputs = await self._with_preset(cells, given, Sort.FILM, maker.name)
        return orders.film(self.desk, await self._spoken(inputs))

    async def _spoken(self, inputs: Mapping[str, Json]) -> Mapping[str, Json]:
        if self._nobody is not None:
            raise self._nobody
        try:
            return await speech.spoken_by_somebody(self.desk, inputs)
        except PersonError as error:
            self._nobody = error
            raise

    async def _with_preset(
        self, cells: Mapping[Column, str], given: Mapping[str, Json], sort: Sort, provider: str
    ) -> Mapping[str, Json]:
        name = cells.get(Column.PRESET, "")
        return await offers.typed_with_preset(self.desk, self.channel, given, sort, provider, name=name)

    async def _listed(self, provider: str, name: str, column: Column, wanted: str) -> Choice:
        """By its id, or by its name as the provider writes it. Raises PersonError."""
        if (provider, name) not in self._lists:
            self._lists[provider, name] = await self.desk.choices(provider, name)
        listed = self._lists[provider, name]
        if not listed:
            raise PersonError(tables.list_unread(column, provider_label(provider)))
        for choice in listed:
            if wanted in (choice.id, choice.name) or wanted.casefold() == choice.name.casefold():
                return choice
        raise PersonError(tables.not_in_list(column, wanted, provider_label(provider)))


def _given(inputs: Mapping[str, str | None]) -> dict[str, Json]:
    return {name: value for name, value in inputs.items() if value}
